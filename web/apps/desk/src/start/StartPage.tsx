import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../data/session";
import classes from "./StartPage.module.css";

/** For roles whose tools are not built yet: says so, and what they will do here. */
export function StartPage() {
  const { t } = useTranslation();
  const me = useMe();
  useEffect(() => {
    document.title = `${t("start.title")} — Sori`;
  }, [t]);
  if (!me) return null;
  return (
    <div className={classes.page}>
      <h2>{t("start.hello", { name: me.display_name })}</h2>
      <ul>
        {me.roles.map((role) => (
          <li key={role}>
            <h3>{t(`role.${role}`)}</h3>
            <p>{t(`roleWork.${role}`)}</p>
          </li>
        ))}
      </ul>
      <p className={classes.note}>{t("start.note")}</p>
    </div>
  );
}
