import type { Marked, Text } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { topicsQuery } from "../data/reference";
import { useText } from "../i18n/useText";
import classes from "./Knowledge.module.css";

type Shown = "draft" | "review" | "scheduled" | "published" | "retired";

/** Where an article stands, in its word and colour; with it, which version is the answer meanwhile. */
export function StateMark({ state, published }: { state: Shown; published?: number | null }) {
  const { t } = useTranslation("knowledge");
  return (
    <span>
      <span className={classes.state} data-state={state}>
        {t(`state.${state}`)}
      </span>
      {published && state !== "published" ? (
        <small className={classes.soft}> {t("stillPublished", { number: published })}</small>
      ) : null}
    </span>
  );
}

export function AudienceMark({ audience }: { audience: "public" | "counsellors" }) {
  const { t } = useTranslation("knowledge");
  return (
    <span className={classes.state} data-state={audience}>
      {t(`audience.${audience}`)}
    </span>
  );
}

/** A text with the words that were looked for. */
export function MarkedText({ runs }: { runs: readonly Marked[] }) {
  let at = 0;
  return runs.map((run) => {
    at += run.text.length;
    return run.hit ? <mark key={at}>{run.text}</mark> : <span key={at}>{run.text}</span>;
  });
}

/** The names of topics by their codes, those above before them. */
export function useTopicNames(): (code: string) => string {
  const topics = useQuery(topicsQuery).data ?? [];
  const text = useText();
  return (code) => {
    const found = topics.find((topic) => topic.code === code);
    if (!found) return code;
    const above = topics.find((topic) => topic.id === found.parent_id);
    return above ? `${text(above.name)} › ${text(found.name)}` : text(found.name);
  };
}

/** Options of topics for a select, in the order of their codes. */
export function useTopicOptions() {
  const topics = useQuery(topicsQuery).data ?? [];
  const name = useTopicNames();
  return topics
    .map((topic) => ({ value: topic.code, label: name(topic.code) }))
    .sort((a, b) => a.value.localeCompare(b.value));
}

export const optionOf = (text: (text: Text) => string) => (one: { code: string; name: Text }) => ({
  value: one.code,
  label: text(one.name),
});
