import type { ContactSummary } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { callbackQuery } from "../data/contact";
import classes from "./ContactPane.module.css";

/** Nobody is on the line yet: the citizen is called, and here is how that goes. */
export function CalledBack({ contact }: { contact: ContactSummary }) {
  const { t } = useTranslation();
  const { data } = useQuery(callbackQuery(contact.id));
  return (
    <div className={classes.callback} role="status">
      <strong>{t("callback.title")}</strong>
      {data && (
        <>
          <span>{t(`callback.state.${data.state}`)}</span>
          <span>{t("callback.tries", { count: data.tries, most: data.most_tries })}</span>
          <span>{data.number ? t("callback.number", { number: data.number }) : t("callback.page")}</span>
        </>
      )}
    </div>
  );
}
