import { useTranslation } from "react-i18next";
import { type AppLanguage, changeLanguage, currentLanguage } from "../i18n";

const LANGUAGES: Array<{ code: AppLanguage; name: string }> = [
  { code: "ko", name: "한국어" },
  { code: "en", name: "English" },
];

export function LanguageSwitch() {
  const { t } = useTranslation();
  const current = currentLanguage();
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons are no form, so no fieldset
    <div className="language" role="group" aria-label={t("site.language")}>
      {LANGUAGES.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === current}
          onClick={() => void changeLanguage(code).catch(() => {})}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
