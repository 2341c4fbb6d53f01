import { ActionIcon } from "@mantine/core";
import type { Edit } from "@sori/api";
import { IconArrowRight, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import marks from "../Admin.module.css";
import { type Row, rowsOf, titleOf } from "../describe/describe";
import { useReader } from "../describe/useReader";
import classes from "./Review.module.css";

interface EditListProps {
  edits: readonly Edit[];
  /** Takes an edit out of the draft. */
  onDrop?: (edit: Edit) => void;
}

const MOST_SHOWN = 200;

/** Edits one by one, before and after, field by field. */
export function EditList({ edits, onDrop }: EditListProps) {
  const { t } = useTranslation("admin");
  const reader = useReader();
  return (
    <ul className={classes.edits}>
      {edits.slice(0, MOST_SHOWN).map((edit) => {
        const what = edit.before === null ? "added" : edit.after === null ? "removed" : "changed";
        const title = titleOf(edit, reader);
        return (
          <li key={`${edit.kind} ${edit.code}`}>
            <div className={classes.editHead}>
              <span className={marks.mark} data-what={what}>
                {t(`mark.${what}`)}
              </span>
              <strong>
                {t(`kind.${edit.kind}`)}
                {edit.code && ` · ${title}`}
              </strong>
              {edit.code && title !== edit.code && <code>{edit.code}</code>}
              {onDrop && (
                <ActionIcon ml="auto" aria-label={t("review.drop", { name: title })} onClick={() => onDrop(edit)}>
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              )}
            </div>
            {what !== "removed" && <Rows rows={rowsOf(edit, reader)} isNew={what === "added"} />}
          </li>
        );
      })}
      {edits.length > MOST_SHOWN && <li>{t("review.more", { count: edits.length - MOST_SHOWN })}</li>}
    </ul>
  );
}

function Rows({ rows, isNew }: { rows: readonly Row[]; isNew: boolean }) {
  const { t } = useTranslation("admin");
  return (
    <dl className={classes.rows}>
      {rows.map((row) => (
        <div key={row.field}>
          <dt>{row.field}</dt>
          <dd>
            {!isNew && (
              <>
                <span className="sr-only">{t("review.before")} </span>
                <del>{row.before ?? t("describe.nothing")}</del>
                <IconArrowRight size={14} aria-hidden />
                <span className="sr-only">{t("review.after")} </span>
              </>
            )}
            <ins>{row.after ?? t("describe.nothing")}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
