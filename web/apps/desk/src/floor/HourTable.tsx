import type { Compared, Floor, HourFigures } from "@sori/api";
import { timeText } from "@sori/ui";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FloorSpan } from "../data/floor";
import figures from "../figures/Figures.module.css";
import { useText } from "../i18n/useText";
import work from "./Work.module.css";

const rates = [
  { key: "answer_rate_pct", figure: "answered", label: "floor.column.answerRate" },
  { key: "service_level_pct", figure: "within_target", label: "floor.column.serviceLevel" },
] as const;

/** The hour so far beside the same span of other days: each figure opens its contacts. */
export function HourTable({ floor }: { floor: Floor }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  return (
    <div className={figures.section}>
      <h2 id="hour-title">
        {t("hour.title")} <span>{t("hour.since", { time: timeText(floor.total.hour.since, i18n.language) })}</span>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
      <section className={figures.scroll} aria-labelledby="hour-title" tabIndex={0}>
        <table className={figures.table} data-figures>
          <thead>
            <tr>
              <th scope="col">{t("floor.queue")}</th>
              <th scope="col">{t("figure.inbound")}</th>
              {rates.flatMap(({ key, label }) => [
                <th key={key} scope="col">
                  {t(label)}
                </th>,
                <th key={`${key} weeks`} scope="col">
                  {t(label)} · {t("hour.weeks")}
                </th>,
                <th key={`${key} days`} scope="col">
                  {t(label)} · {t("hour.days")}
                </th>,
              ])}
            </tr>
          </thead>
          <tbody>
            {floor.queues.map((queue) => (
              <HourRow key={queue.id} queue={queue.id} name={text(queue.name)} hour={queue.hour} />
            ))}
          </tbody>
          <tfoot>
            <HourRow name={t("floor.all")} hour={floor.total.hour} />
          </tfoot>
        </table>
      </section>
    </div>
  );
}

function HourRow({ queue, name, hour }: { queue?: number; name: string; hour: HourFigures }) {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <HourFigure queue={queue} span="hour" figure="inbound" label={`${name} ${t("figure.inbound")}`}>
          {hour.now.inbound}
        </HourFigure>
      </td>
      {rates.map(({ key, figure, label }) => (
        <RateCells key={key} {...{ queue, name, hour, rate: key, figure, label: t(label) }} />
      ))}
    </tr>
  );
}

interface RateCellsProps {
  queue: number | undefined;
  name: string;
  hour: HourFigures;
  rate: "answer_rate_pct" | "service_level_pct";
  figure: "answered" | "within_target";
  label: string;
}

function RateCells({ queue, name, hour, rate, figure, label }: RateCellsProps) {
  const { t } = useTranslation();
  const now = hour.now[rate] ?? null;
  const cell = (span: FloorSpan, of: string, shown: React.ReactNode) => (
    <td>
      <HourFigure queue={queue} span={span} figure={figure} label={`${name} ${label} ${of}`}>
        {shown}
      </HourFigure>
    </td>
  );
  const other = (compared: Compared) => {
    const value = compared[rate] ?? null;
    if (value === null) return t("none");
    return (
      <>
        {value.toFixed(1)}%{now !== null && <Difference by={now - value} />}
      </>
    );
  };
  return (
    <>
      {cell("hour", t("hour.now"), now === null ? t("none") : <strong>{now.toFixed(1)}%</strong>)}
      {cell("same_hour_of_weeks", t("hour.weeks"), other(hour.weeks))}
      {cell("same_hour_of_days", t("hour.days"), other(hour.days))}
    </>
  );
}

/** How much better or worse, with a sign: colour only repeats it. */
export function Difference({ by }: { by: number }) {
  const rounded = Math.round(by * 10) / 10;
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "±";
  return (
    <span className={work.difference} data-way={rounded > 0 ? "up" : rounded < 0 ? "down" : "same"}>
      {sign}
      {Math.abs(rounded).toFixed(1)}
    </span>
  );
}

interface HourFigureProps {
  queue: number | undefined;
  span: FloorSpan;
  figure: "inbound" | "answered" | "within_target";
  label: string;
  children: React.ReactNode;
}

function HourFigure({ queue, span, figure, label, children }: HourFigureProps) {
  return (
    <Link
      to="/floor"
      search={{ figure, span, ...(queue === undefined ? {} : { queue }) }}
      className={figures.figure}
      resetScroll={false}
    >
      <span className="sr-only">{label} </span>
      {children}
    </Link>
  );
}
