import { MultiSelect, NativeSelect, TextInput } from "@mantine/core";
import type { CaseChoice, CaseFigureChoices, CaseMoment } from "@sori/api";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { matchesKorean } from "../../app/koreanSearch";
import { orNone } from "../../app/options";
import { isDay, usualPeriods } from "../../data/statistics";
import figures from "../../figures/Figures.module.css";
import classes from "../../statistics/Statistics.module.css";
import { type CaseFiguresSearch, type CasesCounted, moments } from "./data";
import { useRowName } from "./names";
import { useCounted } from "./useCounted";

const route = getRouteApi("/staff/cases/figures");
const periods = ["week", "month", "lastMonth", "year"] as const;

/** Which days, by which moment of a case, and of which types and departments. */
export function CaseFilters({ choices }: { choices: CaseFigureChoices }) {
  const { t } = useTranslation("cases");
  const navigate = route.useNavigate();
  const { counted } = useCounted(choices);
  const change = (changed: CasesCounted) =>
    void navigate({ search: ({ row: _row, ...before }) => ({ ...withoutFigure(before), ...changed }) });
  const usual = usualPeriods(choices.today);
  return (
    <section className={`${figures.section} ${classes.filters}`} aria-label={t("figures.filters")}>
      <div className={classes.days}>
        {(["from", "to"] as const).map((end) => (
          <TextInput
            key={end}
            size="xs"
            type="date"
            label={t(`figures.${end}`)}
            value={counted[end]}
            onChange={({ currentTarget: { value } }) => isDay(value) && change({ [end]: value })}
          />
        ))}
        <NativeSelect
          size="xs"
          label={t("figures.moment")}
          value={counted.moment ?? "received"}
          data={moments.map((value) => ({ value, label: t(`figures.momentName.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            change({ moment: value === "received" ? undefined : (value as CaseMoment) } as CasesCounted)
          }
        />
        <nav className={figures.chips} aria-label={t("figures.usual")}>
          {periods.map((period) => {
            const [from, to] = usual[period];
            return (
              <Link
                key={period}
                from="/cases/figures"
                to="."
                search={({ row: _row, ...before }) => ({ ...withoutFigure(before), from, to })}
                className={figures.choice}
                aria-current={counted.from === from && counted.to === to ? "true" : undefined}
              >
                {t(`figures.usualPeriod.${period}`)}
              </Link>
            );
          })}
        </nav>
      </div>
      <div className={classes.choices} data-opened>
        <Chooser
          label={t("figures.by.type")}
          choices={choices.types}
          chosen={counted.type}
          onChange={(type) => change({ type } as CasesCounted)}
        />
        <Chooser
          label={t("figures.by.department")}
          choices={choices.departments}
          chosen={counted.department}
          onChange={(department) => change({ department } as CasesCounted)}
        />
      </div>
    </section>
  );
}

/** What is open beside a table is closed; a map goes on showing its figure. */
function withoutFigure({ figure, ...before }: CaseFiguresSearch): CaseFiguresSearch {
  return before.map && figure ? { ...before, figure } : before;
}

interface ChooserProps {
  label: string;
  choices: readonly CaseChoice[];
  chosen: string[] | undefined;
  onChange(keys: string[] | undefined): void;
}

function Chooser({ label, choices, chosen = [], onChange }: ChooserProps) {
  const { t } = useTranslation("cases");
  const name = useRowName();
  return (
    <MultiSelect
      size="xs"
      label={label}
      placeholder={chosen.length === 0 ? t("figures.all") : ""}
      data={choices.map((one) => ({ value: one.key, label: name(one) }))}
      value={chosen}
      onChange={(keys) => onChange(keys.length === 0 ? undefined : keys)}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("figures.clear", { label }) }}
      filter={({ options, search }) =>
        orNone(
          options.flatMap((option) =>
            "value" in option && matchesKorean(option.label, search)
              ? [{ value: String(option.value), label: option.label, disabled: false }]
              : [],
          ),
          t("figures.noneFound"),
        )
      }
    />
  );
}
