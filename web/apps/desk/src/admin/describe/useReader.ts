import type { Setup, Text } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import i18next from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import type { Reader } from "./describe";

/** Puts parts of the setup into the reader's words, with names as they were and will be. */
export function useReader(): Reader {
  const { i18n } = useTranslation("admin");
  const { present, setup } = useAdministration();
  const language = i18n.language === "en" ? "en" : "ko";
  return useMemo(() => {
    const name = (of: Setup, kind: "queues" | "skills" | "topics", code: string): Text | undefined =>
      byCode(of, kind)[code]?.name;
    const word = (key: string, values: Record<string, unknown> = {}) =>
      String(i18next.t(key as never, { ns: "admin", lng: language, defaultValue: key, ...values } as never));
    return {
      language,
      word,
      nameOf: (kind, code) => (name(setup, kind, code) ?? name(present, kind, code))?.[language] ?? code,
      moment: (iso) => dateTimeText(iso, language),
    };
  }, [present, setup, language]);
}
