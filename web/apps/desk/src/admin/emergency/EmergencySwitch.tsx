import { Button, Group, Stack } from "@mantine/core";
import { Dialog, dateTimeText, serverNow } from "@sori/ui";
import { IconUrgent } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { emergencyQuery, useSwitchEmergency } from "../../data/emergency";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { MomentField } from "../fields/MomentField";
import { Wrong } from "../parts/Wrong";

const USUAL_MS = 2 * 3600_000;
const wholeMinute = (at: number) => new Date(Math.ceil(at / 60_000) * 60_000).toISOString();

type Asking = "begin" | "prolong" | "end" | null;

/** The one switch. What it does is said before it is thrown. */
export function EmergencySwitch({ prepared }: { prepared: boolean }) {
  const { t, i18n } = useTranslation("admin");
  const { data: emergency } = useQuery(emergencyQuery);
  const [asking, setAsking] = useState<Asking>(null);
  return (
    <section className={classes.card} aria-labelledby="emergency-switch">
      <h3 id="emergency-switch">{t("switch.title")}</h3>
      {emergency ? (
        <>
          <p role="status">
            <strong>{t("switch.isOn")}</strong>{" "}
            {t("switch.until", { moment: dateTimeText(emergency.until, i18n.language) })}
          </p>
          <Group>
            <Button variant="default" onClick={() => setAsking("prolong")}>
              {t("switch.prolong")}
            </Button>
            <Button className={classes.danger} onClick={() => setAsking("end")}>
              {t("switch.end")}
            </Button>
          </Group>
        </>
      ) : (
        <>
          <p role="status">{t(prepared ? "switch.isOff" : "switch.unprepared")}</p>
          <div>
            <Button
              size="lg"
              className={classes.danger}
              disabled={!prepared}
              leftSection={<IconUrgent size={20} aria-hidden />}
              onClick={() => setAsking("begin")}
            >
              {t("switch.begin")}
            </Button>
          </div>
        </>
      )}
      <Dialog opened={asking !== null} onClose={() => setAsking(null)} title={t(`switch.ask.${asking ?? "begin"}`)}>
        {asking && <Ask asking={asking} until={emergency?.until ?? null} onDone={() => setAsking(null)} />}
      </Dialog>
    </section>
  );
}

interface AskProps {
  asking: Exclude<Asking, null>;
  until: string | null;
  onDone: () => void;
}

function Ask({ asking, until, onDone }: AskProps) {
  const { t } = useTranslation("admin");
  const change = useSwitchEmergency();
  const [moment, setMoment] = useState<string | null>(() =>
    wholeMinute(Math.max(serverNow(), until ? Date.parse(until) : 0) + USUAL_MS),
  );
  const send = () =>
    change.mutate(asking === "end" ? null : moment, {
      onSuccess: () => {
        say(t(`switch.done.${asking}`));
        onDone();
      },
    });
  return (
    <Stack>
      {asking === "end" ? <p>{t("switch.endAbout")}</p> : <Consequences />}
      {asking !== "end" && (
        <MomentField
          label={t("switch.endsAt")}
          description={t("review.cityTime")}
          value={moment}
          clearable={false}
          onChange={setMoment}
        />
      )}
      {change.isError && <Wrong said>{problemDetail(change.error) || t("offline")}</Wrong>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t("review.back")}
        </Button>
        <Button
          className={classes.danger}
          loading={change.isPending}
          disabled={asking !== "end" && moment === null}
          onClick={send}
        >
          {t(`switch.confirm.${asking}`)}
        </Button>
      </Group>
    </Stack>
  );
}

/** What will happen, from the plan in force. */
function Consequences() {
  const { t } = useTranslation("admin");
  const text = useText();
  const { present } = useAdministration();
  const plan = present.emergency;
  if (!plan) return null;
  const queue = byCode(present, "queues")[plan.queue];
  return (
    <ul>
      <li>
        {t("switch.will.key", {
          key: plan.menu_key,
          label: text(plan.label),
          queue: queue ? text(queue.name) : plan.queue,
        })}
      </li>
      <li>{t("switch.will.notice", { notice: text(plan.notice) })}</li>
      <li>{t("switch.will.priority", { seconds: plan.head_start_s })}</li>
      <li>{t("switch.will.people", { minimum: plan.elastic.minimum, maximum: plan.elastic.maximum })}</li>
    </ul>
  );
}
