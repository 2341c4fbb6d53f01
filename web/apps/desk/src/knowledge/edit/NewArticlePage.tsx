import { Button, TextInput } from "@mantine/core";
import { type ArticleFile, type Content, isProblem } from "@sori/api";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { useSettleMisses } from "../chatbot/data";
import { useCreate } from "../data";
import classes from "../Knowledge.module.css";
import { ContentForm } from "./ContentForm";

const blank: Content = { question: "", short: "", department: "", audience: "public", review_days: 180 };

const route = getRouteApi("/staff/knowledge/articles/new");

/** An article is begun; one that comes of questions which the chatbot did not serve begins with their words. */
export function NewArticlePage() {
  const { t } = useTranslation("knowledge");
  const navigate = useNavigate();
  const { question, also, misses } = route.useSearch();
  const [content, setContent] = useState<Content>({
    ...blank,
    ...(question && { question }),
    ...(also && { also: also.split("\n") }),
  });
  const settle = useSettleMisses();
  const [code, setCode] = useState("");
  const [files, setFiles] = useState<ArticleFile[]>([]);
  const create = useCreate();
  const error = create.error;
  const edit = (change: Partial<Content>) => setContent((before) => ({ ...before, ...change }));
  const save = () =>
    create.mutate(
      { code, content, note: "" },
      {
        onSuccess: (made) => {
          say(t("edit.saved"));
          if (misses)
            settle.mutate({ turn_ids: misses.split(",").map(Number), settled_as: "article", article_id: made.id });
          void navigate({ to: "/knowledge/articles/$id", params: { id: made.id } });
        },
      },
    );
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h2>{t("edit.new")}</h2>
      </header>
      <section className={classes.card} aria-label={t("edit.text")}>
        <ContentForm
          content={content}
          files={files}
          readOnly={false}
          fault={isProblem(error, 422) ? { field: error.field, detail: error.detail } : null}
          onChange={edit}
          onFile={(file) => {
            setFiles((before) => [...before, file]);
            edit({ files: [...(content.files ?? []), file.id] });
          }}
        />
        <TextInput
          label={t("field.code")}
          description={t("field.codeAbout")}
          value={code}
          maxLength={80}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {create.isError && (
          <p className={classes.warning} data-bad role="alert">
            {problemDetail(error)}
          </p>
        )}
        <div className={classes.actions}>
          <Button onClick={save} loading={create.isPending}>
            {t("edit.save")}
          </Button>
        </div>
      </section>
    </div>
  );
}
