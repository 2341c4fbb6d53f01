import type { Text } from "@sori/api";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** Reads the server's localised texts in the chosen language. */
export function useText(): (text: Text) => string {
  const { i18n } = useTranslation();
  const language = i18n.language === "en" ? "en" : "ko";
  return useCallback((text: Text) => text[language], [language]);
}
