import type { Finding, Marked } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { useFormat } from "../i18n/format";
import { Notice } from "../parts/Notice";
import { Spinner } from "../parts/Spinner";
import { useTitle } from "../parts/useTitle";
import { searchQuery, suggestionsQuery } from "./data";
import { useSettled } from "./useSettled";

/** Looking for an answer while typing. What is looked for stands in the address. */
export function SearchPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(() => new URLSearchParams(window.location.search).get("q") ?? "");
  const asked = useSettled(typed.trim(), 200);
  const found = useQuery(searchQuery(asked));
  const suggestions = useQuery(suggestionsQuery(asked));
  useTitle(t("help.title"));
  useEffect(() => {
    window.history.replaceState(null, "", asked ? `/help?q=${encodeURIComponent(asked)}` : "/help");
  }, [asked]);

  return (
    <div className="inner page narrow">
      <h1>{t("help.title")}</h1>
      <p className="lead">{t("help.lead")}</p>
      <search className="help-search">
        <label htmlFor="help-question">{t("help.label")}</label>
        <input
          id="help-question"
          className="krds-input large"
          type="search"
          list="help-suggestions"
          maxLength={300}
          placeholder={t("help.placeholder")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <datalist id="help-suggestions">
          {(suggestions.data ?? []).map((question) => (
            <option key={question} value={question} />
          ))}
        </datalist>
      </search>
      {asked === "" ? null : found.data ? (
        <Results findings={found.data.findings} asked={asked} />
      ) : found.isError ? (
        <Notice
          tone="danger"
          urgent
          action={
            <button type="button" className="krds-btn large primary" onClick={() => void found.refetch()}>
              {t("common.retry")}
            </button>
          }
        >
          {problemText(found.error, t)}
        </Notice>
      ) : (
        <Spinner label={t("common.loading")} />
      )}
      <ToChat />
    </div>
  );
}

function Results({ findings, asked }: { findings: readonly Finding[]; asked: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p className="small" role="status">
        {findings.length === 0 ? t("help.nothing") : t("help.count", { count: findings.length })}
      </p>
      <ol className="help-results">
        {findings.map((one) => (
          <li key={one.id}>
            <h2>
              <a href={`/help/${encodeURIComponent(one.code)}?q=${encodeURIComponent(asked)}`}>
                <Runs runs={one.question} />
              </a>
            </h2>
            <p>{one.short}</p>
            <p className="small">{format.text(one.department)}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

function Runs({ runs }: { runs: readonly Marked[] }) {
  let at = 0;
  return runs.map((run) => {
    at += run.text.length;
    return run.hit ? <mark key={at}>{run.text}</mark> : <span key={at}>{run.text}</span>;
  });
}

/** The way on to a person. */
export function ToChat() {
  const { t } = useTranslation();
  return (
    <p className="help-chat">
      {t("help.notFound")}{" "}
      <a className="krds-btn medium secondary" href="/">
        {t("help.chat")}
      </a>
    </p>
  );
}
