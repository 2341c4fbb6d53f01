import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSettled } from "../help/useSettled";
import { currentLanguage } from "../i18n";
import { AlikeList } from "../tracking/AlikeList";
import { alikeQuery } from "./data";
import { type Draft, forgetDraft, reportOf } from "./draft";

/** What others reported of the same place and kind and is open still: following it is enough. */
export function AlikeReports({ draft, form }: { draft: Draft; form: Parameters<typeof reportOf>[1] }) {
  const { t } = useTranslation();
  const report = useSettled(JSON.stringify(reportOf(draft, form, currentLanguage())), 400);
  const found = useQuery(alikeQuery(report));
  const alike = found.data ?? [];
  return (
    <>
      <div role="status" className="sr-only">
        {alike.length > 0 && t("report.alike.count", { count: alike.length })}
      </div>
      {alike.length > 0 && (
        <section className="report-step" aria-labelledby="report-alike">
          <h2 id="report-alike">{t("report.alike.title")}</h2>
          <p>{t("report.alike.lead")}</p>
          <AlikeList alike={alike} onFollowed={forgetDraft} />
        </section>
      )}
    </>
  );
}
