import { Select, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import { usePart } from "../draft/useAdministration";
import fields from "../fields/Fields.module.css";
import { NumberField } from "../fields/NumberField";

const usual = {
  offer_after_s: 60,
  offer_wait_s: 180,
  first: "counsellor",
  tries: 3,
  pause_s: 300,
  ring_s: 40,
  at_closing: "keep",
} as const;
const figures = ["offer_after_s", "offer_wait_s", "tries", "pause_s", "ring_s"] as const;

/** How callers are called back who don't wish to wait; off: they are not. */
export function CallbackCard() {
  const { t } = useTranslation("admin");
  const { part, disabled, change, fault } = usePart("centre", "");
  const rule = part?.callback ?? null;
  const set = (some: Partial<NonNullable<typeof rule>>) => change({ callback: { ...usual, ...rule, ...some } });
  return (
    <section className={classes.card} aria-labelledby="centre-callback">
      <h3 id="centre-callback">{t("centre.callback")}</h3>
      <Switch
        label={t("centre.callbackOn")}
        checked={rule !== null}
        disabled={disabled}
        onChange={(event) => change({ callback: event.currentTarget.checked ? usual : null })}
      />
      {rule && (
        <div className={fields.figures}>
          {figures.map((name) => (
            <NumberField
              key={name}
              label={t(`callback.${name}`)}
              description={t(`callback.about.${name}`)}
              value={rule[name] ?? usual[name]}
              disabled={disabled}
              error={fault(`callback.${name}`)}
              onChange={(value) => value !== null && set({ [name]: value })}
            />
          ))}
          <Select
            inputWrapperOrder={["label", "input", "error", "description"]}
            label={t("callback.first")}
            description={t("callback.about.first")}
            data={(["counsellor", "citizen"] as const).map((value) => ({
              value,
              label: t(`callback.firsts.${value}`),
            }))}
            value={rule.first ?? usual.first}
            disabled={disabled}
            allowDeselect={false}
            onChange={(first) => first && set({ first })}
          />
          <Select
            inputWrapperOrder={["label", "input", "error", "description"]}
            label={t("callback.at_closing")}
            description={t("callback.about.at_closing")}
            data={(["keep", "give_up"] as const).map((value) => ({ value, label: t(`callback.closings.${value}`) }))}
            value={rule.at_closing ?? usual.at_closing}
            disabled={disabled}
            allowDeselect={false}
            onChange={(closing) => closing && set({ at_closing: closing })}
          />
        </div>
      )}
    </section>
  );
}
