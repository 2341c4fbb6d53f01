import type { Reading } from "@sori/api";
import { dateTimeText, fileSizeText } from "@sori/ui";
import { IconAlertTriangle, IconPaperclip } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Knowledge.module.css";
import { AudienceMark, useTopicNames } from "../parts";
import { Markdown } from "./Markdown";
import styles from "./Reading.module.css";

/** A published article for reading: first what is said aloud, then all the rest, then how far to trust it. */
export function ArticleView({ article, children }: { article: Reading; children?: ReactNode }) {
  const { t, i18n } = useTranslation("knowledge");
  const text = useText();
  const topic = useTopicNames();
  const valid = [
    article.valid_from ? t("reading.from", { date: article.valid_from }) : "",
    article.valid_to ? t("reading.to", { date: article.valid_to }) : "",
  ].filter(Boolean);
  return (
    <article className={styles.article} aria-labelledby={`article-${article.id}`}>
      <h2 id={`article-${article.id}`}>{article.question}</h2>
      {article.past_review && <Warning>{t("reading.pastReview")}</Warning>}
      {article.wrong > 0 && <Warning bad>{t("reading.wrong", { count: article.wrong })}</Warning>}
      <section className={styles.short}>
        <h3>{t("reading.short")}</h3>
        <p>{article.short}</p>
      </section>
      {children}
      {article.long && (
        <section>
          <h3>{t("reading.long")}</h3>
          <Markdown text={article.long} />
        </section>
      )}
      {article.steps.length > 0 && (
        <section>
          <h3>{t("reading.steps")}</h3>
          <ol>
            {article.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      )}
      {article.fees && (
        <section>
          <h3>{t("reading.fees")}</h3>
          <Markdown text={article.fees} />
        </section>
      )}
      <Items title={t("reading.forms")} items={article.forms} />
      {article.links.length > 0 && (
        <section className={styles.links}>
          <h3>{t("reading.links")}</h3>
          <ul>
            {article.links.map((link) => (
              <li key={link.url}>
                <a href={link.url} target="_blank" rel="noreferrer">
                  {link.title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {article.files.length > 0 && (
        <section className={styles.links}>
          <h3>{t("reading.files")}</h3>
          <ul>
            {article.files.map((file) => (
              <li key={file.id}>
                <a href={`/api/knowledge/files/${file.id}`} className={classes.file}>
                  <IconPaperclip size={14} aria-hidden />
                  {file.name} ({fileSizeText(file.size, i18n.language)})
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <dl className={styles.facts}>
        <Fact name={t("reading.department")}>{text(article.department)}</Fact>
        <Fact name={t("reading.version")}>{t("reading.number", { number: article.version })}</Fact>
        <Fact name={t("reading.publishedAt")}>{dateTimeText(article.published_at, i18n.language)}</Fact>
        <Fact name={t("reading.reviewDue")}>{article.review_due ?? t("reading.none")}</Fact>
        {valid.length > 0 && <Fact name={t("reading.valid")}>{valid.join(" ")}</Fact>}
        <Fact name={t("list.audience")}>
          <AudienceMark audience={article.audience} />
        </Fact>
        {article.topics.length > 0 && <Fact name={t("field.topics")}>{article.topics.map(topic).join(", ")}</Fact>}
      </dl>
    </article>
  );
}

function Items({ title, items }: { title: string; items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Warning({ bad = false, children }: { bad?: boolean; children: ReactNode }) {
  return (
    <p className={classes.warning} data-bad={bad || undefined}>
      <IconAlertTriangle size={16} aria-hidden />
      {children}
    </p>
  );
}
