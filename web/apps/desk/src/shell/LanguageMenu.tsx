import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { chooseLanguage } from "../i18n/language";

/** Two languages need no menu: the button names the other one, in its own words. */
export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const other = i18n.language === "ko" ? "en" : "ko";
  const choose = () => {
    chooseLanguage(other);
    // What the server words itself comes in the new language.
    void client.invalidateQueries();
  };
  return (
    <Button variant="subtle" color="gray" size="compact-sm" c="var(--sori-text-2)" onClick={choose} lang={other}>
      {t("shell.otherLanguage")}
    </Button>
  );
}
