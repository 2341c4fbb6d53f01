import { Button } from "@mantine/core";
import { isProblem, type PostContent } from "@sori/api";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";
import { useAddPost } from "./data";
import { PostForm } from "./PostForm";

const blank: PostContent = { office: "", title: "", department: "", numbers: [], hours: "" };

export function NewPostPage() {
  const { t } = useTranslation("knowledge");
  const navigate = useNavigate();
  const [content, setContent] = useState<PostContent>({ ...blank, hours: t("directory.usualHours") });
  const add = useAddPost();
  const error = add.error;
  const save = () =>
    add.mutate(
      { content, note: "" },
      {
        onSuccess: (made) => {
          say(t("edit.saved"));
          void navigate({ to: "/knowledge/directory/posts/$id", params: { id: made.id } });
        },
      },
    );
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h2>{t("directory.new")}</h2>
      </header>
      <section className={classes.card} aria-label={t("edit.text")}>
        <PostForm
          content={content}
          readOnly={false}
          fault={isProblem(error, 422) || isProblem(error, 409) ? { field: error.field, detail: error.detail } : null}
          onChange={(change) => setContent((before) => ({ ...before, ...change }))}
        />
        {add.isError && (
          <p className={classes.warning} data-bad role="alert">
            {problemDetail(error)}
          </p>
        )}
        <div className={classes.actions}>
          <Button onClick={save} loading={add.isPending}>
            {t("edit.save")}
          </Button>
        </div>
      </section>
    </div>
  );
}
