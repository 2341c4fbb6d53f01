import { Button, TextInput } from "@mantine/core";
import { isProblem, type PostShown } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { EditFault } from "../edit/EditFault";
import { useEdited } from "../edit/useEdited";
import classes from "../Knowledge.module.css";
import { Changes } from "./Changes";
import { postQuery, useChangePost, useRemovePost } from "./data";
import { PostForm } from "./PostForm";

const route = getRouteApi("/staff/knowledge/directory/posts/$id");

/** A post as it is kept: its fields, and every change of it. */
export function PostPage() {
  const { id } = route.useParams();
  const post = useQuery(postQuery(id));
  if (post.data) return <Shown key={id} post={post.data} />;
  if (post.isError) return <Failure detail={problemDetail(post.error)} onRetry={() => void post.refetch()} />;
  return (
    <div className={classes.page}>
      <Loading lines={8} height={56} />
    </div>
  );
}

function Shown({ post }: { post: PostShown }) {
  const { t, i18n } = useTranslation("knowledge");
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Link to="/knowledge/directory" search={{ post: post.id }} className={classes.link}>
          {t("section.directory")}
        </Link>
        <h2>
          {post.content.office} {post.content.title}
        </h2>
        {post.removed && <span className={classes.state}>{t("directory.removed")}</span>}
        <span className={classes.soft}>
          {t("edit.by", { name: post.changed_by, at: dateTimeText(post.changed_at, i18n.language) })}
        </span>
      </header>
      <div className={classes.columns}>
        <Edit post={post} />
        <section className={classes.card} aria-labelledby="post-changes">
          <h3 id="post-changes">{t("directory.changes")}</h3>
          <Changes id={post.id} />
        </section>
      </div>
    </div>
  );
}

/** The fields. */
function Edit({ post }: { post: PostShown }) {
  const { t } = useTranslation("knowledge");
  const { changed, base, content, edit, discard, rebase } = useEdited(post);
  const [note, setNote] = useState("");
  const keep = useChangePost();
  const remove = useRemovePost();
  const done = (what: string) => {
    discard();
    setNote("");
    say(what);
  };
  const error = keep.error ?? remove.error;
  return (
    <section className={classes.card} aria-label={t("edit.text")}>
      {!post.may_change && <p className={classes.soft}>{t("directory.readOnly")}</p>}
      <PostForm
        content={content}
        readOnly={!post.may_change}
        fault={isProblem(error, 422) ? { field: error.field, detail: error.detail } : null}
        onChange={edit}
      />
      <EditFault
        error={error}
        onRebase={() => {
          rebase();
          keep.reset();
          remove.reset();
        }}
      />
      {post.may_change && (
        <>
          <TextInput
            label={t("field.note")}
            value={note}
            maxLength={500}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button
              loading={keep.isPending}
              disabled={!changed && !post.removed}
              onClick={() => keep.mutate({ post: base, content, note }, { onSuccess: () => done(t("edit.saved")) })}
            >
              {t(post.removed ? "directory.bringBack" : "edit.save")}
            </Button>
            {changed && (
              <Button
                variant="default"
                onClick={() => {
                  discard();
                  keep.reset();
                }}
              >
                {t("edit.discard")}
              </Button>
            )}
            <span className={classes.grow} />
            {post.may_remove && (
              <Button
                variant="default"
                loading={remove.isPending}
                onClick={() => remove.mutate({ post, note }, { onSuccess: () => done(t("directory.removedNow")) })}
              >
                {t("directory.remove")}
              </Button>
            )}
          </div>
        </>
      )}
    </section>
  );
}
