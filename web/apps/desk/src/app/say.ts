import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { problemDetail } from "../data/queries";

/** A short word about what has just been done. */
export function say(message: string): void {
  show(message, "sori");
}

/** Something is in the way, but nothing has failed. */
export function sayWait(message: string): void {
  show(message, "yellow");
}

/** What went wrong, in the server's words where it gave any. */
export function sayProblem(error: unknown): void {
  show(problemDetail(error) || i18next.t("offline"), "red");
}

function show(message: string, color: string): void {
  notifications.show({ message, color, closeButtonProps: { "aria-label": i18next.t("dismiss") } });
}
