import { Button, SegmentedControl, TextInput } from "@mantine/core";
import type { Article, ArticleFile, ArticleShown } from "@sori/api";
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
import { EditFault } from "./EditFault";
import { Steps } from "./Steps";
import { useEdited } from "./useEdited";
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

/** The fields. */
function Edit({ article, readOnly }: { article: Article; readOnly: boolean }) {
  const { t } = useTranslation("knowledge");
  const { changed, base, content, edit, discard, rebase } = useEdited(article);
  const [added, setAdded] = useState<ArticleFile[]>([]);
  const [note, setNote] = useState("");
  const revise = useRevise();
  const save = () =>
    revise.mutate(
      { article: base, content, note },
      {
        onSuccess: () => {
          discard();
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
      <EditFault
        error={error}
        onRebase={() => {
          rebase();
          revise.reset();
        }}
      />
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
                  discard();
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
