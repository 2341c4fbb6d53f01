import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconMessageCheck, IconStack2 } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import { articlesQuery, openCommentsQuery } from "../data";
import { CommentCard } from "../edit/Comments";
import classes from "../Knowledge.module.css";
import { More } from "../list/More";
import { StateMark } from "../parts";

/** What waits for somebody: texts to approve, and what was said that nobody has answered. */
export function ReviewPage() {
  const { t } = useTranslation("knowledge");
  return (
    <div className={classes.page}>
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Waiting state="review" />
          <Waiting state="scheduled" />
        </div>
        <section className={classes.stack} aria-labelledby="open-comments">
          <h2 id="open-comments" style={{ margin: 0, fontSize: 16 }}>
            {t("review.open")}
          </h2>
          <OpenComments />
        </section>
      </div>
    </div>
  );
}

function Waiting({ state }: { state: "review" | "scheduled" }) {
  const { t, i18n } = useTranslation("knowledge");
  const text = useText();
  const found = useInfiniteQuery(articlesQuery({ state }));
  const articles = found.data?.pages.flatMap((page) => page.items) ?? [];
  if (state === "scheduled" && found.data && articles.length === 0) return null;
  return (
    <section className={classes.stack} aria-labelledby={`waiting-${state}`}>
      <h2 id={`waiting-${state}`} style={{ margin: 0, fontSize: 16 }}>
        {t(state === "review" ? "review.waiting" : "review.scheduled")}
      </h2>
      {found.data ? (
        articles.length === 0 ? (
          <Empty icon={<IconStack2 size={28} />} title={t("review.none")} />
        ) : (
          <ul className={classes.list}>
            {articles.map((one) => (
              <li key={one.id} className={classes.card}>
                <Link to="/knowledge/articles/$id" params={{ id: one.id }} className={classes.link}>
                  <strong>{one.question}</strong>
                </Link>
                <span className={classes.soft}>
                  {text(one.department)} · {one.changed_by} ·{" "}
                  {dateTimeText(one.publish_at ?? one.changed_at, i18n.language)}
                </span>
                <StateMark state={one.state} published={one.published} />
              </li>
            ))}
          </ul>
        )
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={3} />
      )}
      <More found={found} />
    </section>
  );
}

function OpenComments() {
  const { t } = useTranslation("knowledge");
  const open = useQuery(openCommentsQuery);
  if (open.isError) return <Failure detail={problemDetail(open.error)} onRetry={() => void open.refetch()} />;
  if (!open.data) return <Loading lines={3} />;
  if (open.data.length === 0) return <Empty icon={<IconMessageCheck size={28} />} title={t("review.noneOpen")} />;
  return (
    <ul className={classes.list}>
      {open.data.map((one) => (
        <li key={one.comment.id} className={classes.stack}>
          <Link to="/knowledge/articles/$id" params={{ id: one.comment.article_id }} className={classes.link}>
            <strong>{one.question}</strong>
          </Link>
          <CommentCard comment={one.comment} />
        </li>
      ))}
    </ul>
  );
}
