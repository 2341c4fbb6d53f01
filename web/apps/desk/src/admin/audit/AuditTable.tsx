import { Button } from "@mantine/core";
import type { EntryShown } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import audit from "./Audit.module.css";
import type { AuditSearch } from "./data";
import { linesOf } from "./detail";

interface AuditTableProps {
  entries: readonly EntryShown[];
  onLook: (patch: AuditSearch) => void;
}

/** The entries, the newest first; what is pressed in them is looked for. */
export function AuditTable({ entries, onLook }: AuditTableProps) {
  const { t } = useTranslation("admin");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={classes.scroll} aria-label={t("section.audit")} tabIndex={0}>
      <table className={`${classes.table} ${audit.table}`}>
        <thead>
          <tr>
            <th scope="col">{t("audit.at")}</th>
            <th scope="col">{t("audit.who")}</th>
            <th scope="col">{t("audit.what")}</th>
            <th scope="col">{t("audit.about")}</th>
            <th scope="col">{t("audit.detail")}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} onLook={onLook} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function EntryRow({ entry, onLook }: { entry: EntryShown; onLook: (patch: AuditSearch) => void }) {
  const { t, i18n } = useTranslation("admin");
  const { by_login: login } = entry;
  return (
    <tr>
      <th scope="row" className={audit.at}>
        <time dateTime={entry.at}>{dateTimeText(entry.at, i18n.language)}</time>
      </th>
      <td>
        {login === null ? (
          <span className={classes.soft}>{t("audit.system")}</span>
        ) : (
          <button type="button" className={classes.open} onClick={() => onLook({ person: login })}>
            {entry.by_name}
          </button>
        )}
      </td>
      <td>
        <button type="button" className={classes.open} onClick={() => onLook({ action: entry.action })}>
          {entry.text}
        </button>
      </td>
      <td>
        <About entry={entry} onLook={onLook} />
      </td>
      <td>
        <Detail detail={entry.detail} />
      </td>
    </tr>
  );
}

function About({ entry, onLook }: { entry: EntryShown; onLook: (patch: AuditSearch) => void }) {
  const { t, i18n } = useTranslation("admin");
  const noun = (key: string) => (i18n.exists(`admin:audit.noun.${key}`) ? t(`audit.noun.${key}` as never) : key);
  // Somebody's own doing is about themselves; saying so twice helps nobody.
  const things = Object.entries(entry.about).filter(([, id]) => id !== 0);
  return (
    <ul className={audit.about}>
      {things.map(([key, id]) => (
        <li key={key}>
          {key === "contact" || key === "citizen" ? (
            <button type="button" className={classes.open} onClick={() => onLook({ [key]: id })}>
              {noun(key)} {id}
            </button>
          ) : (
            <span>
              {noun(key)} {entry.names[key] ?? id}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Detail({ detail }: { detail: EntryShown["detail"] }) {
  const { t, i18n } = useTranslation("admin");
  const [shown, setShown] = useState(false);
  const lines = linesOf(detail);
  const name = (place: string) => (i18n.exists(`admin:audit.key.${place}`) ? t(`audit.key.${place}` as never) : place);
  const value = (place: string, said: string) =>
    place === "way" && i18n.exists(`account.way.${said}`) ? i18n.t(`account.way.${said}` as never) : said;
  if (lines.length === 0) return null;
  const long = lines.length > 2;
  return (
    <>
      {(long && !shown ? [] : lines).map((line) => (
        <div key={line.place} className={audit.line}>
          {line.place && <span className={classes.soft}>{name(line.place)} </span>}
          {line.before === undefined ? (
            value(line.place, line.after)
          ) : (
            <>
              <del>{line.before}</del> → <ins>{line.after}</ins>
            </>
          )}
        </div>
      ))}
      {long && (
        <Button variant="subtle" size="compact-xs" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t(shown ? "history.hide" : "history.show", { count: lines.length })}
        </Button>
      )}
    </>
  );
}
