import type { FaultShown } from "@sori/api";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { titleOf } from "../describe/describe";
import { useReader } from "../describe/useReader";
import { partOf } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { sectionOf } from "../sections";
import classes from "./Review.module.css";

/** What is wrong with the whole, each leading to where it is put right. */
export function FaultList({ faults, onGo }: { faults: readonly FaultShown[]; onGo?: () => void }) {
  const { t } = useTranslation("admin");
  return (
    <ul className={classes.faults} aria-label={t("bar.faults")}>
      {faults.map((fault) => (
        <li key={`${fault.kind} ${fault.code} ${fault.field} ${fault.line} ${fault.text}`}>
          <FaultPlace fault={fault} {...(onGo && { onGo })} />
          <FieldName fault={fault} /> {fault.text}
        </li>
      ))}
    </ul>
  );
}

function FaultPlace({ fault, onGo }: { fault: FaultShown; onGo?: () => void }) {
  const { t } = useTranslation("admin");
  const { setup, present } = useAdministration();
  const reader = useReader();
  if (fault.kind === null) {
    return (
      <strong>
        {fault.line != null && `${t("file.line", { line: fault.line })} · `}
        {fault.field}
      </strong>
    );
  }
  const part = partOf(setup, fault.kind, fault.code) ?? partOf(present, fault.kind, fault.code);
  const title = titleOf({ kind: fault.kind, code: fault.code, before: null, after: { ...part } }, reader);
  return (
    <Link
      to="/admin/$section"
      params={{ section: sectionOf(fault.kind) }}
      search={fault.code ? { part: fault.code } : {}}
      onClick={() => onGo?.()}
    >
      {t(`kind.${fault.kind}`)}
      {fault.code && ` · ${title}`}
    </Link>
  );
}

/** Which field it is, where it is one that has a name. */
function FieldName({ fault }: { fault: FaultShown }) {
  const reader = useReader();
  const key = `field.${fault.field.split(".")[0]}`;
  const name = fault.kind === null || fault.field === "" ? key : reader.word(key);
  return name === key ? null : <> · {name}</>;
}
