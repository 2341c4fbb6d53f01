import { isProblem } from "@sori/api";
import type { TFunction } from "i18next";

/** What went wrong, in the server's words where it has some. */
export function problemText(error: unknown, t: TFunction): string {
  if (!isProblem(error) || error.offline) return t("error.offline");
  return error.detail || t("error.server");
}

export function refusalText(status: number, t: TFunction): string {
  if (status === 413) return t("error.refused.size");
  if (status === 415) return t("error.refused.type");
  if (status === 404 || status === 409 || status === 410) return t("error.refused.over");
  return t("error.refused.generic");
}
