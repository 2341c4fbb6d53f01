import { Alert, Button, Group, Select } from "@mantine/core";
import type { EmergencySetup } from "@sori/api";
import { clockText } from "@sori/ui";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration, usePart } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import { ElasticField } from "../fields/ElasticField";
import fields from "../fields/Fields.module.css";
import { NumberField } from "../fields/NumberField";
import { TextFields } from "../fields/TextFields";
import { Mark } from "../parts/Mark";
import { SectionHead } from "../parts/SectionHead";
import { EmergencySwitch } from "./EmergencySwitch";

/** The emergency: one switch, and what it does, prepared beforehand. */
export function EmergencySection() {
  const { t } = useTranslation("admin");
  const { setup, present, mayEdit, put } = useAdministration();
  const empty: EmergencySetup = {
    queue: Object.keys(byCode(setup, "queues"))[0] ?? "",
    menu_key: "0",
    label: { ko: "", en: "" },
    notice: { ko: "", en: "" },
    head_start_s: 600,
    elastic: { minimum: 4, maximum: 12, waiting_per_person: 2, cooldown_s: 600 },
  };
  return (
    <>
      <SectionHead section="emergency" />
      <EmergencySwitch prepared={Boolean(present.emergency)} />
      <section className={classes.card} aria-labelledby="emergency-plan">
        <Group justify="space-between">
          <h3 id="emergency-plan">
            {t("plan.title")}
            <Mark kind="emergency" code="" />
          </h3>
          {setup.emergency && mayEdit("emergency") && (
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => put("emergency", "", null)}
            >
              {t("plan.remove")}
            </Button>
          )}
        </Group>
        {setup.emergency ? (
          <Plan />
        ) : (
          <Alert variant="outline" title={t("plan.none")}>
            {mayEdit("emergency") && (
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => put("emergency", "", empty)}>
                {t("plan.make")}
              </Button>
            )}
          </Alert>
        )}
      </section>
    </>
  );
}

function Plan() {
  const { t } = useTranslation("admin");
  const { part, disabled, change, fault } = usePart("emergency", "");
  if (part === null) return null;
  return (
    <>
      <p className={classes.soft}>{t("plan.about")}</p>
      <div className={fields.figures}>
        <Select
          inputWrapperOrder={["label", "input", "error", "description"]}
          label={t("field.menu_key")}
          description={t("plan.keyHelp")}
          data={[..."0123456789"]}
          allowDeselect={false}
          value={part.menu_key}
          disabled={disabled}
          error={fault("menu_key")}
          onChange={(key) => key && change({ menu_key: key })}
        />
        <Choice
          kind="queues"
          label={t("field.queue")}
          description={t("plan.queueHelp")}
          value={part.queue}
          disabled={disabled}
          error={fault("queue")}
          onChange={(queue) => queue && change({ queue })}
        />
        <NumberField
          label={t("field.head_start_s")}
          description={t("queues.about.head_start_s", { time: clockText(part.head_start_s) })}
          value={part.head_start_s}
          disabled={disabled}
          error={fault("head_start_s")}
          onChange={(value) => change({ head_start_s: value ?? 0 })}
        />
      </div>
      <TextFields
        label={t("field.label")}
        value={part.label}
        disabled={disabled}
        fault={(language) => fault(`label.${language}`)}
        onChange={(label) => change({ label })}
      />
      <TextFields
        label={t("field.notice")}
        long
        value={part.notice}
        disabled={disabled}
        fault={(language) => fault(`notice.${language}`)}
        onChange={(notice) => change({ notice })}
      />
      <h3>{t("field.elastic")}</h3>
      <ElasticField
        required
        value={part.elastic}
        disabled={disabled}
        fault={fault("elastic")}
        onChange={(elastic) => elastic && change({ elastic })}
      />
    </>
  );
}
