import type { BulletinReader, BulletinShown } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { useTranslation } from "react-i18next";
import classes from "../Knowledge.module.css";

/** Whom a bulletin concerns: who has not acknowledged it yet, and who has, and when. */
export function Readers({ bulletin }: { bulletin: BulletinShown }) {
  const { t } = useTranslation("knowledge");
  const done = bulletin.readers.filter((one) => one.acknowledged_at !== null);
  const open = bulletin.readers.filter((one) => one.acknowledged_at === null);
  return (
    <section className={classes.card} aria-labelledby="bulletin-readers">
      <h3 id="bulletin-readers">{t("bulletins.readers", { seen: done.length, count: bulletin.readers.length })}</h3>
      {bulletin.readers.length === 0 ? (
        <p className={classes.warning}>{t("bulletins.nobody")}</p>
      ) : (
        <>
          {open.length > 0 && (
            <>
              <strong>{t("bulletins.notYet", { count: open.length })}</strong>
              <span className={classes.soft}>{open.map((one) => one.display_name).join(", ")}</span>
            </>
          )}
          {done.length > 0 && <Done readers={done} />}
        </>
      )}
    </section>
  );
}

function Done({ readers }: { readers: readonly BulletinReader[] }) {
  const { t, i18n } = useTranslation("knowledge");
  return (
    <>
      <strong>{t("bulletins.have", { count: readers.length })}</strong>
      <ul className={classes.list}>
        {readers.map((one) => (
          <li key={one.id}>
            {one.display_name}{" "}
            <span className={classes.soft}>
              {one.acknowledged_at && dateTimeText(one.acknowledged_at, i18n.language)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
