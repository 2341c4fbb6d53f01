import { Button, TextInput } from "@mantine/core";
import { answer, searchKnowledge } from "@sori/api";
import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";

interface ArticleChooserProps {
  /** What is looked for at first. */
  words: string;
  busy: boolean;
  onChoose: (articleId: number) => void;
}

/** Finds the article that answers, among those for everybody. */
export function ArticleChooser({ words, busy, onChoose }: ArticleChooserProps) {
  const { t } = useTranslation("knowledge");
  const [typed, setTyped] = useState(words);
  const [asked, setAsked] = useState(words);
  const found = useQuery({
    queryKey: ["knowledge", "chatbot", "choose", asked],
    queryFn: ({ signal }) => answer(searchKnowledge({ query: { q: asked, audience: "public" }, signal })),
    enabled: asked.trim() !== "",
  });
  const look = (event: FormEvent) => {
    event.preventDefault();
    setAsked(typed);
  };
  return (
    <div className={classes.stack}>
      <form onSubmit={look} className={classes.filters}>
        <TextInput
          data-autofocus
          label={t("search.label")}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t("section.search")}
        </Button>
      </form>
      {found.data ? (
        <ul className={classes.list}>
          {found.data.findings.length === 0 && <li>{t("search.nothing")}</li>}
          {found.data.findings.map((one) => {
            const question = one.question.map((run) => run.text).join("");
            return (
              <li key={one.id} className={classes.actions}>
                <span>{question}</span>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t("chatbot.answersOf", { question })}
                  loading={busy}
                  onClick={() => onChoose(one.id)}
                >
                  {t("chatbot.answers")}
                </Button>
              </li>
            );
          })}
        </ul>
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={4} />
      )}
    </div>
  );
}
