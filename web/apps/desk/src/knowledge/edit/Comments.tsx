import { Button, Textarea } from "@mantine/core";
import type { Comment } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { writesKnowledge } from "../../app/access";
import { problemDetail } from "../../data/queries";
import { useMe } from "../../data/session";
import { commentsQuery, useComment, useSettle } from "../data";
import classes from "../Knowledge.module.css";

/** What was said about an article, and a place to say more. */
export function Comments({ id }: { id: number }) {
  const { t } = useTranslation("knowledge");
  const comments = useQuery(commentsQuery(id));
  const [body, setBody] = useState("");
  const comment = useComment();
  return (
    <section className={classes.card} aria-label={t("edit.comments")}>
      <Textarea
        label={t("comment.body")}
        autosize
        minRows={2}
        maxLength={2000}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button
          variant="default"
          disabled={body.trim() === ""}
          loading={comment.isPending}
          onClick={() => comment.mutate({ id, kind: "comment", body }, { onSuccess: () => setBody("") })}
        >
          {t("comment.add")}
        </Button>
      </div>
      {comments.data ? (
        comments.data.length === 0 ? (
          <p className={classes.soft}>{t("comment.none")}</p>
        ) : (
          <ul className={classes.list}>
            {comments.data.map((one) => (
              <li key={one.id}>
                <CommentCard comment={one} />
              </li>
            ))}
          </ul>
        )
      ) : comments.isError ? (
        <Failure detail={problemDetail(comments.error)} onRetry={() => void comments.refetch()} />
      ) : (
        <Loading lines={2} />
      )}
    </section>
  );
}

export function CommentCard({ comment }: { comment: Comment }) {
  const { t, i18n } = useTranslation("knowledge");
  const me = useMe();
  const [reply, setReply] = useState("");
  const settle = useSettle();
  return (
    <div className={classes.card}>
      <div className={classes.actions}>
        <span className={classes.state} data-state={comment.kind}>
          {t(`comment.${comment.kind}`)}
        </span>
        <span className={classes.soft}>
          {comment.author} · {dateTimeText(comment.written_at, i18n.language)} ·{" "}
          {t("reading.number", { number: comment.version })}
        </span>
      </div>
      <p style={{ margin: 0, whiteSpace: "pre-wrap" }}>{comment.body}</p>
      {comment.settled_by ? (
        <p className={classes.soft}>
          {t("comment.answered", { name: comment.settled_by })}: {comment.answer}
        </p>
      ) : (
        me &&
        writesKnowledge(me.roles) && (
          <div className={classes.stack}>
            <Textarea
              label={t("comment.answer")}
              autosize
              maxLength={2000}
              value={reply}
              onChange={(event) => setReply(event.currentTarget.value)}
            />
            <div className={classes.actions}>
              <Button
                size="xs"
                variant="default"
                disabled={reply.trim() === ""}
                loading={settle.isPending}
                onClick={() => settle.mutate({ id: comment.id, reply })}
              >
                {t("comment.settle")}
              </Button>
            </div>
          </div>
        )
      )}
    </div>
  );
}
