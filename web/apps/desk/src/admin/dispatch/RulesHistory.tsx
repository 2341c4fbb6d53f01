import { Button } from "@mantine/core";
import type { WrittenRule } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import { changesQuery } from "./data";

/** Who changed the rules when and why; each state of them can be taken into the draft again. */
export function RulesHistory({ onTake }: { onTake: (rules: WrittenRule[]) => void }) {
  const { t, i18n } = useTranslation("admin");
  const list = useInfiniteQuery(changesQuery);
  const changes = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={classes.card} aria-labelledby="dispatch-history">
      <h3 id="dispatch-history">{t("section.history")}</h3>
      {list.isError ? (
        <Failure detail={problemDetail(list.error)} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading lines={2} />
      ) : changes.length === 0 ? (
        <p className={classes.soft}>{t("history.none")}</p>
      ) : (
        <ul className={classes.list}>
          {changes.map((change) => (
            <li key={change.id} className={classes.item}>
              <strong>{t("history.number", { id: change.id })}</strong>
              <span>{change.made_by}</span>
              <span className={classes.soft}>{dateTimeText(change.made_at, i18n.language)}</span>
              <span>{t("dispatch.count", { count: change.rules.length })}</span>
              {change.note && <span>{change.note}</span>}
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t("dispatch.takeNumber", { id: change.id })}
                onClick={() => onTake(change.rules)}
              >
                {t("file.take")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("history.older")}
        </Button>
      )}
    </section>
  );
}
