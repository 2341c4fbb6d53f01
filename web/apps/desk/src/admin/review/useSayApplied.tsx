import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ChangeShown } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { useTranslation } from "react-i18next";
import { say, sayProblem } from "../../app/say";
import { useUndo } from "../data";

const LONG_ENOUGH_MS = 15_000;

/** Says that a change is made, or when it will be, with the way back. */
export function useSayApplied(): (change: ChangeShown) => void {
  const { t, i18n } = useTranslation("admin");
  const undo = useUndo();
  return (change) => {
    const scheduled = change.state === "scheduled";
    const id = `setup-change-${change.id}`;
    const back = () => {
      notifications.hide(id);
      undo.mutate(change.id, {
        onSuccess: () => say(t(scheduled ? "applied.off" : "applied.undone")),
        onError: sayProblem,
      });
    };
    notifications.show({
      id,
      autoClose: LONG_ENOUGH_MS,
      color: "sori",
      closeButtonProps: { "aria-label": t("close") },
      message: (
        <Group justify="space-between" wrap="nowrap">
          {scheduled ? t("applied.at", { moment: dateTimeText(change.effective_at, i18n.language) }) : t("applied.now")}
          <Button variant="light" size="compact-sm" onClick={back}>
            {t(scheduled ? "applied.callOff" : "applied.undo")}
          </Button>
        </Group>
      ),
    });
  };
}
