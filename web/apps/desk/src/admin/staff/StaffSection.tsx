import { Button, Checkbox, Pagination, Select, Switch, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Role } from "@sori/api";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { matchesKorean } from "../../app/koreanSearch";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import { PartDialog } from "../parts/PartDialog";
import { SectionHead } from "../parts/SectionHead";
import { useOpenPart } from "../parts/useOpenPart";
import { BulkSkills } from "./BulkSkills";
import { NewStaff } from "./NewStaff";
import { arranged, type StaffFilter, type StaffOrder, withRemoved } from "./people";
import { roles } from "./roles";
import { StaffEditor } from "./StaffEditor";
import { StaffTable } from "./StaffTable";

const PAGE = 50;
const everybody: StaffFilter = { words: "", role: null, skill: null, simulated: false, withoutPassword: false };

/** The staff: found, sorted, edited one by one or given a skill together. */
export function StaffSection() {
  const { t } = useTranslation("admin");
  const { setup, present, draft, shown, mayEdit, administrator, put } = useAdministration();
  const { open, show, close } = useOpenPart();
  const [filter, setFilter] = useState(everybody);
  const [order, setOrder] = useState<StaffOrder>({ key: "display_name", descending: false });
  const [page, setPage] = useState(1);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [adding, setAdding] = useState(false);
  const [words] = useDebouncedValue(filter.words, 150);
  const people = useMemo(
    () => withRemoved(byCode(present, "staff"), byCode(setup, "staff"), draft),
    [present, setup, draft],
  );
  const found = useMemo(
    () => arranged(people, { ...filter, words }, order, new Set(shown.without_password), matchesKorean),
    [people, filter, words, order, shown.without_password],
  );
  const narrow = (patch: Partial<StaffFilter>) => {
    setFilter((before) => ({ ...before, ...patch }));
    setPage(1);
  };
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const at = Math.min(page, pages);
  const rows = found.slice((at - 1) * PAGE, at * PAGE);
  const known = byCode(setup, "staff");
  const opened = open !== undefined && open in known ? open : undefined;
  return (
    <>
      <SectionHead section="staff" add={administrator ? t("staff.add") : undefined} onAdd={() => setAdding(true)} />
      <Filters filter={filter} onNarrow={narrow} simulated={people.filter((person) => person.simulated).length} />
      {mayEdit("staff") && chosen.size > 0 && (
        <BulkSkills chosen={[...chosen].filter((login) => login in known)} onDone={() => setChosen(new Set())} />
      )}
      <div className={classes.filters}>
        <span className={classes.soft} role="status">
          {t("staff.found", { count: found.length, all: people.length })}
        </span>
        {mayEdit("staff") && found.length > rows.length && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => setChosen(new Set(found.map((person) => person.login)))}
          >
            {t("staff.chooseAll", { count: found.length })}
          </Button>
        )}
      </div>
      <StaffTable
        people={rows}
        order={order}
        onOrder={setOrder}
        chosen={chosen}
        onChoose={setChosen}
        onOpen={show}
        selectable={mayEdit("staff")}
      />
      {pages > 1 && (
        <Pagination
          total={pages}
          value={at}
          onChange={setPage}
          aria-label={t("staff.pages")}
          getControlProps={(control) => ({ "aria-label": t(`page.${control}`) })}
          getItemProps={(number) => ({ "aria-label": t("page.number", { number }) })}
        />
      )}
      <NewStaff opened={adding} onClose={() => setAdding(false)} onMade={show} />
      <PartDialog
        kind="staff"
        code={opened}
        title={opened ? (known[opened]?.display_name ?? opened) : ""}
        onClose={close}
        {...(administrator && { removeLabel: t("staff.deactivate") })}
        onRemove={() => opened && put("staff", opened, null)}
      >
        {opened && <StaffEditor login={opened} />}
      </PartDialog>
    </>
  );
}

interface FiltersProps {
  filter: StaffFilter;
  onNarrow: (patch: Partial<StaffFilter>) => void;
  simulated: number;
}

function Filters({ filter, onNarrow, simulated }: FiltersProps) {
  const { t } = useTranslation("admin");
  const { shown } = useAdministration();
  return (
    <div className={classes.filters}>
      <TextInput
        w={200}
        aria-label={t("staff.search")}
        placeholder={t("staff.search")}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={filter.words}
        onChange={(event) => onNarrow({ words: event.currentTarget.value })}
      />
      <Select
        w={170}
        aria-label={t("field.roles")}
        placeholder={t("staff.anyRole")}
        data={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
        value={filter.role}
        clearable
        clearButtonProps={{ "aria-label": t("clear") }}
        onChange={(role) => onNarrow({ role: role as Role | null })}
      />
      <Choice
        kind="skills"
        hideLabel
        label={t("field.skills")}
        none={t("staff.anySkill")}
        value={filter.skill}
        onChange={(skill) => onNarrow({ skill })}
      />
      {shown.without_password.length > 0 && (
        <Checkbox
          label={t("staff.withoutPassword", { count: shown.without_password.length })}
          checked={filter.withoutPassword}
          onChange={(event) => onNarrow({ withoutPassword: event.currentTarget.checked })}
        />
      )}
      {simulated > 0 && (
        <Switch
          label={t("staff.simulated", { count: simulated })}
          checked={filter.simulated}
          onChange={(event) => onNarrow({ simulated: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}
