import { Button } from "@mantine/core";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconQuote } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";
import { phrasingsQuery, useRemovePhrasing } from "./data";

/** Words that editors confirmed to mean an article, from which the chatbot learns. */
export function Phrasings() {
  const { t, i18n } = useTranslation("knowledge");
  const phrasings = useQuery(phrasingsQuery);
  const remove = useRemovePhrasing();
  if (phrasings.isError)
    return <Failure detail={problemDetail(phrasings.error)} onRetry={() => void phrasings.refetch()} />;
  if (!phrasings.data) return <Loading lines={6} />;
  if (phrasings.data.length === 0) return <Empty icon={<IconQuote size={28} />} title={t("chatbot.noPhrasings")} />;
  return (
    <ul className={classes.list}>
      {phrasings.data.map((one) => (
        <li key={one.id} className={classes.card}>
          <strong>{one.text}</strong>
          <Link to="/knowledge/articles/$id" params={{ id: one.article_id }} className={classes.link}>
            {one.question}
          </Link>
          <span className={classes.soft}>
            {one.confirmed_by} · {dateTimeText(one.confirmed_at, i18n.language)}
          </span>
          <div>
            <Button
              size="xs"
              variant="default"
              aria-label={t("chatbot.removeOf", { text: one.text })}
              loading={remove.isPending && remove.variables === one.id}
              onClick={() => remove.mutate(one.id)}
            >
              {t("chatbot.remove")}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
