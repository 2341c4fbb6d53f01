import { Button } from "@mantine/core";
import { type BulletinContent, isProblem } from "@sori/api";
import { serverNow } from "@sori/ui";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";
import { BulletinForm } from "./BulletinForm";
import { useWriteBulletin } from "./data";

const usualDays = 7;

export function NewBulletinPage() {
  const { t } = useTranslation("knowledge");
  const navigate = useNavigate();
  const [content, setContent] = useState<BulletinContent>(() => ({
    title: "",
    body: "",
    valid_to: `${new Date(serverNow() + usualDays * 86_400_000).toISOString().slice(0, 16)}:00Z`,
  }));
  const write = useWriteBulletin();
  const error = write.error;
  const save = () =>
    write.mutate(content, {
      onSuccess: (made) => {
        say(t("edit.saved"));
        void navigate({ to: "/knowledge/bulletins/$id", params: { id: made.id } });
      },
    });
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Link to="/knowledge/bulletins/all" className={classes.link}>
          {t("bulletins.keep")}
        </Link>
        <h2>{t("bulletins.new")}</h2>
      </header>
      <section className={classes.card} aria-label={t("edit.text")}>
        <BulletinForm
          content={content}
          readOnly={false}
          received={false}
          fault={isProblem(error, 422) || isProblem(error, 400) ? { field: error.field, detail: error.detail } : null}
          onChange={(change) => setContent((before) => ({ ...before, ...change }))}
        />
        {write.isError && (
          <p className={classes.warning} data-bad role="alert">
            {problemDetail(error)}
          </p>
        )}
        <div className={classes.actions}>
          <Button onClick={save} loading={write.isPending}>
            {t("bulletins.saveDraft")}
          </Button>
          <span className={classes.soft}>{t("bulletins.draftAbout")}</span>
        </div>
      </section>
    </div>
  );
}
