import { Checkbox } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSelector } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { Mark } from "../parts/Mark";
import type { Person, StaffKey, StaffOrder } from "./people";

interface StaffTableProps {
  people: readonly Person[];
  order: StaffOrder;
  onOrder: (order: StaffOrder) => void;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  onOpen: (login: string) => void;
  selectable: boolean;
}

const columns: readonly StaffKey[] = ["display_name", "login", "roles", "skills", "chat_capacity"];

/** One page of the staff. */
export function StaffTable(props: StaffTableProps) {
  const { people, order, onOrder, chosen, onChoose, onOpen, selectable } = props;
  const { t } = useTranslation("admin");
  const all = people.length > 0 && people.every((person) => chosen.has(person.login));
  const toggle = (logins: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const login of logins) on ? next.add(login) : next.delete(login);
    onChoose(next);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={classes.scroll} aria-label={t("section.staff")} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {selectable && (
              <th scope="col">
                <Checkbox
                  aria-label={t("staff.choosePage")}
                  checked={all}
                  indeterminate={!all && people.some((person) => chosen.has(person.login))}
                  onChange={(event) =>
                    toggle(
                      people.map((person) => person.login),
                      event.currentTarget.checked,
                    )
                  }
                />
              </th>
            )}
            {columns.map((key) => (
              <Sorted key={key} column={key} order={order} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.login}>
              {selectable && (
                <td>
                  <Checkbox
                    aria-label={t("staff.choose", { name: person.display_name })}
                    checked={chosen.has(person.login)}
                    onChange={(event) => toggle([person.login], event.currentTarget.checked)}
                  />
                </td>
              )}
              <PersonCells person={person} onOpen={onOpen} />
            </tr>
          ))}
          {people.length === 0 && (
            <tr>
              <td colSpan={columns.length + 1}>{t("staff.none")}</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

function PersonCells({ person, onOpen }: { person: Person; onOpen: (login: string) => void }) {
  const { t } = useTranslation("admin");
  const text = useText();
  const { setup, shown } = useAdministration();
  const skills = byCode(setup, "skills");
  const gone = !(person.login in byCode(setup, "staff"));
  return (
    <>
      <th scope="row">
        {gone ? (
          <s>{person.display_name}</s>
        ) : (
          <button type="button" className={classes.open} onClick={() => onOpen(person.login)}>
            {person.display_name}
          </button>
        )}
        {person.simulated && (
          <span className={classes.mark} data-what="simulated">
            {t("staff.isSimulated")}
          </span>
        )}
        {shown.without_password.includes(person.login) && (
          <span className={classes.mark} data-what="waits">
            {t("staff.noPassword")}
          </span>
        )}
        <Mark kind="staff" code={person.login} />
      </th>
      <td>
        <code>{person.login}</code>
      </td>
      <td>{person.roles.map((role) => t(`roles.${role}`)).join(", ")}</td>
      <td>
        <span className={classes.chips}>
          {Object.entries(person.skills ?? {}).map(([code, level]) => (
            <span key={code} className={classes.chip}>
              {skills[code] ? text(skills[code].name) : code} {level}
            </span>
          ))}
        </span>
      </td>
      <td>
        {person.chat_capacity ?? 0}
        {person.takes_calls && ` · ${t("staff.calls")}`}
      </td>
    </>
  );
}

interface SortedProps {
  column: StaffKey;
  order: StaffOrder;
  onOrder: (order: StaffOrder) => void;
}

function Sorted({ column, order, onOrder }: SortedProps) {
  const { t } = useTranslation("admin");
  const active = order.key === column;
  const Icon = active ? (order.descending ? IconChevronUp : IconChevronDown) : IconSelector;
  return (
    <th scope="col" aria-sort={active ? (order.descending ? "descending" : "ascending") : "none"}>
      <button
        type="button"
        className={classes.sort}
        onClick={() => onOrder({ key: column, descending: active && !order.descending })}
      >
        {t(`staff.column.${column}`)}
        <Icon size={14} aria-hidden />
      </button>
    </th>
  );
}
