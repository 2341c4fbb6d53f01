import { shelf } from "@sori/ui/storage";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import ko from "./ko.json";

export type AppLanguage = "ko" | "en";

const KEY = "sori.language";

function remembered(): AppLanguage {
  return shelf.get(KEY) === "en" ? "en" : "ko";
}

export function currentLanguage(): AppLanguage {
  return i18next.language === "en" ? "en" : "ko";
}

/** English is fetched only by those who read it. */
async function load(language: AppLanguage): Promise<void> {
  if (language === "ko" || i18next.hasResourceBundle("en", "translation")) return;
  const english = await import("./en.json");
  i18next.addResourceBundle("en", "translation", english.default);
}

export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "ko",
    fallbackLng: "ko",
    resources: { ko: { translation: ko } },
    interpolation: { escapeValue: false },
  });
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  // Without its words a page in Korean is still better than none.
  if (remembered() === "en") await changeLanguage("en").catch(() => {});
}

export async function changeLanguage(language: AppLanguage): Promise<void> {
  await load(language);
  shelf.set(KEY, language);
  await i18next.changeLanguage(language);
}
