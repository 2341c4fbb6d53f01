import { Select } from "@mantine/core";
import type { Article } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { versionQuery, versionsQuery } from "../data";
import classes from "../Knowledge.module.css";
import { DifferenceList } from "./DifferenceList";

/** Every version, and what each changed. */
export function Versions({ article }: { article: Article }) {
  const { t, i18n } = useTranslation("knowledge");
  const [chosen, setChosen] = useState<number | null>(null);
  const number = chosen ?? article.version;
  const versions = useQuery(versionsQuery(article.id));
  const shown = useQuery(versionQuery(article.id, number));
  const version = versions.data?.find((one) => one.number === number);
  return (
    <section className={classes.card} aria-label={t("edit.history")}>
      <Select
        label={t("history.list")}
        allowDeselect={false}
        data={(versions.data ?? []).map((one) => ({
          value: `${one.number}`,
          label: `${t("history.version", { number: one.number })} · ${one.author} · ${dateTimeText(one.written_at, i18n.language)}`,
        }))}
        value={`${number}`}
        onChange={(value) => setChosen(Number(value))}
      />
      {version?.note && <p className={classes.soft}>{version.note}</p>}
      {shown.data ? (
        shown.data.before === null ? (
          <p className={classes.soft}>{t("history.first")}</p>
        ) : shown.data.differences.length === 0 ? (
          <p className={classes.soft}>{t("history.same")}</p>
        ) : (
          <DifferenceList differences={shown.data.differences} />
        )
      ) : shown.isError ? (
        <Failure detail={problemDetail(shown.error)} onRetry={() => void shown.refetch()} />
      ) : (
        <Loading lines={3} />
      )}
    </section>
  );
}
