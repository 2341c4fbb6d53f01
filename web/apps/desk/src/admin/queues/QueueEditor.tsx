import { Switch } from "@mantine/core";
import { clockText } from "@sori/ui";
import { useTranslation } from "react-i18next";
import { usePart } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import { ElasticField } from "../fields/ElasticField";
import fields from "../fields/Fields.module.css";
import { HoursField } from "../fields/HoursField";
import { NumberField } from "../fields/NumberField";
import { TextFields } from "../fields/TextFields";
import { StepsField } from "./StepsField";

/** One queue: name, priority, target, steps, hours, elastic group. */
export function QueueEditor({ code }: { code: string }) {
  const { t } = useTranslation("admin");
  const { part, disabled, change, fault } = usePart("queues", code);
  if (part === null) return null;
  const figures = [
    ["head_start_s", t("queues.about.head_start_s", { time: clockText(part.head_start_s ?? 0) })],
    ["target_pct", t("queues.about.target_pct", { percent: part.target_pct, seconds: part.target_s })],
    ["target_s", t("queues.about.target_s")],
  ] as const;
  return (
    <>
      <TextFields
        label={t("field.name")}
        value={part.name}
        disabled={disabled}
        fault={(language) => fault(`name.${language}`)}
        onChange={(name) => change({ name })}
      />
      <section className={fields.group} aria-labelledby="queue-priority">
        <h3 id="queue-priority">{t("queues.priority")}</h3>
        <div className={fields.figures}>
          {figures.map(([field, about]) => (
            <NumberField
              key={field}
              label={t(`field.${field}`)}
              description={about}
              value={part[field] ?? 0}
              disabled={disabled}
              error={fault(field)}
              onChange={(value) => change({ [field]: value ?? 0 })}
            />
          ))}
          <NumberField
            optional
            label={t("field.most_waiting")}
            description={t("queues.about.most_waiting")}
            value={part.most_waiting ?? null}
            disabled={disabled}
            error={fault("most_waiting")}
            onChange={(value) => change({ most_waiting: value })}
          />
        </div>
      </section>
      <section className={fields.group} aria-labelledby="queue-steps">
        <h3 id="queue-steps">{t("field.steps")}</h3>
        <p>{t("queues.about.steps")}</p>
        <StepsField
          steps={part.steps}
          disabled={disabled}
          fault={fault("steps")}
          onChange={(steps) => change({ steps })}
        />
      </section>
      <section className={fields.group} aria-labelledby="queue-hours">
        <h3 id="queue-hours">{t("field.hours")}</h3>
        <HoursField
          hours={part.hours ?? {}}
          disabled={disabled}
          fault={(day) => fault(`hours.${day}`)}
          onChange={(hours) => change({ hours: hours as Record<string, string[]> })}
        />
        <Switch
          label={t("field.open_on_holidays")}
          checked={part.open_on_holidays ?? false}
          disabled={disabled}
          onChange={(event) => change({ open_on_holidays: event.currentTarget.checked })}
        />
        <Choice
          kind="queues"
          label={t("field.after_hours")}
          description={t("queues.about.after_hours")}
          none={t("queues.noStandIn")}
          value={part.after_hours ?? null}
          leaveOut={(other) => other === code}
          disabled={disabled}
          error={fault("after_hours")}
          onChange={(queue) => change({ after_hours: queue })}
        />
      </section>
      <section className={fields.group} aria-labelledby="queue-elastic">
        <h3 id="queue-elastic">{t("field.elastic")}</h3>
        <p>{t("queues.about.elastic")}</p>
        <ElasticField
          value={part.elastic ?? null}
          disabled={disabled}
          fault={fault("elastic")}
          onChange={(elastic) => change({ elastic })}
        />
      </section>
    </>
  );
}
