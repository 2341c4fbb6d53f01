import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useText } from "../i18n/useText";
import { departmentsQuery } from "../knowledge/data";

/** A department, found by typing. */
export function DepartmentField({ chosen, onChoose }: { chosen: number | null; onChoose(id: number | null): void }) {
  const { t } = useTranslation("office");
  const text = useText();
  const departments = useQuery(departmentsQuery);
  return (
    <Select
      label={t("field.department")}
      required
      searchable
      nothingFoundMessage={t("field.noDepartment")}
      data={(departments.data ?? []).map((one) => ({ value: String(one.id), label: text(one.name) }))}
      value={chosen === null ? null : String(chosen)}
      onChange={(value) => onChoose(value === null ? null : Number(value))}
    />
  );
}
