import { Button, TextInput } from "@mantine/core";
import type { MissGroup, MissSettlement } from "@sori/api";
import { Dialog, dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconMessageCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";
import { ArticleChooser } from "./ArticleChooser";
import { reasons } from "./address";
import { missesQuery, useSettleMisses } from "./data";

const route = getRouteApi("/staff/knowledge/chatbot");
const mostShown = 5;
const mostAlso = 10;

/** Questions that were not served, alike ones together, and what can be made of them. */
export function Misses() {
  const { t } = useTranslation("knowledge");
  const { reason } = route.useSearch();
  const misses = useQuery(missesQuery(reason));
  return (
    <>
      <nav className={classes.chips} aria-label={t("chatbot.reasons")}>
        {[undefined, ...reasons].map((one) => (
          <Link
            key={one ?? "all"}
            to="/knowledge/chatbot"
            search={{ view: "misses", ...(one && { reason: one }) }}
            className={classes.chip}
            aria-current={one === reason ? "page" : undefined}
          >
            {t(`chatbot.reason.${one ?? "all"}`)}
          </Link>
        ))}
      </nav>
      {misses.data ? (
        misses.data.length === 0 ? (
          <Empty icon={<IconMessageCheck size={28} />} title={t("chatbot.noMisses")} />
        ) : (
          <ul className={classes.list}>
            {misses.data.map((group) => (
              <Group key={group.misses[0]?.turn_id} group={group} />
            ))}
          </ul>
        )
      ) : misses.isError ? (
        <Failure detail={problemDetail(misses.error)} onRetry={() => void misses.refetch()} />
      ) : (
        <Loading lines={6} height={56} />
      )}
    </>
  );
}

function Group({ group }: { group: MissGroup }) {
  const { t, i18n } = useTranslation("knowledge");
  const settle = useSettleMisses();
  const [all, setAll] = useState(false);
  const [asking, setAsking] = useState<"article" | "synonym" | null>(null);
  const { misses, likely } = group;
  const [newest] = misses;
  if (!newest) return null;
  const ids = misses.map((miss) => miss.turn_id);
  const texts = [...new Set(misses.map((miss) => miss.text))];
  // By its promise: once it is settled the group leaves the page, and what a mutation calls back goes with it.
  const settleAs = (settlement: Omit<MissSettlement, "turn_ids">, words: string) =>
    void settle.mutateAsync({ turn_ids: ids, ...settlement }).then(
      () => {
        setAsking(null);
        say(words);
      },
      () => undefined, // has been told
    );
  const isAnswered = (articleId: number) =>
    settleAs({ settled_as: "phrasing", article_id: articleId }, t("chatbot.taught"));
  return (
    <li className={classes.card}>
      <h3>
        {newest.text}{" "}
        {misses.length > 1 && <span className={classes.soft}>{t("chatbot.times", { count: misses.length })}</span>}
      </h3>
      <ul className={classes.list}>
        {misses.slice(0, all ? undefined : mostShown).map((miss) => (
          <li key={miss.turn_id}>
            <Link
              to="/knowledge/chatbot/conversations/$id"
              params={{ id: miss.conversation_id }}
              className={classes.link}
            >
              {miss.text}
            </Link>{" "}
            <span className={classes.soft}>
              {t(`chatbot.reason.${miss.miss}`)} · {dateTimeText(miss.at, i18n.language)}
            </span>
          </li>
        ))}
      </ul>
      {misses.length > mostShown && !all && (
        <div>
          <Button variant="default" size="xs" onClick={() => setAll(true)}>
            {t("chatbot.all", { count: misses.length })}
          </Button>
        </div>
      )}
      {likely.length > 0 && (
        <div>
          <p className={classes.soft}>{t("chatbot.likelyAbout")}</p>
          <ul className={classes.list} aria-label={t("chatbot.likely")}>
            {likely.map((one) => (
              <li key={one.id} className={classes.actions}>
                <Link to="/knowledge/articles/$id" params={{ id: one.id }} className={classes.link}>
                  {one.question}
                </Link>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t("chatbot.answersOf", { question: one.question })}
                  onClick={() => isAnswered(one.id)}
                  loading={settle.isPending}
                >
                  {t("chatbot.answers")}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={classes.actions}>
        <Button size="xs" variant="default" onClick={() => setAsking("article")}>
          {t("chatbot.other")}
        </Button>
        <Link
          to="/knowledge/articles/new"
          search={{ question: newest.text, also: texts.slice(1, mostAlso).join("\n"), misses: ids.join(",") }}
          className={classes.link}
        >
          {t("chatbot.make")}
        </Link>
        <Button size="xs" variant="default" onClick={() => setAsking("synonym")}>
          {t("chatbot.synonym")}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          onClick={() => settleAs({ settled_as: "dismissed" }, t("chatbot.settled.dismissed"))}
          loading={settle.isPending}
        >
          {t("chatbot.dismiss")}
        </Button>
      </div>
      <Dialog opened={asking === "article"} onClose={() => setAsking(null)} title={t("chatbot.other")}>
        <ArticleChooser words={newest.text} onChoose={isAnswered} busy={settle.isPending} />
      </Dialog>
      <Dialog opened={asking === "synonym"} onClose={() => setAsking(null)} title={t("chatbot.synonym")}>
        <Synonym
          busy={settle.isPending}
          onKeep={(terms) => settleAs({ settled_as: "synonym", terms }, t("edit.saved"))}
        />
      </Dialog>
    </li>
  );
}

function Synonym({ busy, onKeep }: { busy: boolean; onKeep: (terms: string[]) => void }) {
  const { t } = useTranslation("knowledge");
  const [typed, setTyped] = useState("");
  const terms = typed
    .split(",")
    .map((term) => term.trim())
    .filter(Boolean);
  const keep = (event: FormEvent) => {
    event.preventDefault();
    if (terms.length >= 2) onKeep(terms);
  };
  return (
    <form onSubmit={keep} className={classes.stack}>
      <TextInput
        data-autofocus
        label={t("chatbot.terms")}
        description={t("chatbot.termsAbout")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={busy} disabled={terms.length < 2}>
          {t("edit.save")}
        </Button>
      </div>
    </form>
  );
}
