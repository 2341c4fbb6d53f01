import { Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Finding } from "@sori/api";
import { Empty, Failure, Loading } from "@sori/ui";
import { IconBook2, IconSearch, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import { searchQuery } from "../data";
import classes from "../Knowledge.module.css";
import { AudienceMark, MarkedText, useTopicOptions } from "../parts";
import { ReadingPane } from "../reading/ReadingPane";
import styles from "./Search.module.css";

const route = getRouteApi("/staff/knowledge/");

/** Looking for articles while typing; arrows choose one, Enter reads it. */
export function SearchPage() {
  const { t } = useTranslation("knowledge");
  const { q = "", topic = "", article } = route.useSearch();
  const navigate = route.useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [asked] = useDebouncedValue(q, 80);
  const found = useQuery(searchQuery(asked, topic));
  const topics = useTopicOptions();
  useEffect(() => field.current?.focus(), []);
  const findings = asked.trim() === "" ? [] : (found.data?.findings ?? []);
  const at = findings.findIndex((one) => one.code === article);
  const choose = (code: string) => void navigate({ search: { q, topic, article: code }, replace: true });
  const press = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = findings[step === 0 ? Math.max(at, 0) : Math.min(Math.max(at + step, 0), findings.length - 1)];
    if ((step === 0 && event.key !== "Enter") || !next) return;
    event.preventDefault();
    choose(next.code);
  };
  return (
    <div className={styles.page} data-reading={article ? true : undefined}>
      <section className={styles.side}>
        <div className={styles.form}>
          <TextInput
            ref={field}
            type="search"
            aria-label={t("search.label")}
            placeholder={t("search.placeholder")}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={q}
            maxLength={300}
            onKeyDown={press}
            onChange={(event) =>
              void navigate({ search: { q: event.currentTarget.value, topic, article }, replace: true })
            }
          />
          <Select
            aria-label={t("search.topic")}
            placeholder={t("search.anyTopic")}
            data={topics}
            value={topic || null}
            clearable
            searchable
            onChange={(code) => void navigate({ search: { q, topic: code ?? "", article }, replace: true })}
          />
        </div>
        <Results
          asked={asked}
          findings={findings}
          chosen={article}
          search={{ q, topic }}
          took={found.data?.took_ms}
          pending={found.isFetching && !found.data}
        />
        {found.isError && asked.trim() !== "" && (
          <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
        )}
      </section>
      <section className={styles.reading} aria-label={t("section.search")}>
        {article ? (
          <>
            <Link to="/knowledge" search={{ q, topic }} className={styles.back}>
              {t("search.results")}
            </Link>
            <ReadingPane code={article} />
          </>
        ) : (
          <Empty icon={<IconBook2 size={36} stroke={1.4} />} title={t("reading.choose")}>
            <span>{t("search.beginHint")}</span>
          </Empty>
        )}
      </section>
    </div>
  );
}

interface ResultsProps {
  asked: string;
  findings: readonly Finding[];
  chosen: string | undefined;
  search: { q: string; topic: string };
  took: number | undefined;
  pending: boolean;
}

function Results({ asked, findings, chosen, search, took, pending }: ResultsProps) {
  const { t } = useTranslation("knowledge");
  const text = useText();
  if (asked.trim() === "") return <p className={styles.hint}>{t("search.begin")}</p>;
  if (pending) return <Loading lines={5} height={64} />;
  if (took === undefined) return null;
  return (
    <>
      <p className={styles.hint} role="status">
        {t("search.count", { count: findings.length, ms: Math.round(took * 10) / 10 })}
      </p>
      {findings.length === 0 ? (
        <Empty icon={<IconSearchOff size={28} />} title={t("search.nothing")}>
          <span>{t("search.nothingHint")}</span>
        </Empty>
      ) : (
        <ol className={styles.results} aria-label={t("search.results")}>
          {findings.map((one) => (
            <li key={one.id}>
              <Link
                to="/knowledge"
                search={{ ...search, article: one.code }}
                replace
                className={styles.result}
                aria-current={one.code === chosen ? "true" : undefined}
              >
                <strong>
                  <MarkedText runs={one.question} />
                </strong>
                <span className={styles.snippet}>
                  {one.snippet.length > 0 ? <MarkedText runs={one.snippet} /> : one.short}
                </span>
                <span className={classes.soft}>
                  {text(one.department)} <AudienceMark audience={one.audience} />
                  {one.past_review && (
                    <span className={classes.state} data-state="review">
                      {t("fresh.past_review")}
                    </span>
                  )}
                  {one.wrong > 0 && (
                    <span className={classes.state} data-state="wrong">
                      {t("fresh.contradicted")}
                    </span>
                  )}
                </span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
