import { Button, NumberInput, Select } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { type AuditSearch, auditActionsQuery } from "./data";

interface AuditFiltersProps {
  search: AuditSearch;
  onLook: (search: AuditSearch) => void;
}

/** What to look for: a person, an action, a day, a contact, a citizen. */
export function AuditFilters({ search, onLook }: AuditFiltersProps) {
  const { t, i18n } = useTranslation("admin");
  const { present } = useAdministration();
  const { data: actions } = useQuery(auditActionsQuery(i18n.language));
  const people = Object.entries(byCode(present, "staff")).map(([login, person]) => ({
    value: login,
    label: `${person.display_name} (${login})`,
  }));
  const known = people.some((person) => person.value === search.person);
  const change = <K extends keyof AuditSearch>(key: K, value: AuditSearch[K] | null | "") => {
    const { [key]: _, ...rest } = search;
    onLook(value === null || value === "" || value === undefined ? rest : { ...rest, [key]: value });
  };
  const number = (value: string | number) => (typeof value === "number" ? value : null);
  return (
    <div className={classes.filters}>
      <Select
        label={t("audit.person")}
        data={!search.person || known ? people : [{ value: search.person, label: search.person }, ...people]}
        value={search.person ?? null}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("clear") }}
        nothingFoundMessage={t("noneFound")}
        onChange={(login) => change("person", login)}
      />
      <Select
        label={t("audit.action")}
        data={(actions ?? []).map(({ action, text }) => ({ value: action, label: text }))}
        value={search.action ?? null}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("clear") }}
        nothingFoundMessage={t("noneFound")}
        onChange={(action) => change("action", action)}
      />
      <DateInput
        label={t("audit.day")}
        value={search.day ?? null}
        valueFormat="YYYY-MM-DD"
        clearable
        clearButtonProps={{ "aria-label": t("clear") }}
        onChange={(day) => change("day", day)}
      />
      <NumberInput
        label={t("audit.contact")}
        value={search.contact ?? ""}
        min={1}
        allowDecimal={false}
        hideControls
        onChange={(value) => change("contact", number(value))}
      />
      <NumberInput
        label={t("audit.citizen")}
        value={search.citizen ?? ""}
        min={1}
        allowDecimal={false}
        hideControls
        onChange={(value) => change("citizen", number(value))}
      />
      {Object.keys(search).length > 0 && (
        <Button variant="subtle" onClick={() => onLook({})}>
          {t("audit.all")}
        </Button>
      )}
    </div>
  );
}
