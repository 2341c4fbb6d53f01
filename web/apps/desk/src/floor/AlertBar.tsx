import { Button } from "@mantine/core";
import type { Floor, FloorAlert } from "@sori/api";
import { Since } from "@sori/ui";
import { IconAlertTriangle, IconBellOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { leads } from "../app/access";
import { useMe } from "../data/session";
import { useAcknowledge } from "../data/team";
import { useText } from "../i18n/useText";
import classes from "./Work.module.css";

/** What needs somebody now, on top of everything; acknowledged alerts stay in sight but are quiet. */
export function AlertBar({ floor }: { floor: Floor }) {
  const { t } = useTranslation();
  const me = useMe();
  const acknowledge = useAcknowledge();
  const name = useAlertName(floor);
  const loud = floor.alerts.filter((alert) => alert.acknowledged_at === null);
  return (
    <>
      <div className="sr-only" role="status">
        {loud.map((alert) => (
          <p key={alert.id}>{name(alert)}</p>
        ))}
      </div>
      {floor.alerts.length > 0 && (
        <section aria-label={t("alerts.title")}>
          <ul className={classes.alerts}>
            {floor.alerts.map((alert) => (
              <li key={alert.id} className={classes.alert} data-quiet={alert.acknowledged_at !== null || undefined}>
                {alert.acknowledged_at === null ? (
                  <IconAlertTriangle size={18} aria-hidden />
                ) : (
                  <IconBellOff size={18} aria-hidden />
                )}
                <AlertLink alert={alert}>{name(alert)}</AlertLink>
                <span>
                  {t("alerts.since")} <Since since={alert.since} />
                </span>
                {alert.acknowledged_by ? (
                  <span>{t("alerts.acknowledgedBy", { name: alert.acknowledged_by })}</span>
                ) : (
                  me &&
                  leads(me.roles) && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      loading={acknowledge.isPending && acknowledge.variables === alert.id}
                      onClick={() => acknowledge.mutate(alert.id)}
                      aria-label={t("alerts.acknowledgeThis", { alert: name(alert) })}
                    >
                      {t("alerts.acknowledge")}
                    </Button>
                  )
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

export function useAlertName(floor: Floor) {
  const { t } = useTranslation();
  const text = useText();
  return (alert: FloorAlert) => {
    const queue = floor.queues.find((one) => one.id === alert.queue_id)?.name;
    return t(`alerts.kind.${alert.kind}`, {
      queue: queue ? text(queue) : t("floor.all"),
      name: alert.counsellor_name ?? "",
    });
  };
}

function AlertLink({ alert, children }: { alert: FloorAlert; children: React.ReactNode }) {
  if (alert.contact_id !== null && alert.contact_id !== undefined) {
    return (
      <Link to="/floor/contacts/$contactId" params={{ contactId: alert.contact_id }}>
        {children}
      </Link>
    );
  }
  const queue = alert.queue_id === null || alert.queue_id === undefined ? {} : { queue: alert.queue_id };
  return (
    <Link to="/floor" search={{ figure: "waiting", ...queue }} resetScroll={false}>
      {children}
    </Link>
  );
}
