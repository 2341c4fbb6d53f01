import type { DemoLogIn } from "@sori/api";
import { useTranslation } from "react-i18next";
import classes from "./LoginPage.module.css";

interface DemoLoginsProps {
  logins: readonly DemoLogIn[];
  busy: boolean;
  onChoose: (login: DemoLogIn) => void;
}

/** One log-in for each role, in the demonstration only. */
export function DemoLogins({ logins, busy, onChoose }: DemoLoginsProps) {
  const { t } = useTranslation();
  return (
    <section className={classes.demo} aria-labelledby="demo-title">
      <h2 id="demo-title">{t("login.demo")}</h2>
      <p>{t("login.demoLead")}</p>
      <ul>
        {logins.map((login) => (
          <li key={login.login}>
            <button type="button" onClick={() => onChoose(login)} disabled={busy}>
              <strong>{t(`role.${login.role}`)}</strong>
              <span>{login.display_name}</span>
              <code>{login.login}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
