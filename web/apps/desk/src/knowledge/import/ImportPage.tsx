import { Checkbox } from "@mantine/core";
import type { Imported } from "@sori/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useMe } from "../../data/session";
import { useImport } from "../data";
import classes from "../Knowledge.module.css";
import { FileChooser } from "./FileChooser";
import { SetAside } from "./SetAside";

const kinds = ".csv,.tsv,.xlsx,.docx,.html,.htm,.toml";

/** Bringing articles in from a file; what is wrong with it comes back as a file too. */
export function ImportPage() {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  const [publish, setPublish] = useState(false);
  const [name, setName] = useState("");
  const bring = useImport();
  const choose = (file: File) => {
    setName(file.name);
    bring.mutate({ file, publish });
  };
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h2>{t("section.import")}</h2>
      </header>
      <section className={classes.card} aria-label={t("section.import")}>
        <p style={{ margin: 0 }}>{t("import.about")}</p>
        <p className={classes.soft}>{t("import.columns")}</p>
        {me?.roles.includes("administrator") && (
          <Checkbox
            label={t("import.publish")}
            checked={publish}
            onChange={(event) => setPublish(event.currentTarget.checked)}
          />
        )}
        <div className={classes.actions}>
          <FileChooser accept={kinds} loading={bring.isPending} onChoose={choose} />
        </div>
        {bring.isError && (
          <p className={classes.warning} data-bad role="alert">
            {problemDetail(bring.error)}
          </p>
        )}
      </section>
      {bring.data && <Outcome name={name} done={bring.data} />}
    </div>
  );
}

function Outcome({ name, done }: { name: string; done: Imported }) {
  const { t } = useTranslation("knowledge");
  return (
    <section className={classes.card} role="status">
      <h2>
        {t("import.done", {
          name,
          added: done.added,
          revised: done.revised,
          unchanged: done.unchanged,
          published: done.published,
        })}
      </h2>
      {done.rejected.length === 0 ? (
        <p>{t("import.all")}</p>
      ) : (
        <>
          <div className={classes.actions}>
            <strong>{t("import.rejected", { count: done.rejected.length })}</strong>
            <SetAside name={name} rows={done.set_aside} />
          </div>
          <div className={classes.scroll}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col" data-number>
                    {t("import.line")}
                  </th>
                  <th scope="col">{t("import.field")}</th>
                  <th scope="col">{t("import.reason")}</th>
                  <th scope="col">{t("list.question")}</th>
                </tr>
              </thead>
              <tbody>
                {done.rejected.map((row) => (
                  <tr key={`${row.line} ${row.field} ${row.reason}`}>
                    <td data-number>{row.line}</td>
                    <td>{row.field}</td>
                    <td>{row.reason}</td>
                    <td>{row.question}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
