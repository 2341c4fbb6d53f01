import { Button } from "@mantine/core";
import type { PostEntry } from "@sori/api";
import { Failure, Loading } from "@sori/ui";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import classes from "../Knowledge.module.css";
import { AnsweringMark } from "./AnsweringMark";
import { Changes } from "./Changes";
import styles from "./Directory.module.css";
import { postQuery } from "./data";
import { NumberList } from "./NumberList";

/** A post to read: who answers now and under which number, what it handles, and every change of it. */
export function PostView({ id }: { id: number }) {
  const { t } = useTranslation("knowledge");
  const post = useQuery(postQuery(id));
  if (post.isError) return <Failure detail={problemDetail(post.error)} onRetry={() => void post.refetch()} />;
  if (!post.data) return <Loading lines={6} />;
  const { content, entry, removed, may_change } = post.data;
  return (
    <article className={classes.stack}>
      <header className={classes.head}>
        <h2>
          {content.office} {content.title}
        </h2>
        {content.emergency && (
          <span className={classes.state} data-state="wrong">
            {t("directory.field.emergency")}
          </span>
        )}
        {removed && <span className={classes.state}>{t("directory.removed")}</span>}
        <span className={classes.grow} />
        {may_change && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPencil size={14} aria-hidden />}
            renderRoot={(props) => <Link to="/knowledge/directory/posts/$id" params={{ id }} {...props} />}
          >
            {t("reading.edit")}
          </Button>
        )}
      </header>
      {entry && <Said entry={entry} />}
      <section aria-labelledby="post-changes" className={classes.stack}>
        <h3 id="post-changes" className={styles.heading}>
          {t("directory.changes")}
        </h3>
        <Changes id={id} />
      </section>
    </article>
  );
}

function Said({ entry }: { entry: PostEntry }) {
  const { t } = useTranslation("knowledge");
  const text = useText();
  const { content, answering } = entry;
  const elsewhere = answering.presence === "substitute";
  return (
    <>
      <div className={styles.now}>
        <AnsweringMark answering={answering} />
        <NumberList numbers={answering.presence === "nobody" ? content.numbers : answering.numbers} />
      </div>
      <dl className={styles.said}>
        {elsewhere && (
          <>
            <dt>{t("directory.ownNumbers")}</dt>
            <dd>
              <NumberList numbers={content.numbers} />
            </dd>
          </>
        )}
        <dt>{t("directory.field.department")}</dt>
        <dd>{[text(entry.department), entry.district && text(entry.district)].filter(Boolean).join(" · ")}</dd>
        <dt>{t("directory.field.duties")}</dt>
        <dd>{content.duties?.length ? content.duties.join(", ") : "–"}</dd>
        <dt>{t("directory.field.hours")}</dt>
        <dd>{content.hours}</dd>
        {content.away_from && content.away_to && (
          <>
            <dt>{t("directory.away")}</dt>
            <dd>{t("directory.span", { from: content.away_from, to: content.away_to })}</dd>
          </>
        )}
        <dt>{t("directory.field.substitutes")}</dt>
        <dd>
          {entry.substitutes.length === 0
            ? "–"
            : entry.substitutes.map((one) => (
                <span key={one.name} className={styles.substitute}>
                  {one.post_id === null ? (
                    one.name
                  ) : (
                    <Link
                      to="/knowledge/directory"
                      search={(before) => ({ ...before, post: one.post_id ?? undefined })}
                    >
                      {one.name}
                    </Link>
                  )}
                </span>
              ))}
        </dd>
      </dl>
    </>
  );
}
