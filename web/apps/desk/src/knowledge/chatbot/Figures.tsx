import { SegmentedControl } from "@mantine/core";
import type { Usage } from "@sori/api";
import { dayKey, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { daysLater } from "../../data/statistics";
import classes from "../Knowledge.module.css";
import { daysOf, type Outcome, outcomes } from "./address";
import { Days } from "./Days";
import { figuresQuery } from "./data";

const route = getRouteApi("/staff/knowledge/chatbot");

/** How the chatbot was used; each count of conversations opens them. */
export function Figures() {
  const { t } = useTranslation("knowledge");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { since, until } = daysOf(search, dayKey(new Date().toISOString()));
  const by = search.by ?? "day";
  const figures = useQuery(figuresQuery(since, until, by));
  return (
    <>
      <div className={classes.filters}>
        <Days since={since} until={until} />
        <SegmentedControl
          aria-label={t("chatbot.by")}
          value={by}
          onChange={(value) =>
            void navigate({
              search: ({ by: _by, ...before }) => ({ ...before, ...(value === "month" && { by: "month" as const }) }),
            })
          }
          data={[
            { value: "day", label: t("chatbot.day") },
            { value: "month", label: t("chatbot.month") },
          ]}
        />
      </div>
      {figures.data ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard
        <section className={classes.scroll} tabIndex={0} aria-label={t("chatbot.view.figures")}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("chatbot.period")}</th>
                {(["conversations", "people", "items", ...outcomes] as const).map((column) => (
                  <th key={column} scope="col" data-number>
                    {t(`chatbot.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <Row label={t("chatbot.total")} usage={figures.data.total} since={since} until={until} />
              {figures.data.periods.map((usage) => {
                const [first, last] = by === "day" ? [usage.period, usage.period] : monthOf(usage.period);
                return (
                  <Row
                    key={usage.period}
                    label={by === "day" ? usage.period : usage.period.slice(0, 7)}
                    usage={usage}
                    since={later(first, since)}
                    until={earlier(last, until)}
                  />
                );
              })}
            </tbody>
          </table>
        </section>
      ) : figures.isError ? (
        <Failure detail={problemDetail(figures.error)} onRetry={() => void figures.refetch()} />
      ) : (
        <Loading lines={6} />
      )}
      <p className={classes.soft}>{t("chatbot.figuresAbout")}</p>
    </>
  );
}

/** Days are written so that their order is that of the alphabet. */
const earlier = (one: string, other: string) => [one, other].sort()[0] ?? one;
const later = (one: string, other: string) => [one, other].sort()[1] ?? one;

function monthOf(first: string): [string, string] {
  const next = new Date(`${first}T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return [first, daysLater(next.toISOString().slice(0, 10), -1)];
}

interface RowProps {
  label: string;
  usage: Usage;
  since: string;
  until: string;
}

function Row({ label, usage, since, until }: RowProps) {
  const { t } = useTranslation("knowledge");
  const count = (value: number, outcome?: Outcome) => (
    <td data-number>
      {value === 0 ? (
        "0"
      ) : (
        <Link
          to="/knowledge/chatbot"
          search={{ view: "conversations", since, until, ...(outcome && { outcome }) }}
          aria-label={t("chatbot.open", {
            label,
            what: t(`chatbot.column.${outcome ?? "conversations"}`),
            count: value,
          })}
        >
          {value}
        </Link>
      )}
      {outcome && usage.conversations > 0 && (
        <span className={classes.soft}> {((value / usage.conversations) * 100).toFixed(1)}%</span>
      )}
    </td>
  );
  return (
    <tr>
      <th scope="row">{label}</th>
      {count(usage.conversations)}
      <td data-number>{usage.people}</td>
      <td data-number>{usage.items}</td>
      {count(usage.answered, "answered")}
      {count(usage.handed_over, "handed_over")}
      {count(usage.left, "left")}
    </tr>
  );
}
