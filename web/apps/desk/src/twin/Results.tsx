import { Button } from "@mantine/core";
import type { Scenario, TwinFigure, TwinFigures } from "@sori/api";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clocks, type Measure, measures, REPLICATIONS } from "../data/twin";
import figureClasses from "../figures/Figures.module.css";
import { IntervalChart } from "./IntervalChart";
import classes from "./Twin.module.css";
import type { Compared } from "./TwinPage";
import { useTold } from "./useTold";

/** What a run came to: the day, two pictures, and every interval; beside another run where one was chosen. */
export function Results({
  scenario,
  figures,
  running,
  compared,
  onCompare,
}: {
  scenario: Scenario;
  figures: TwinFigures;
  running: boolean;
  compared: Compared | null;
  onCompare: (pinned: boolean) => void;
}) {
  const { t } = useTranslation("twin");
  return (
    <section className={figureClasses.section} aria-labelledby="twin-results" aria-busy={running}>
      <div className={classes.resultsHead}>
        <h2 id="twin-results">{t("results")}</h2>
        <span role="status" className={classes.running}>
          {running ? t("running") : ""}
        </span>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowsLeftRight size={16} aria-hidden />}
          onClick={() => onCompare(compared === null)}
        >
          {t(compared ? "stopComparing" : "compare")}
        </Button>
      </div>
      <DayTable scenario={scenario} figures={figures} compared={compared} />
      <div className={classes.charts}>
        <IntervalChart kind="rates" scenario={scenario} figures={figures} compared={compared} />
        <IntervalChart kind="waits" scenario={scenario} figures={figures} compared={compared} />
      </div>
      <Intervals scenario={scenario} figures={figures} />
      <p className={classes.note}>{t("about", { count: REPLICATIONS })}</p>
    </section>
  );
}

function DayTable({
  scenario,
  figures,
  compared,
}: {
  scenario: Scenario;
  figures: TwinFigures;
  compared: Compared | null;
}) {
  const { t } = useTranslation("twin");
  const told = useTold();
  const within = scenario.within_s ?? 20;
  const name = (measure: Measure) => t(`measure.${measure}`, { within });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard
    <section className={figureClasses.scroll} tabIndex={0} aria-label={t("wholeDay")}>
      <table className={figureClasses.table} data-figures>
        <thead>
          <tr>
            <th scope="col">{t("figure")}</th>
            {compared && <th scope="col">{t("before")}</th>}
            <th scope="col">{t("now")}</th>
            {compared && <th scope="col">{t("difference")}</th>}
          </tr>
        </thead>
        <tbody>
          {measures.map((measure) => {
            const now = figures.day[measure];
            const before = compared?.figures.day[measure];
            return (
              <tr key={measure}>
                <th scope="row">{name(measure)}</th>
                {compared && <Cell measure={measure} figure={before} />}
                <Cell measure={measure} figure={now} />
                {compared && <td>{told.difference(measure, before?.mean, now?.mean)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ measure, figure }: { measure: Measure; figure: TwinFigure | undefined }) {
  const { t } = useTranslation("twin");
  const told = useTold();
  return (
    <td>
      {told.value(measure, figure?.mean)}{" "}
      {figure && figure.sure_to > 0 && (
        <small className={classes.sure}>{t("sure", { value: told.value(measure, figure.sure_to) })}</small>
      )}
    </td>
  );
}

function Intervals({ scenario, figures }: { scenario: Scenario; figures: TwinFigures }) {
  const { t, i18n } = useTranslation("twin");
  const told = useTold();
  const within = scenario.within_s ?? 20;
  return (
    <details className={classes.kept}>
      <summary>{t("byInterval")}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard */}
      <section className={figureClasses.scroll} tabIndex={0} aria-label={t("byInterval")}>
        <table className={figureClasses.table} data-figures>
          <thead>
            <tr>
              <th scope="col">{t("interval")}</th>
              <th scope="col">{t("atDesk")}</th>
              {measures.map((measure) => (
                <th scope="col" key={measure}>
                  {t(`measure.${measure}`, { within })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {clocks(scenario).map((clock, interval) => (
              <tr key={clock}>
                <th scope="row">{clock}</th>
                <td>
                  {scenario.people
                    .reduce((total, group) => total + (group.at_desk[interval] ?? 0), 0)
                    .toLocaleString(i18n.language)}
                </td>
                {measures.map((measure) => (
                  <td key={measure}>{told.value(measure, figures.intervals[measure]?.[interval]?.mean)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
