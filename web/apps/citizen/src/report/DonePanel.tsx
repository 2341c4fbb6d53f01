import type { Reported } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { trackedQuery } from "../tracking/data";
import { Notices } from "../tracking/Notices";

/** The number under which the report was received, and the way to its page. */
export function DonePanel({ reported, onAgain }: { reported: Reported; onAgain(): void }) {
  const { t } = useTranslation();
  const tracked = useQuery(trackedQuery(reported.token));
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
        <p className="report-number">{reported.number}</p>
        <p className="small">{t("report.done.next")}</p>
      </section>
      <Notices token={reported.token} notices={tracked.data?.notices ?? null} />
      <div className="actions">
        <a className="krds-btn large primary" href={`/case/${reported.token}`}>
          {t("report.done.follow")}
        </a>
        <button type="button" className="krds-btn large secondary" onClick={onAgain}>
          {t("report.done.again")}
        </button>
        <a className="krds-btn large secondary" href="/">
          {t("report.toChat")}
        </a>
      </div>
    </div>
  );
}
