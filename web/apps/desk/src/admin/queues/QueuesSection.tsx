import type { QueueSetup } from "@sori/api";
import { clockText } from "@sori/ui";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { alwaysOpen, isAlwaysOpen, stretches } from "../fields/hours";
import { NewPart } from "../parts/NewPart";
import { PartDialog } from "../parts/PartDialog";
import { PartTable } from "../parts/PartTable";
import { SectionHead } from "../parts/SectionHead";
import { useOpenPart } from "../parts/useOpenPart";
import { QueueEditor } from "./QueueEditor";
import { servingByStep } from "./serving";

/** The queues: what each promises, when it is open, and how many people serve it. */
export function QueuesSection() {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup, mayEdit, put } = useAdministration();
  const { open, show, close } = useOpenPart();
  const [adding, setAdding] = useState(false);
  const known = byCode(setup, "queues");
  const chosen = open !== undefined && open in known ? open : undefined;
  const people = useMemo(() => Object.values(byCode(setup, "staff")), [setup]);
  const make = (): Omit<QueueSetup, "name"> => ({
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
    <>
      <SectionHead
        section="queues"
        add={mayEdit("queues") ? t("queues.add") : undefined}
        onAdd={() => setAdding(true)}
      />
      <PartTable
        kind="queues"
        label={t("section.queues")}
        first={t("field.name")}
        name={(queue) => text(queue.name)}
        onOpen={show}
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
      />
      <NewPart
        opened={adding}
        title={t("queues.add")}
        textLabel={t("field.name")}
        codeLabel={t("code")}
        codeHelp={t("new.codeHelp")}
        taken={(code) => code in known}
        onClose={() => setAdding(false)}
        onMake={(code, name) => {
          put("queues", code, { name, ...make() });
          show(code);
        }}
      />
      <PartDialog
        kind="queues"
        code={chosen}
        size={680}
        title={chosen ? text(known[chosen]?.name ?? { ko: chosen, en: chosen }) : ""}
        onClose={close}
        removeLabel={t("queues.retire")}
        onRemove={() => chosen && put("queues", chosen, null)}
      >
        {chosen && <QueueEditor code={chosen} />}
      </PartDialog>
    </>
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
