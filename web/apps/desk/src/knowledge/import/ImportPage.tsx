import { Button, Checkbox, FileButton } from "@mantine/core";
import type { Imported } from "@sori/api";
import { IconDownload, IconFileImport } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useMe } from "../../data/session";
import { useImport } from "../data";
import classes from "../Knowledge.module.css";

const kinds = ".csv,.tsv,.xlsx,.docx,.html,.htm,.toml";

/** Bringing articles in from a file; what is wrong with it comes back as a file too. */
export function ImportPage() {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  const [publish, setPublish] = useState(false);
  const [name, setName] = useState("");
  const reset = useRef<() => void>(null);
  const bring = useImport();
  const choose = (file: File | null) => {
    if (!file) return;
    setName(file.name);
    bring.mutate({ file, publish });
    reset.current?.();
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
          <FileButton resetRef={reset} accept={kinds} onChange={choose}>
            {(props) => (
              <Button {...props} loading={bring.isPending} leftSection={<IconFileImport size={16} aria-hidden />}>
                {t("import.choose")}
              </Button>
            )}
          </FileButton>
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
  const download = () => {
    const url = URL.createObjectURL(new Blob([done.set_aside], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${name.replace(/\.\w+$/, "")}.set-aside.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
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
            <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={download}>
              {t("import.download")}
            </Button>
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
