import { dateTimeText, dayKey, Empty, Failure, Loading } from "@sori/ui";
import { IconMessages } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";
import { More } from "../list/More";
import { daysOf, outcomes } from "./address";
import { Days } from "./Days";
import { conversationsQuery } from "./data";

const route = getRouteApi("/staff/knowledge/chatbot");

/** The conversations behind a figure. */
export function Conversations() {
  const { t, i18n } = useTranslation("knowledge");
  const search = route.useSearch();
  const { since, until } = daysOf(search, dayKey(new Date().toISOString()));
  const found = useInfiniteQuery(conversationsQuery(since, until, search.outcome));
  const lines = found.data?.pages.flat() ?? [];
  return (
    <>
      <div className={classes.filters}>
        <Days since={since} until={until} />
      </div>
      <nav className={classes.chips} aria-label={t("chatbot.outcomes")}>
        {[undefined, ...outcomes].map((one) => (
          <Link
            key={one ?? "all"}
            to="/knowledge/chatbot"
            search={{ view: "conversations", since, until, ...(one && { outcome: one }) }}
            className={classes.chip}
            aria-current={one === search.outcome ? "page" : undefined}
          >
            {t(`chatbot.column.${one ?? "conversations"}`)}
          </Link>
        ))}
      </nav>
      {found.data ? (
        lines.length === 0 ? (
          <Empty icon={<IconMessages size={28} />} title={t("chatbot.noConversations")} />
        ) : (
          <ul className={classes.list}>
            {lines.map((line) => (
              <li key={line.id} className={classes.card}>
                <Link to="/knowledge/chatbot/conversations/$id" params={{ id: line.id }} className={classes.link}>
                  <strong>{line.first_words || t("chatbot.forgotten")}</strong>
                </Link>
                <span className={classes.soft}>
                  {dateTimeText(line.started_at, i18n.language)} · {t(`chatbot.column.${line.outcome}`)} ·{" "}
                  {t("chatbot.words", { count: line.words })}
                </span>
              </li>
            ))}
          </ul>
        )
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={6} height={56} />
      )}
      <More found={found} />
    </>
  );
}
