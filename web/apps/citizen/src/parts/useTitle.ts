import { useEffect } from "react";
import { useTranslation } from "react-i18next";

export function useTitle(step: string, unread = 0): void {
  const { t, i18n } = useTranslation();
  const site = t("site.name");
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${step} | ${site}`;
    document.documentElement.lang = i18n.language;
  }, [step, unread, site, i18n.language]);
}
