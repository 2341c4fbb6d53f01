import { Button, Group, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import type { RejectedRule, RuleChoice, RulesShown, WrittenRule } from "@sori/api";
import { Dialog } from "@sori/ui";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import { NumberField } from "../fields/NumberField";

interface RuleDialogProps {
  shown: RulesShown;
  number: number;
  rule: WrittenRule;
  rejected: readonly RejectedRule[];
  onChange: (rule: WrittenRule) => void;
  onClose: () => void;
}

const orNull = <T,>(list: T[]): T[] | null => (list.length > 0 ? list : null);

/** One rule; what is left empty doesn't matter to it. Changes go into the draft at once, and so does what is wrong. */
export function RuleDialog({ shown, number, rule, rejected, onChange, onClose }: RuleDialogProps) {
  const { t } = useTranslation("admin");
  const text = useText();
  const data = (choices: readonly RuleChoice[]) => choices.map((one) => ({ value: one.code, label: text(one.name) }));
  const change = (patch: Partial<WrittenRule>) => onChange({ ...rule, ...patch });
  const fault = (field: string) =>
    rejected
      .filter((one) => one.field === field)
      .map((one) => one.reason)
      .join(" ") || undefined;
  const many = { searchable: true, clearable: true, comboboxProps: { withinPortal: false } };
  return (
    <Dialog opened onClose={onClose} title={t("dispatch.number", { number })} size={620}>
      <Stack>
        <Select
          label={t("dispatch.field.type")}
          placeholder={t("dispatch.anyType")}
          data={data(shown.types)}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("clear") }}
          comboboxProps={{ withinPortal: false }}
          value={rule.type ?? null}
          error={fault("type")}
          onChange={(type) => change({ type })}
        />
        <MultiSelect
          {...many}
          label={t("dispatch.field.districts")}
          placeholder={rule.districts ? "" : t("dispatch.anywhere")}
          data={data(shown.districts)}
          clearButtonProps={{ "aria-label": t("clear") }}
          value={rule.districts ?? []}
          error={fault("districts")}
          onChange={(districts) => change({ districts: orNull(districts) })}
        />
        <MultiSelect
          {...many}
          label={t("dispatch.field.areas")}
          description={t("dispatch.areasHelp")}
          data={data(shown.areas)}
          clearButtonProps={{ "aria-label": t("clear") }}
          value={rule.areas ?? []}
          error={fault("areas")}
          onChange={(areas) => change({ areas: orNull(areas) })}
        />
        <TextInput
          label={t("dispatch.field.hours")}
          description={t("dispatch.hoursHelp")}
          placeholder={t("dispatch.always")}
          maxLength={200}
          value={rule.hours ?? ""}
          error={fault("hours")}
          onChange={(event) => change({ hours: event.currentTarget.value || null })}
        />
        <MultiSelect
          {...many}
          label={t("dispatch.field.department")}
          description={t("dispatch.departmentHelp")}
          placeholder={rule.department ? "" : t("dispatch.ofType")}
          data={data(shown.departments)}
          clearButtonProps={{ "aria-label": t("clear") }}
          value={rule.department ?? []}
          error={fault("department")}
          onChange={(department) => change({ department: orNull(department) })}
        />
        <NumberField
          label={t("dispatch.field.fewer_than")}
          description={t("dispatch.limitHelp")}
          optional
          value={rule.fewer_than ?? null}
          error={fault("fewer_than")}
          onChange={(fewer_than) => change({ fewer_than })}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("done")}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
