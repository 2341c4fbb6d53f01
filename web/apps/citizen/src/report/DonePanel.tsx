import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

/** The number under which the report was received. */
export function DonePanel({ number, onAgain }: { number: string; onAgain(): void }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    window.scrollTo({ top: 0, behavior: "instant" });
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="inner page narrow">
      <h1 ref={heading} tabIndex={-1}>
        {t("report.done.title")}
      </h1>
      <section className="card">
        <p>{t("report.done.number")}</p>
        <p className="report-number">{number}</p>
        <p className="small">{t("report.done.next")}</p>
      </section>
      <div className="actions">
        <button type="button" className="krds-btn large primary" onClick={onAgain}>
          {t("report.done.again")}
        </button>
        <a className="krds-btn large secondary" href="/">
          {t("report.toChat")}
        </a>
      </div>
    </div>
  );
}
