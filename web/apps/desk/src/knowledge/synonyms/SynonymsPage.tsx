import { Button, Textarea } from "@mantine/core";
import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { synonymsQuery, useKeepSynonyms } from "../data";
import classes from "../Knowledge.module.css";

/** Words that mean the same to those who search, a group a line. */
export function SynonymsPage() {
  const { t } = useTranslation("knowledge");
  const synonyms = useQuery(synonymsQuery);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h2>{t("section.synonyms")}</h2>
        <span className={classes.soft}>{t("synonyms.about")}</span>
      </header>
      {synonyms.data ? (
        <Groups key={synonyms.dataUpdatedAt} groups={synonyms.data} />
      ) : synonyms.isError ? (
        <Failure detail={problemDetail(synonyms.error)} onRetry={() => void synonyms.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </div>
  );
}

function Groups({ groups }: { groups: string[][] }) {
  const { t } = useTranslation("knowledge");
  const kept = groups.map((group) => group.join(", ")).join("\n");
  const [typed, setTyped] = useState(kept);
  const keep = useKeepSynonyms();
  const save = () =>
    keep.mutate(
      typed
        .split("\n")
        .map((line) => line.split(",").map((term) => term.trim()))
        .map((terms) => terms.filter(Boolean))
        .filter((terms) => terms.length > 0),
      { onSuccess: () => say(t("edit.saved")) },
    );
  return (
    <section className={classes.card} aria-label={t("section.synonyms")}>
      <Textarea
        label={t("synonyms.groups")}
        autosize
        minRows={8}
        maxRows={28}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button onClick={save} loading={keep.isPending} disabled={typed === kept}>
          {t("edit.save")}
        </Button>
      </div>
    </section>
  );
}
