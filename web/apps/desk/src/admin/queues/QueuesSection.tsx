import type { QueueSetup, Text } from "@sori/api";
import { clockText } from "@sori/ui";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { alwaysOpen, isAlwaysOpen, stretches } from "../fields/hours";
import { PartList } from "../parts/PartList";
import { QueueEditor } from "./QueueEditor";
import { servingByStep } from "./serving";

/** The queues: what each promises, when it is open, and how many people serve it. */
export function QueuesSection() {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup } = useAdministration();
  const people = useMemo(() => Object.values(byCode(setup, "staff")), [setup]);
  const make = (name: Text): QueueSetup => ({
    name,
    steps: [{ after_s: 0, skill: Object.keys(byCode(setup, "skills"))[0] ?? "", level: 1 }],
    hours: alwaysOpen() as Record<string, string[]>,
    head_start_s: 0,
    target_s: 20,
    target_pct: 80,
    open_on_holidays: false,
    after_hours: null,
    most_waiting: null,
    elastic: null,
  });
  return (
    <PartList
      kind="queues"
      add={t("queues.add")}
      first={t("field.name")}
      name={(queue) => text(queue.name)}
      columns={[
        { title: t("field.head_start_s"), number: true, cell: (queue) => clockText(queue.head_start_s ?? 0) },
        {
          title: t("queues.target"),
          number: true,
          cell: (queue) => t("queues.targetShort", { percent: queue.target_pct, seconds: queue.target_s }),
        },
        {
          title: t("queues.serves"),
          number: true,
          cell: (queue) => t("people", { count: servingByStep(people, queue.steps).at(-1)?.all ?? 0 }),
        },
        { title: t("field.hours"), cell: (queue) => <HoursInShort queue={queue} /> },
      ]}
      textLabel={t("field.name")}
      make={make}
      title={(queue) => text(queue.name)}
      size={680}
      removeLabel={t("queues.retire")}
      editor={(code) => <QueueEditor code={code} />}
    />
  );
}

function HoursInShort({ queue }: { queue: QueueSetup }) {
  const { t } = useTranslation("admin");
  const hours = queue.hours ?? {};
  if (isAlwaysOpen(hours)) return t("hours.always");
  const told = stretches(hours).map(({ from, to, spans }) => {
    const days = from === to ? t(`weekday.${from}`) : `${t(`weekday.${from}`)}–${t(`weekday.${to}`)}`;
    return `${days} ${spans.join(", ")}`;
  });
  return <span className={classes.soft}>{told.join(" · ") || t("hours.never")}</span>;
}
