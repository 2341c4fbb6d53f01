import { Button, Group, Select } from "@mantine/core";
import type { Office, PeriodUnit } from "@sori/api";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import fields from "../fields/Fields.module.css";
import { SpanField } from "../fields/HoursField";
import { minutesOf, spanText } from "../fields/hours";
import { NumberField } from "../fields/NumberField";
import { Wrong } from "../parts/Wrong";
import { useKeepRules } from "./data";

const units = ["hours", "days"] as const satisfies readonly PeriodUnit[];

/** Hours, the period of field complaints and how long a case may be reopened; kept at once, not with the draft. */
export function RulesForm({ kept }: { kept: Office }) {
  const { t } = useTranslation("admin");
  const [spans, setSpans] = useState(() => kept.spans.map(spanText));
  const [period, setPeriod] = useState(kept.field_period);
  const [reopenDays, setReopenDays] = useState(kept.reopen_days);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const keep = useKeepRules(() => say(t("offices.kept")));
  function submit(event: FormEvent) {
    event.preventDefault();
    const read = spans.map(minutesOf);
    setUnreadable(spans[read.indexOf(null)] ?? null);
    if (read.includes(null) || keep.isPending) return;
    keep.mutate({ spans: read.filter((span) => span !== null), field_period: period, reopen_days: reopenDays });
  }
  return (
    <form className={classes.card} onSubmit={submit} noValidate aria-labelledby="office-rules">
      <h3 id="office-rules">{t("offices.rules")}</h3>
      <fieldset className={fields.set}>
        <legend>{t("offices.hours")}</legend>
        <div className={fields.spans}>
          {spans.map((span, number) => (
            <SpanField
              // biome-ignore lint/suspicious/noArrayIndexKey: spans have no other name, and typing must keep the focus
              key={number}
              name={t("offices.span", { number: number + 1 })}
              span={span}
              disabled={keep.isPending}
              onChange={(next) => setSpans(spans.map((one, index) => (index === number ? next : one)))}
              onRemove={() => setSpans(spans.filter((_, index) => index !== number))}
            />
          ))}
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setSpans([...spans, "18:00-20:00"])}
          >
            {t("offices.addSpan")}
          </Button>
        </div>
        <p className={classes.soft}>{t("offices.hoursHelp")}</p>
      </fieldset>
      <div className={fields.figures}>
        <NumberField
          label={t("offices.period")}
          description={t("offices.periodHelp")}
          value={period.amount}
          onChange={(amount) => setPeriod({ ...period, amount: amount ?? period.amount })}
        />
        <Select
          label={t("offices.unit")}
          data={units.map((value) => ({ value, label: t(`offices.units.${value}`) }))}
          value={period.unit}
          allowDeselect={false}
          onChange={(unit) => unit && setPeriod({ ...period, unit: unit as PeriodUnit })}
        />
        <NumberField
          label={t("offices.reopen")}
          description={t("offices.reopenHelp")}
          value={reopenDays}
          onChange={(days) => setReopenDays(days ?? reopenDays)}
        />
      </div>
      {unreadable !== null && <Wrong said>{t("offices.unreadable", { span: unreadable })}</Wrong>}
      {keep.isError && <Wrong said>{problemDetail(keep.error) || t("offices.notKept")}</Wrong>}
      <Group>
        <Button type="submit" loading={keep.isPending}>
          {t("offices.keep")}
        </Button>
        <span className={classes.soft}>{t("offices.atOnce")}</span>
      </Group>
    </form>
  );
}
