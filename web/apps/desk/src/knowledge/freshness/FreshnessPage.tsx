import type { Stale } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconLeaf } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import { freshnessQuery, staleQuery } from "../data";
import classes from "../Knowledge.module.css";

const route = getRouteApi("/staff/knowledge/freshness");

/** Which published articles need a look, and why. */
export function FreshnessPage() {
  const { t } = useTranslation("knowledge");
  const { reason = "past_review" } = route.useSearch();
  const counts = useQuery(freshnessQuery);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h2>{t("section.freshness")}</h2>
      </header>
      {counts.data ? (
        <nav className={classes.chips} aria-label={t("fresh.reasons")}>
          {counts.data.map((one) => (
            <Link
              key={one.reason}
              to="/knowledge/freshness"
              search={{ reason: one.reason }}
              className={classes.chip}
              aria-current={one.reason === reason ? "page" : undefined}
            >
              <strong>{one.count}</strong> {t(`fresh.${one.reason}`)}
            </Link>
          ))}
        </nav>
      ) : counts.isError ? (
        <Failure detail={problemDetail(counts.error)} onRetry={() => void counts.refetch()} />
      ) : (
        <Loading lines={1} height={56} />
      )}
      <Board reason={reason} />
    </div>
  );
}

function Board({ reason }: { reason: Stale }) {
  const { t, i18n } = useTranslation("knowledge");
  const text = useText();
  const board = useQuery(staleQuery(reason));
  if (board.isError) return <Failure detail={problemDetail(board.error)} onRetry={() => void board.refetch()} />;
  if (!board.data) return <Loading lines={6} height={40} />;
  if (board.data.length === 0) return <Empty icon={<IconLeaf size={28} />} title={t("fresh.none")} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={classes.scroll} aria-label={t(`fresh.${reason}`)} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("list.question")}</th>
            <th scope="col">{t("list.department")}</th>
            <th scope="col">{t("list.review")}</th>
            <th scope="col">{t("fresh.validTo")}</th>
            <th scope="col">{t("reading.publishedAt")}</th>
            <th scope="col" data-number>
              {t("list.uses")}
            </th>
            <th scope="col" data-number>
              {t("fresh.contradicted")}
            </th>
          </tr>
        </thead>
        <tbody>
          {board.data.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Link to="/knowledge/articles/$id" params={{ id: one.id }}>
                  {one.question}
                </Link>
              </th>
              <td>{text(one.department)}</td>
              <td>{one.review_due ?? "–"}</td>
              <td>{one.valid_to ?? "–"}</td>
              <td>{dateTimeText(one.published_at, i18n.language)}</td>
              <td data-number>{one.uses}</td>
              <td data-number>{one.wrong}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
