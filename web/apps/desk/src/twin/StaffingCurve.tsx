import { Button, NativeSelect } from "@mantine/core";
import type { Scenario } from "@sori/api";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { clocks, withPeople } from "../data/twin";
import figures from "../figures/Figures.module.css";
import classes from "./Twin.module.css";

/** How many are at their desks in each interval, as bars to be dragged: a slider each, so that keys and readers know them. */
export function StaffingCurve({
  scenario,
  onChange,
  onReset,
}: {
  scenario: Scenario;
  onChange: (scenario: Scenario) => void;
  onReset: () => void;
}) {
  const { t, i18n } = useTranslation("twin");
  const largest = scenario.people.reduce(
    (best, group, number) => (sum(group.at_desk) > sum(scenario.people[best]?.at_desk ?? []) ? number : best),
    0,
  );
  const [chosen, setChosen] = useState(largest);
  const group = scenario.people[chosen];
  if (!group) return null;
  const top = Math.max(20, Math.ceil((Math.max(...group.at_desk) * 1.5) / 10) * 10);
  const hours = sum(scenario.people.flatMap((one) => one.at_desk)) * ((scenario.interval_min ?? 30) / 60);
  const everywhere = (change: number) =>
    onChange({
      ...scenario,
      people: scenario.people.map((one, number) =>
        number === chosen ? { ...one, at_desk: one.at_desk.map((people) => Math.max(0, people + change)) } : one,
      ),
    });
  return (
    <section className={figures.section} aria-labelledby="twin-curve">
      <h2 id="twin-curve">
        {t("curve")} <span>{t("hours", { count: Math.round(hours) })}</span>
      </h2>
      <div className={classes.curveHead}>
        <NativeSelect
          size="xs"
          label={t("group")}
          value={String(chosen)}
          onChange={(event) => setChosen(Number(event.target.value))}
          data={scenario.people.map((one, number) => ({ value: String(number), label: one.name }))}
        />
        <Button size="xs" variant="default" onClick={() => everywhere(-1)}>
          {t("fewer")}
        </Button>
        <Button size="xs" variant="default" onClick={() => everywhere(1)}>
          {t("more")}
        </Button>
        <Button size="xs" variant="default" onClick={onReset}>
          {t("reset")}
        </Button>
      </div>
      <p className={classes.note}>{t("curveAbout")}</p>
      <fieldset className={classes.curve} aria-label={`${t("curve")}: ${group.name}`}>
        {clocks(scenario).map((clock, interval) => {
          const people = group.at_desk[interval] ?? 0;
          return (
            <label key={clock} className={classes.column}>
              <output className={classes.people}>{people.toLocaleString(i18n.language)}</output>
              <input
                type="range"
                min={0}
                max={Math.max(top, people)}
                value={people}
                aria-label={t("at", { clock })}
                aria-valuetext={t("people", { count: people })}
                onChange={(event) => onChange(withPeople(scenario, chosen, interval, Number(event.target.value)))}
              />
              <span aria-hidden="true">{clock}</span>
            </label>
          );
        })}
      </fieldset>
    </section>
  );
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
