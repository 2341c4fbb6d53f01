import type { ReviewedPhrasing, ReviewedTurn } from "@sori/api";
import { dateTimeText, Failure, Loading, timeText } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import classes from "../Knowledge.module.css";
import { botConversationQuery } from "./data";

/** A whole conversation with the chatbot, masked, with what was made of each question. */
export function ConversationPage() {
  const { t, i18n } = useTranslation("knowledge");
  const { id } = useParams({ from: "/staff/knowledge/chatbot/conversations/$id" });
  const found = useQuery(botConversationQuery(id));
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Link to="/knowledge/chatbot" search={{ view: "conversations" }} className={classes.link}>
          {t("chatbot.back")}
        </Link>
        <h2>{t("chatbot.conversation", { id })}</h2>
        {found.data && (
          <span className={classes.soft}>
            {dateTimeText(found.data.started_at, i18n.language)} · {t(`chatbot.column.${found.data.outcome}`)}
          </span>
        )}
      </header>
      {found.data ? (
        <ol className={classes.list}>
          {found.data.turns.map((turn) => (
            <Turn key={turn.id} turn={turn} />
          ))}
        </ol>
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={6} height={56} />
      )}
    </div>
  );
}

function Turn({ turn }: { turn: ReviewedTurn }) {
  const { t, i18n } = useTranslation("knowledge");
  const text = useText();
  return (
    <li className={classes.card}>
      <span className={classes.soft}>
        {t(`chatbot.sender.${turn.sender}`)} · {timeText(turn.at, i18n.language)}
        {turn.miss && ` · ${t(`chatbot.reason.${turn.miss}`)}`}
        {turn.settled_as && ` · ${t(`chatbot.settled.${turn.settled_as}`)}`}
        {turn.helped !== null && ` · ${t(turn.helped ? "chatbot.helped" : "chatbot.notHelped")}`}
      </span>
      {turn.body && <span style={{ whiteSpace: "pre-wrap" }}>{turn.body}</span>}
      {turn.photos > 0 && <span className={classes.soft}>{t("chatbot.photos", { count: turn.photos })}</span>}
      {turn.source && (
        <span className={classes.soft}>
          {t("chatbot.source", {
            question: turn.source.question,
            department: text(turn.source.department),
            number: turn.source.version,
          })}
        </span>
      )}
      {turn.phrasing && <Phrasing phrasing={turn.phrasing} />}
      {turn.likely.length > 0 && (
        <ul className={classes.list} aria-label={t("chatbot.likely")}>
          {turn.likely.map((one) => (
            <li key={one.id} className={classes.soft}>
              <Link to="/knowledge/articles/$id" params={{ id: one.id }} className={classes.link}>
                {one.question}
              </Link>{" "}
              {(one.chance * 100).toFixed(0)}%
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** What a language model made of the answer above it: what the citizen read instead, or why it stayed. */
function Phrasing({ phrasing }: { phrasing: ReviewedPhrasing }) {
  const { t, i18n } = useTranslation("knowledge");
  const text = useText();
  const outcome = phrasing.outcome ?? "under_way";
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <section className={classes.card} aria-label={t("chatbot.phrasing.title")}>
      <span className={classes.soft}>
        {t("chatbot.phrasing.title")} · {t(`chatbot.phrasing.outcome.${outcome}`)}
        {phrasing.model && ` · ${phrasing.model}`}
        {phrasing.tokens !== null && ` · ${t("chatbot.phrasing.tokens", { number: number.format(phrasing.tokens) })}`}
        {phrasing.took_ms !== null &&
          ` · ${t("chatbot.phrasing.took", { seconds: number.format(Math.round(phrasing.took_ms / 100) / 10) })}`}
      </span>
      {phrasing.text && <span style={{ whiteSpace: "pre-wrap" }}>{phrasing.text}</span>}
      {phrasing.sources.map(({ number: cited, source }) => (
        <span key={cited} className={classes.soft}>
          [{cited}]{" "}
          {t("chatbot.source", {
            question: source.question,
            department: text(source.department),
            number: source.version,
          })}
        </span>
      ))}
    </section>
  );
}
