import { Button, MultiSelect, TextInput } from "@mantine/core";
import type { Choices } from "@sori/api";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { matchesKorean } from "../app/koreanSearch";
import { orNone } from "../app/options";
import { type Counted, isDay, usualPeriods } from "../data/statistics";
import figures from "../figures/Figures.module.css";
import { useNames } from "./names";
import classes from "./Statistics.module.css";
import { useCounted } from "./useCounted";

const route = getRouteApi("/staff/stats");
const filters = ["channel", "queue", "topic", "counsellor", "hour"] as const;
type Filter = (typeof filters)[number];

/** Which days, and of which channels, queues, topics, counsellors and hours. */
export function Filters({ choices }: { choices: Choices }) {
  const { t } = useTranslation("statistics");
  const navigate = route.useNavigate();
  const { counted } = useCounted(choices);
  const change = (changed: Counted) =>
    void navigate({ search: ({ figure: _figure, row: _row, ...before }) => ({ ...before, ...changed }) });
  const [opened, setOpened] = useState(false);
  const filtered = filters.some((filter) => counted[filter] !== undefined);
  return (
    <section className={`${figures.section} ${classes.filters}`} aria-label={t("filters")}>
      <div className={classes.days}>
        <TextInput
          size="xs"
          type="date"
          label={t("from")}
          value={counted.from}
          onChange={({ currentTarget }) => isDay(currentTarget.value) && change({ from: currentTarget.value })}
        />
        <TextInput
          size="xs"
          type="date"
          label={t("to")}
          value={counted.to}
          onChange={({ currentTarget }) => isDay(currentTarget.value) && change({ to: currentTarget.value })}
        />
        <UsualPeriods choices={choices} counted={counted} />
      </div>
      <Button
        className={classes.more}
        size="xs"
        variant="default"
        aria-expanded={opened}
        aria-controls="statistics-filters"
        onClick={() => setOpened(!opened)}
      >
        {t("filtersCount", { count: filters.filter((filter) => counted[filter] !== undefined).length })}
      </Button>
      <div id="statistics-filters" className={classes.choices} data-opened={opened || undefined}>
        {filters.map((filter) => (
          <Chooser key={filter} filter={filter} choices={choices} counted={counted} onChange={change} />
        ))}
        {filtered && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() =>
              void navigate({
                search: ({ by, from, to }) => ({
                  ...(by ? { by } : {}),
                  ...(from ? { from } : {}),
                  ...(to ? { to } : {}),
                }),
              })
            }
          >
            {t("clearAll")}
          </Button>
        )}
      </div>
    </section>
  );
}

function UsualPeriods({ choices, counted }: { choices: Choices; counted: Counted }) {
  const { t } = useTranslation("statistics");
  const usual = usualPeriods(choices.today);
  return (
    <nav className={figures.chips} aria-label={t("usual")}>
      {(Object.keys(usual) as (keyof typeof usual)[]).map((period) => {
        const [from, to] = usual[period];
        return (
          <Link
            key={period}
            from="/stats"
            to="."
            search={({ figure: _figure, row: _row, ...before }) => ({ ...before, from, to })}
            className={figures.choice}
            aria-current={counted.from === from && counted.to === to ? "true" : undefined}
          >
            {t(`usualPeriod.${period}`)}
          </Link>
        );
      })}
    </nav>
  );
}

interface ChooserProps {
  filter: Filter;
  choices: Choices;
  counted: Counted;
  onChange: (changed: Counted) => void;
}

function Chooser({ filter, choices, counted, onChange }: ChooserProps) {
  const { t } = useTranslation("statistics");
  const { options } = useNames(choices);
  const label = t(filter === "hour" ? "hour" : `by.${filter}`);
  const chosen = (counted[filter] ?? []).map(String);
  return (
    <MultiSelect
      size="xs"
      label={label}
      placeholder={chosen.length === 0 ? t("all") : ""}
      data={options(filter)}
      value={chosen}
      onChange={(values) =>
        onChange({
          [filter]: values.length === 0 ? undefined : filter === "channel" ? values : values.map(Number),
        } as Counted)
      }
      searchable
      clearable
      clearButtonProps={{ "aria-label": `${label} ${t("clear")}` }}
      filter={({ options: all, search }) =>
        orNone(
          all.flatMap((option) =>
            "value" in option && matchesKorean(option.label, search)
              ? [{ value: String(option.value), label: option.label, disabled: false }]
              : [],
          ),
          t("noneFound"),
        )
      }
    />
  );
}
