import { Button } from "@mantine/core";
import type { SessionShown } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { useTranslation } from "react-i18next";
import classes from "./Account.module.css";
import { browserName } from "./browserName";

interface SessionTableProps {
  sessions: readonly SessionShown[];
  busy: boolean;
  onEnd: (id: number) => void;
}

/** Where somebody is logged in, with the way to end each. */
export function SessionTable({ sessions, busy, onEnd }: SessionTableProps) {
  const { t, i18n } = useTranslation();
  const at = (iso: string) => dateTimeText(iso, i18n.language);
  if (sessions.length === 0) return <p className={classes.soft}>{t("account.sessions.none")}</p>;
  return (
    <ul className={classes.sessions}>
      {sessions.map((session) => {
        const browser = browserName(session.browser) || t("account.sessions.unknown");
        return (
          <li key={session.id}>
            <div>
              <strong>{browser}</strong>
              {session.this_one && <span className={classes.here}>{t("account.sessions.here")}</span>}
              <dl>
                <dt>{t("account.sessions.address")}</dt>
                <dd>{session.address || t("none")}</dd>
                <dt>{t("account.sessions.way")}</dt>
                <dd>{t(`account.way.${session.way}`)}</dd>
                <dt>{t("account.sessions.since")}</dt>
                <dd>{at(session.since)}</dd>
                <dt>{t("account.sessions.seen")}</dt>
                <dd>{at(session.last_seen_at)}</dd>
              </dl>
            </div>
            {!session.this_one && (
              <Button
                variant="default"
                size="compact-sm"
                disabled={busy}
                aria-label={t("account.sessions.endNamed", { browser })}
                onClick={() => onEnd(session.id)}
              >
                {t("account.sessions.end")}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
