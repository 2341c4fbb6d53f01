import { Button, Select } from "@mantine/core";
import type { RuleChoice, RulesShown, WrittenRule } from "@sori/api";
import { serverNow } from "@sori/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import fields from "../fields/Fields.module.css";
import { MomentField } from "../fields/MomentField";
import { Wrong } from "../parts/Wrong";
import own from "./Dispatch.module.css";
import { useTry } from "./data";

/** A case made up: which department has it by the draft, and because of what. */
export function TryRules({ shown, rules }: { shown: RulesShown; rules: WrittenRule[] }) {
  const { t } = useTranslation("admin");
  const text = useText();
  const [type, setType] = useState(shown.types[0]?.code ?? null);
  const [district, setDistrict] = useState<string | null>(null);
  const [area, setArea] = useState<string | null>(null);
  const [at, setAt] = useState<string | null>(() => new Date(serverNow()).toISOString());
  const asked = useTry();
  const data = (choices: readonly RuleChoice[]) => choices.map((one) => ({ value: one.code, label: text(one.name) }));
  const clear = { clearable: true, clearButtonProps: { "aria-label": t("clear") } };
  return (
    <section className={classes.card} aria-labelledby="dispatch-try">
      <h3 id="dispatch-try">{t("dispatch.try.title")}</h3>
      <div className={fields.figures}>
        <Select
          label={t("dispatch.field.type")}
          data={data(shown.types)}
          searchable
          allowDeselect={false}
          value={type}
          onChange={setType}
        />
        <Select
          {...clear}
          label={t("dispatch.try.district")}
          placeholder={t("dispatch.try.unknown")}
          data={data(shown.districts)}
          searchable
          value={district}
          onChange={setDistrict}
        />
        <Select
          {...clear}
          label={t("dispatch.try.area")}
          placeholder={t("dispatch.try.outside")}
          data={data(shown.areas)}
          searchable
          value={area}
          onChange={setArea}
        />
        <MomentField label={t("dispatch.try.at")} value={at} clearable={false} onChange={setAt} />
      </div>
      <div>
        <Button
          variant="default"
          disabled={type === null || at === null}
          loading={asked.isPending}
          onClick={() => type && at && asked.mutate({ rules, type, at, district, area })}
        >
          {t("dispatch.try.ask")}
        </Button>
      </div>
      {asked.isError && <Wrong said>{problemDetail(asked.error) || t("offline")}</Wrong>}
      {asked.data && (
        <div role="status" className={own.result}>
          <p>
            <strong>{asked.data.department ? text(asked.data.department) : t("dispatch.people")}</strong>{" "}
            {asked.data.rule !== null && (
              <span className={classes.soft}>{t("dispatch.number", { number: asked.data.rule })}</span>
            )}
          </p>
          <p>{text(asked.data.because)}</p>
        </div>
      )}
    </section>
  );
}
