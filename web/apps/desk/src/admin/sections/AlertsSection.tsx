import { Button, Select } from "@mantine/core";
import type { AlertKind, Text } from "@sori/api";
import { clockText } from "@sori/ui";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration, usePart } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import fields from "../fields/Fields.module.css";
import { NumberField } from "../fields/NumberField";
import { TextFields } from "../fields/TextFields";
import { Mark } from "../parts/Mark";
import { PartDialog } from "../parts/PartDialog";
import { PartTable } from "../parts/PartTable";
import { SectionHead } from "../parts/SectionHead";
import { useOpenPart } from "../parts/useOpenPart";

const kinds: readonly AlertKind[] = ["longest_wait", "nobody_on_duty", "long_wrap_up"];
const duties = ["break", "training", "meeting", "protected_rest"] as const;

/** When the floor calls for attention, and the limits of the states that counsellors choose. */
export function AlertsSection() {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup, mayEdit, put } = useAdministration();
  const { open, show, close } = useOpenPart();
  const known = byCode(setup, "alerts");
  const chosen = open !== undefined && open in known ? open : undefined;
  const add = () => {
    let number = Object.keys(known).length + 1;
    while (`alert-${number}` in known) number += 1;
    put("alerts", `alert-${number}`, { kind: "longest_wait", after_s: 180, queue: null });
    show(`alert-${number}`);
  };
  return (
    <>
      <SectionHead section="alerts" add={mayEdit("alerts") ? t("alerts.add") : undefined} onAdd={add} />
      <PartTable
        kind="alerts"
        label={t("alerts.rules")}
        first={t("alerts.what")}
        name={(rule) => t(`alertKind.${rule.kind}`)}
        onOpen={show}
        columns={[
          {
            title: t("field.queue"),
            cell: (rule) => {
              const queue = rule.queue ? byCode(setup, "queues")[rule.queue] : undefined;
              return rule.queue ? (queue ? text(queue.name) : rule.queue) : t("alerts.any");
            },
          },
          { title: t("field.after_s"), number: true, cell: (rule) => clockText(rule.after_s) },
        ]}
      />
      <PartDialog
        kind="alerts"
        code={chosen}
        title={t("kind.alerts")}
        onClose={close}
        removeLabel={t("remove")}
        onRemove={() => chosen && put("alerts", chosen, null)}
      >
        {chosen && <AlertEditor code={chosen} />}
      </PartDialog>
      <h2>{t("duties.title")}</h2>
      {duties.map((duty) => (
        <Duty key={duty} duty={duty} />
      ))}
    </>
  );
}

function AlertEditor({ code }: { code: string }) {
  const { t } = useTranslation("admin");
  const { part, disabled, change, fault } = usePart("alerts", code);
  if (part === null) return null;
  return (
    <>
      <Select
        label={t("alerts.what")}
        data={kinds.map((kind) => ({ value: kind, label: t(`alertKind.${kind}`) }))}
        allowDeselect={false}
        value={part.kind}
        disabled={disabled}
        onChange={(kind) => kind && change({ kind: kind as AlertKind })}
      />
      <Choice
        kind="queues"
        label={t("field.queue")}
        none={t("alerts.any")}
        value={part.queue ?? null}
        disabled={disabled}
        error={fault("queue")}
        onChange={(queue) => change({ queue })}
      />
      <NumberField
        label={t("field.after_s")}
        description={t("alerts.afterHelp")}
        value={part.after_s}
        disabled={disabled}
        error={fault("after_s")}
        onChange={(value) => change({ after_s: value ?? 0 })}
      />
    </>
  );
}

function Duty({ duty }: { duty: (typeof duties)[number] }) {
  const { t } = useTranslation("admin");
  const { put, mayEdit } = useAdministration();
  const { part, change, fault } = usePart("duties", duty);
  const disabled = !mayEdit("duties");
  const reasons = part?.reasons ?? [];
  const edit = (patch: { limit_min?: number | null; most_pct?: number | null; reasons?: Text[] }) =>
    part ? change(patch) : put("duties", duty, { limit_min: null, most_pct: null, reasons: [], ...patch });
  return (
    <section className={classes.card} aria-labelledby={`duty-${duty}`}>
      <h3 id={`duty-${duty}`}>
        {t(`duty.${duty}`)}
        <Mark kind="duties" code={duty} />
      </h3>
      <div className={fields.figures}>
        {(["limit_min", "most_pct"] as const).map((field) => (
          <NumberField
            key={field}
            optional
            label={t(`field.${field}`)}
            description={t(`duties.about.${field}`)}
            value={part?.[field] ?? null}
            disabled={disabled}
            error={fault(field)}
            onChange={(value) => edit({ [field]: value })}
          />
        ))}
      </div>
      {reasons.map((reason, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: reasons have no other name, and typing must keep the focus
        <div key={number} className={classes.reason}>
          <TextFields
            label={t("duties.reason", { number: number + 1 })}
            value={reason}
            disabled={disabled}
            fault={(language) => fault(`reasons.${number}.${language}`)}
            onChange={(text) => edit({ reasons: reasons.map((one, index) => (index === number ? text : one)) })}
          />
          <Button
            variant="subtle"
            size="compact-sm"
            mt={22}
            disabled={disabled}
            leftSection={<IconTrash size={14} aria-hidden />}
            aria-label={t("removeNamed", { name: t("duties.reason", { number: number + 1 }) })}
            onClick={() => edit({ reasons: reasons.filter((_, index) => index !== number) })}
          >
            {t("remove")}
          </Button>
        </div>
      ))}
      {!disabled && (
        <div>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => edit({ reasons: [...reasons, { ko: "", en: "" }] })}
          >
            {t("duties.add")}
          </Button>
        </div>
      )}
    </section>
  );
}
