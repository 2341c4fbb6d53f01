import { Button, SegmentedControl, TextInput } from "@mantine/core";
import type { Article, ArticleFile, ArticleShown, Content } from "@sori/api";
import { isProblem } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { articleQuery, useRevise } from "../data";
import classes from "../Knowledge.module.css";
import { StateMark } from "../parts";
import { Comments } from "./Comments";
import { ContentForm } from "./ContentForm";
import { Steps } from "./Steps";
import { Versions } from "./Versions";

/** An article as it is worked on: its text, its steps, its versions and what was said of it. */
export function ArticlePage() {
  const { id } = useParams({ from: "/staff/knowledge/articles/$id" });
  const article = useQuery(articleQuery(id));
  if (article.data) return <Shown key={id} shown={article.data} />;
  if (article.isError) return <Failure detail={problemDetail(article.error)} onRetry={() => void article.refetch()} />;
  return (
    <div className={classes.page}>
      <Loading lines={8} height={56} />
    </div>
  );
}

type View = "history" | "comments";

function Shown({ shown }: { shown: ArticleShown }) {
  const { t, i18n } = useTranslation("knowledge");
  const { article } = shown;
  const [view, setView] = useState<View>("history");
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Link to="/knowledge/articles" className={classes.link}>
          {t("edit.back")}
        </Link>
        <h2>{article.content.question}</h2>
        <StateMark state={article.state} published={article.published} />
        <span className={classes.soft}>
          {article.code} · {t("reading.number", { number: article.version })} ·{" "}
          {t("edit.by", {
            name: article.changed_by ?? "–",
            at: dateTimeText(article.changed_at, i18n.language),
          })}
        </span>
      </header>
      <Steps shown={shown} />
      <div className={classes.columns}>
        <Edit article={article} readOnly={!shown.moves.includes("revise")} />
        <div className={classes.stack}>
          <SegmentedControl
            aria-label={t("edit.views")}
            value={view}
            onChange={(value) => setView(value === "comments" ? "comments" : "history")}
            data={[
              { value: "history", label: t("edit.history") },
              { value: "comments", label: t("edit.comments") },
            ]}
          />
          {view === "history" ? <Versions article={article} /> : <Comments id={article.id} />}
        </div>
      </div>
    </div>
  );
}

/** The fields. What is typed stays until it is saved or discarded, also when somebody else changes the article. */
function Edit({ article, readOnly }: { article: Article; readOnly: boolean }) {
  const { t } = useTranslation("knowledge");
  const [change, setChange] = useState<Partial<Content>>({});
  const [seen, setSeen] = useState(article);
  const [added, setAdded] = useState<ArticleFile[]>([]);
  const [note, setNote] = useState("");
  const revise = useRevise();
  const changed = Object.keys(change).length > 0;
  // The text below what is typed is the one that was seen when typing began, so that the server can compare.
  const base = changed ? seen : article;
  const content = { ...base.content, ...change };
  const edit = (more: Partial<Content>) => {
    if (!changed) setSeen(article);
    setChange((before) => ({ ...before, ...more }));
  };
  const save = () =>
    revise.mutate(
      { article: base, content, note },
      {
        onSuccess: () => {
          setChange({});
          setNote("");
          say(t("edit.saved"));
        },
      },
    );
  const error = revise.error;
  return (
    <section className={classes.card} aria-label={t("edit.text")}>
      {readOnly && <p className={classes.soft}>{t("edit.readOnly")}</p>}
      <ContentForm
        content={content}
        files={[...article.files, ...added]}
        readOnly={readOnly}
        fault={isProblem(error, 422) ? { field: error.field, detail: error.detail } : null}
        onChange={edit}
        onFile={(file) => {
          setAdded((before) => [...before, file]);
          edit({ files: [...(content.files ?? []), file.id] });
        }}
      />
      {revise.isError && (
        <div className={classes.warning} data-bad role="alert">
          <span>{problemDetail(error)}</span>
          {isProblem(error, 412) && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                setSeen(article);
                revise.reset();
              }}
            >
              {t("edit.rebase")}
            </Button>
          )}
        </div>
      )}
      {!readOnly && (
        <>
          <TextInput
            label={t("field.note")}
            value={note}
            maxLength={500}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button onClick={save} loading={revise.isPending} disabled={!changed}>
              {t("edit.save")}
            </Button>
            {changed && (
              <Button
                variant="default"
                onClick={() => {
                  setChange({});
                  revise.reset();
                }}
              >
                {t("edit.discard")}
              </Button>
            )}
          </div>
        </>
      )}
    </section>
  );
}
