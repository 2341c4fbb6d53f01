import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import { useAdministration, usePart } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import fields from "../fields/Fields.module.css";
import { NumberField } from "../fields/NumberField";
import { TextFields } from "../fields/TextFields";
import { Mark } from "../parts/Mark";
import { SectionHead } from "../parts/SectionHead";
import { CallbackCard } from "./CallbackCard";

const figures = {
  desk: ["accept_within_s", "wrap_up_limit_s"],
  knows: ["sticky_days", "sticky_wait_s", "desk_wait_s"],
  congestion: ["notice_after_s"],
} as const;
const zones = Intl.supportedValuesOf("timeZone");

/** What holds for the whole centre, each figure with what it does. */
export function CentreSection() {
  const { t } = useTranslation("admin");
  const { part, disabled, change, fault } = usePart("centre", "");
  if (part === null) return null;
  const figure = (name: (typeof figures)[keyof typeof figures][number]) => (
    <NumberField
      key={name}
      label={t(`field.${name}`)}
      description={t(`centre.about.${name}`)}
      value={part[name] ?? 0}
      disabled={disabled}
      error={fault(name)}
      onChange={(value) => change({ [name]: value ?? 0 })}
    />
  );
  return (
    <>
      <SectionHead section="centre">
        <Mark kind="centre" code="" />
      </SectionHead>
      <section className={classes.card} aria-labelledby="centre-city">
        <h3 id="centre-city">{t("centre.city")}</h3>
        <TextFields
          label={t("field.city")}
          value={part.city}
          disabled={disabled}
          fault={(language) => fault(`city.${language}`)}
          onChange={(city) => change({ city })}
        />
        <div className={fields.figures}>
          <Select
            inputWrapperOrder={["label", "input", "error", "description"]}
            label={t("field.time_zone")}
            description={t("centre.about.time_zone")}
            data={zones.includes(part.time_zone) ? zones : [part.time_zone, ...zones]}
            limit={60}
            searchable
            allowDeselect={false}
            value={part.time_zone}
            disabled={disabled}
            error={fault("time_zone")}
            nothingFoundMessage={t("noneFound")}
            onChange={(zone) => zone && change({ time_zone: zone })}
          />
          <Country />
        </div>
      </section>
      {(["desk", "knows"] as const).map((group) => (
        <section key={group} className={classes.card} aria-labelledby={`centre-${group}`}>
          <h3 id={`centre-${group}`}>{t(`centre.${group}`)}</h3>
          <div className={fields.figures}>{figures[group].map(figure)}</div>
        </section>
      ))}
      <section className={classes.card} aria-labelledby="centre-congestion">
        <h3 id="centre-congestion">{t("centre.congestion")}</h3>
        <div className={fields.figures}>
          {figures.congestion.map(figure)}
          <Choice
            kind="queues"
            label={t("field.message_queue")}
            description={t("centre.about.message_queue")}
            none={t("centre.noMessages")}
            value={part.message_queue ?? null}
            disabled={disabled}
            error={fault("message_queue")}
            onChange={(queue) => change({ message_queue: queue })}
          />
        </div>
      </section>
      <CallbackCard />
    </>
  );
}

function Country() {
  const { t, i18n } = useTranslation("admin");
  const { shown } = useAdministration();
  const { part, disabled, change, fault } = usePart("centre", "");
  const names = new Intl.DisplayNames(i18n.language, { type: "region" });
  const known = shown.holiday_countries
    .filter((code) => /^[A-Z]{2}$/.test(code))
    .map((code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` }))
    .sort((one, other) => one.label.localeCompare(other.label, i18n.language));
  return (
    <Select
      inputWrapperOrder={["label", "input", "error", "description"]}
      label={t("field.holiday_country")}
      description={t("centre.about.holiday_country")}
      placeholder={t("centre.noCountry")}
      data={known}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("clear") }}
      nothingFoundMessage={t("noneFound")}
      value={part?.holiday_country ?? null}
      disabled={disabled}
      error={fault("holiday_country")}
      onChange={(country) => change({ holiday_country: country })}
    />
  );
}
