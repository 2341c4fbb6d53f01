import type { AlikeReport } from "@sori/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { useSettled } from "../help/useSettled";
import { currentLanguage } from "../i18n";
import { useFormat } from "../i18n/format";
import { Notice } from "../parts/Notice";
import { alikeQuery, followReport } from "./data";
import { type Draft, forgetDraft, reportOf } from "./draft";

/** What others reported of the same place and kind and is open still: following it is enough. */
export function AlikeReports({ draft, form }: { draft: Draft; form: Parameters<typeof reportOf>[1] }) {
  const { t } = useTranslation();
  const report = useSettled(JSON.stringify(reportOf(draft, form, currentLanguage())), 400);
  const found = useQuery(alikeQuery(report));
  const follow = useMutation({
    mutationFn: (one: AlikeReport) => followReport(one.number),
    onSuccess: ({ token }) => {
      // It need not be sent any more.
      forgetDraft();
      window.location.assign(`/case/${token}`);
    },
  });
  const alike = found.data ?? [];
  return (
    <>
      <div role="status" className="sr-only">
        {alike.length > 0 && t("report.alike.count", { count: alike.length })}
      </div>
      {alike.length > 0 && (
        <section className="report-step report-alike" aria-labelledby="report-alike">
          <h2 id="report-alike">{t("report.alike.title")}</h2>
          <p>{t("report.alike.lead")}</p>
          <ul>
            {alike.map((one) => (
              <li key={one.number}>
                <Alike one={one} />
                <button
                  type="button"
                  className="krds-btn medium secondary"
                  aria-disabled={follow.isPending}
                  aria-label={t("report.alike.followOne", { number: one.number })}
                  onClick={() => {
                    if (!follow.isPending) follow.mutate(one);
                  }}
                >
                  {t("report.alike.follow")}
                </button>
              </li>
            ))}
          </ul>
          {follow.isError && (
            <Notice tone="danger" urgent>
              {problemText(follow.error, t)}
            </Notice>
          )}
        </section>
      )}
    </>
  );
}

function Alike({ one }: { one: AlikeReport }) {
  const { t } = useTranslation();
  const format = useFormat();
  const area = [one.district, one.neighbourhood].map((name) => name && format.text(name)).filter(Boolean);
  const where = one.metres === null ? t("report.alike.same") : t("report.alike.metres", { count: one.metres });
  return (
    <p>
      <strong>{format.text(one.type_name)}</strong>{" "}
      <span>
        {[...area, where].join(" · ")}
        <br />
        {t("report.alike.since", { when: format.moment(one.received_at), state: t(`report.alike.state.${one.state}`) })}
      </span>
    </p>
  );
}
