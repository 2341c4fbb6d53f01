import type { Kind } from "@sori/api";
import { IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import { editOf } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";

const icons = { added: IconPlus, changed: IconPencil, removed: IconMinus };

/** Says that a part is not as in force: new, changed, or taken out by the draft. */
export function Mark({ kind, code }: { kind: Kind; code: string }) {
  const { t } = useTranslation("admin");
  const { draft, faults } = useAdministration();
  const edit = editOf(draft, kind, code);
  const wrong = faults.some((fault) => fault.kind === kind && fault.code === code);
  const what = edit && (edit.before === null ? "added" : edit.after === null ? "removed" : "changed");
  const Icon = what && icons[what];
  return (
    <>
      {what && Icon && (
        <span className={classes.mark} data-what={what}>
          <Icon size={12} aria-hidden />
          {t(`mark.${what}`)}
        </span>
      )}
      {wrong && (
        <span className={classes.mark} data-what="wrong">
          {t("mark.wrong")}
        </span>
      )}
    </>
  );
}
