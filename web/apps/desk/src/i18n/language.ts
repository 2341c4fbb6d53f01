import { configureApi } from "@sori/api";
import uiEn from "@sori/ui/en.json";
import uiKo from "@sori/ui/ko.json";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type citizenKo from "../../../citizen/src/i18n/ko.json";
import type adminKo from "../admin/i18n/ko.json";
import { remember, remembered } from "../app/remembered";
import type bookingsKo from "../bookings/i18n/ko.json";
import type casesKo from "../cases/i18n/ko.json";
import type knowledgeKo from "../knowledge/i18n/ko.json";
import type officeKo from "../office/i18n/ko.json";
import type statisticsKo from "../statistics/i18n/ko.json";
import type twinKo from "../twin/i18n/ko.json";
import en from "./en.json";
import ko from "./ko.json";

export type Language = "ko" | "en";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: {
      translation: typeof ko;
      ui: typeof uiKo;
      admin: typeof adminKo;
      bookings: typeof bookingsKo;
      cases: typeof casesKo;
      office: typeof officeKo;
      knowledge: typeof knowledgeKo;
      statistics: typeof statisticsKo;
      twin: typeof twinKo;
      citizen: typeof citizenKo;
    };
  }
}

/** Korean first, whatever the browser prefers; a choice is remembered on this workstation. */
export function startLanguage(): void {
  void i18next.use(initReactI18next).init({
    lng: remembered("language") === "en" ? "en" : "ko",
    fallbackLng: "ko",
    ns: ["translation", "ui"],
    resources: { ko: { translation: ko, ui: uiKo }, en: { translation: en, ui: uiEn } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = i18next.language;
  configureApi(() => i18next.language);
}

export function chooseLanguage(language: Language): void {
  remember("language", language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

export function currentLanguage(): Language {
  return i18next.language === "en" ? "en" : "ko";
}
