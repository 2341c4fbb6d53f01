import { Button } from "@mantine/core";
import type { Account } from "@sori/api";
import { useTranslation } from "react-i18next";
import { say, sayProblem } from "../app/say";
import { useEndMySession } from "../data/account";
import classes from "./Account.module.css";
import { SessionTable } from "./SessionTable";

export function SessionSection({ account }: { account: Account }) {
  const { t } = useTranslation();
  const end = useEndMySession();
  const send = (id: number | null) =>
    end.mutate(id, { onSuccess: () => say(t("account.sessions.ended")), onError: sayProblem });
  return (
    <section className={classes.card} aria-labelledby="account-sessions">
      <h2 id="account-sessions">{t("account.sessions.title")}</h2>
      <p className={classes.soft}>{t("account.sessions.about")}</p>
      <SessionTable sessions={account.sessions} busy={end.isPending} onEnd={send} />
      {account.sessions.length > 1 && (
        <div>
          <Button variant="default" loading={end.isPending} onClick={() => send(null)}>
            {t("account.sessions.endOthers")}
          </Button>
        </div>
      )}
    </section>
  );
}
