import type { ChangeShown } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { useTranslation } from "react-i18next";
import { say, sayProblem } from "../../app/say";
import { useUndo } from "../data";
import { sayWithWayBack } from "./sayWithWayBack";

/** Says that a change is made, or when it will be, with the way back. */
export function useSayApplied(): (change: ChangeShown) => void {
  const { t, i18n } = useTranslation("admin");
  const undo = useUndo();
  return (change) => {
    const scheduled = change.state === "scheduled";
    const moment = dateTimeText(change.effective_at, i18n.language);
    sayWithWayBack(
      scheduled ? t("applied.at", { moment }) : t("applied.now"),
      t(scheduled ? "applied.callOff" : "applied.undo"),
      // The dialog that applied it is gone by then, and with it what only a mounted component is told.
      () =>
        void undo
          .mutateAsync(change.id)
          .then(() => say(t(scheduled ? "applied.off" : "applied.undone")))
          .catch(sayProblem),
    );
  };
}
