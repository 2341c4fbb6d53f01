import type { PostChange } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";
import { More } from "../list/More";
import styles from "./Directory.module.css";
import { changesQuery } from "./data";

/** The changes of a post, or (null) of the whole directory, each field before and after. */
export function Changes({ id }: { id: number | null }) {
  const { t } = useTranslation("knowledge");
  const found = useInfiniteQuery(changesQuery(id));
  const changes = found.data?.pages.flatMap((page) => page.items) ?? [];
  if (found.isError) return <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={4} />;
  if (changes.length === 0) return <Empty icon={<IconHistory size={28} />} title={t("directory.noChanges")} />;
  return (
    <>
      <ol className={classes.list}>
        {changes.map((change) => (
          <li key={change.number} className={styles.change}>
            <Change change={change} named={id === null} />
          </li>
        ))}
      </ol>
      <More found={found} />
    </>
  );
}

function Change({ change, named }: { change: PostChange; named: boolean }) {
  const { t, i18n } = useTranslation("knowledge");
  const about = `${change.office} ${change.title}`;
  return (
    <>
      <p className={styles.changeHead}>
        <strong>{t(`directory.kind.${change.kind}`)}</strong>
        {named && (
          <Link to="/knowledge/directory/posts/$id" params={{ id: change.post_id }} className={classes.link}>
            {about}
          </Link>
        )}
        <span className={classes.soft}>
          {t("edit.by", { name: change.by, at: dateTimeText(change.at, i18n.language) })}
        </span>
      </p>
      {change.note && <p className={classes.soft}>{change.note}</p>}
      {change.fields.length > 0 && (
        <div className={styles.fieldScroll}>
          <table className={styles.fields}>
            <caption className="sr-only">{about}</caption>
            <thead>
              <tr>
                <th scope="col">{t("directory.fieldName")}</th>
                <th scope="col">{t("directory.before")}</th>
                <th scope="col">{t("directory.after")}</th>
              </tr>
            </thead>
            <tbody>
              {change.fields.map((one) => (
                <tr key={one.field}>
                  <th scope="row">{t(`directory.field.${one.field as "title"}`)}</th>
                  <td>{one.before || "–"}</td>
                  <td>{one.after || "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
