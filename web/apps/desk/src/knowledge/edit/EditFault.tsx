import { Button } from "@mantine/core";
import { isProblem } from "@sori/api";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";

/** Why an edit was refused; where somebody else was quicker, it can be put over theirs. */
export function EditFault({ error, onRebase }: { error: unknown; onRebase: () => void }) {
  const { t } = useTranslation("knowledge");
  if (!error) return null;
  return (
    <div className={classes.warning} data-bad role="alert">
      <span>{problemDetail(error)}</span>
      {isProblem(error, 412) && (
        <Button size="compact-sm" variant="default" onClick={onRebase}>
          {t("edit.rebase")}
        </Button>
      )}
    </div>
  );
}
