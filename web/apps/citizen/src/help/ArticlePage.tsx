import { isProblem, type Reading } from "@sori/api";
import { uuid } from "@sori/ui/storage";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { problemText } from "../api/words";
import { useFormat } from "../i18n/format";
import { Notice } from "../parts/Notice";
import { Spinner } from "../parts/Spinner";
import { useTitle } from "../parts/useTitle";
import { articleQuery, postFeedback } from "./data";
import { ToChat } from "./SearchPage";

const plugins = [remarkGfm];
const components = { h1: "h3", h2: "h3", h3: "h4" } as const;

/** One answer, with where it comes from and how fresh it is. */
export function ArticlePage({ code }: { code: string }) {
  const { t } = useTranslation();
  const article = useQuery(articleQuery(code));
  useTitle(article.data?.question ?? t("help.title"));
  const asked = new URLSearchParams(window.location.search).get("q") ?? "";
  return (
    <div className="inner page narrow">
      <p>
        <a className="krds-btn medium text" href={asked ? `/help?q=${encodeURIComponent(asked)}` : "/help"}>
          {t("help.back")}
        </a>
      </p>
      {article.data ? (
        <Answer article={article.data} />
      ) : article.isError ? (
        <>
          <h1>{t("help.title")}</h1>
          <Notice tone="danger" urgent>
            {isProblem(article.error, 404) ? t("help.gone") : problemText(article.error, t)}
          </Notice>
        </>
      ) : (
        <Spinner label={t("common.loading")} />
      )}
      <ToChat />
    </div>
  );
}

function Answer({ article }: { article: Reading }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <article className="help-article">
      <h1>{article.question}</h1>
      <p className="help-short">{article.short}</p>
      {article.long && (
        <div className="help-long">
          <ReactMarkdown remarkPlugins={plugins} components={components} disallowedElements={["img"]}>
            {article.long}
          </ReactMarkdown>
        </div>
      )}
      {article.steps.length > 0 && (
        <Part title={t("help.steps")}>
          <ol>
            {article.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </Part>
      )}
      {article.fees && (
        <Part title={t("help.fees")}>
          <p>{article.fees}</p>
        </Part>
      )}
      {article.forms.length > 0 && (
        <Part title={t("help.forms")}>
          <ul>
            {article.forms.map((form) => (
              <li key={form}>{form}</li>
            ))}
          </ul>
        </Part>
      )}
      {article.links.length + article.files.length > 0 && (
        <Part title={t("help.links")}>
          <ul>
            {article.links.map((link) => (
              <li key={link.url}>
                <a href={link.url} target="_blank" rel="noreferrer">
                  {link.title}
                </a>
              </li>
            ))}
            {article.files.map((file) => (
              <li key={file.id}>
                <a href={`/api/public/knowledge/files/${file.id}`}>{file.name}</a>
              </li>
            ))}
          </ul>
        </Part>
      )}
      <p className="small">
        {t("help.source", {
          department: format.text(article.department),
          date: format.day(article.published_at),
          version: article.version,
        })}
      </p>
      <Feedback article={article} />
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Feedback({ article }: { article: Reading }) {
  const { t } = useTranslation();
  const key = useRef(uuid());
  const rate = useMutation({ mutationFn: (helped: boolean) => postFeedback(article.id, key.current, helped) });
  return (
    <section className="help-feedback" aria-labelledby="help-feedback">
      <h2 id="help-feedback">{t("help.helped")}</h2>
      <div className="actions">
        <button type="button" className="krds-btn medium tertiary" onClick={() => rate.mutate(true)}>
          {t("help.yes")}
        </button>
        <button type="button" className="krds-btn medium tertiary" onClick={() => rate.mutate(false)}>
          {t("help.no")}
        </button>
      </div>
      <p role="status" className="small">
        {rate.isSuccess ? t("help.thanks") : rate.isError ? problemText(rate.error, t) : ""}
      </p>
    </section>
  );
}
