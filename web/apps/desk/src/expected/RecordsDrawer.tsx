import type { EstimateRecord, ExpectedWaitReport, NoticeRecord } from "@sori/api";
import { clockText, Dialog, dateTimeText } from "@sori/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  type Estimates,
  type ExpectedWaitSearch,
  estimatesQuery,
  type NoticeFigure,
  noticesQuery,
  type Period,
} from "../data/expectedWait";
import { useText } from "../i18n/useText";
import { RecordList } from "../records/RecordList";
import records from "../records/Records.module.css";

const route = getRouteApi("/staff/floor/expected-wait");

/** The estimates or notices behind a figure, each one step from its contact. */
export function RecordsDrawer({ report, days }: { report: ExpectedWaitReport; days: Period }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const title = useTitle(report, search);
  const { figure, queue, phase, notices } = search;
  const close = () => void navigate({ search: days === 1 ? {} : { days }, resetScroll: false });
  return (
    <Dialog side opened={figure !== undefined || notices !== undefined} onClose={close} size={480} title={title}>
      {figure ? (
        <EstimateList figure={figure} days={days} queue={queue} phase={phase} />
      ) : (
        notices && <NoticeList figure={notices} days={days} />
      )}
    </Dialog>
  );
}

function useTitle(report: ExpectedWaitReport, { figure, queue, phase, notices }: ExpectedWaitSearch): string {
  const { t } = useTranslation();
  const text = useText();
  if (notices) {
    const label = notices === "shown" ? t("expectedWait.shown") : t(`expectedWait.taken.${notices}`);
    return t("expectedWait.records", { name: t("expectedWait.notices"), figure: label });
  }
  if (!figure) return "";
  const named = report.queues.find((one) => one.id === queue)?.name;
  const whose = named ? text(named) : t(`expectedWait.${phase ?? "total"}`);
  return t("expectedWait.records", { name: whose, figure: t(`expectedWait.figure.${figure}`) });
}

function EstimateList(estimates: Estimates) {
  const list = useInfiniteQuery(estimatesQuery(estimates));
  return <RecordList list={list} row={(record) => <EstimateRow estimate={record} />} />;
}

function NoticeList({ figure, days }: { figure: NoticeFigure; days: Period }) {
  const list = useInfiniteQuery(noticesQuery(figure, days));
  return <RecordList list={list} row={(record) => <NoticeRow notice={record} />} />;
}

function EstimateRow({ estimate }: { estimate: EstimateRecord }) {
  const { t, i18n } = useTranslation();
  const { told, outcome, waited_s, average_s, by_place_s } = estimate;
  const time = waited_s === null ? "" : clockText(waited_s);
  const came = {
    answered: t("expectedWait.came", { time }),
    abandoned: t("expectedWait.gaveUpAfter", { time }),
    left_message: t("expectedWait.leftMessageAfter", { time }),
  };
  const range = told
    ? t("expectedWait.told", { low: clockText(told.low_s), high: clockText(told.high_s) })
    : t("expectedWait.toldNothing");
  const place = t("expectedWait.atPlace", { place: estimate.place });
  const rules = t("expectedWait.rules", {
    average: clockText(average_s),
    place: by_place_s === null ? "–" : clockText(by_place_s),
  });
  return (
    <Link to="/floor/contacts/$contactId" params={{ contactId: estimate.contact_id }} className={records.record}>
      <span className={records.recordWho}>
        <strong>
          {range} · {outcome ? came[outcome] : t("expectedWait.waiting")}
        </strong>
        <span>
          <time dateTime={estimate.given_at}>{dateTimeText(estimate.given_at, i18n.language)}</time> ·{" "}
          {t(`expectedWait.${estimate.during ? "during" : "before"}`)} · {place}
        </span>
        <span>{rules}</span>
      </span>
    </Link>
  );
}

function NoticeRow({ notice }: { notice: NoticeRecord }) {
  const { t, i18n } = useTranslation();
  const { contact_id, mean_s } = notice;
  const content = (
    <span className={records.recordWho}>
      <strong>
        {t(`expectedWait.taken.${notice.taken ?? "open"}`)}
        {mean_s !== null && ` · ${t("expectedWait.expectedMean", { time: clockText(mean_s) })}`}
      </strong>
      <span>
        <time dateTime={notice.shown_at}>{dateTimeText(notice.shown_at, i18n.language)}</time> ·{" "}
        {t(`expectedWait.${notice.during ? "during" : "before"}`)} ·{" "}
        {contact_id === null ? t("expectedWait.noContact") : t("expectedWait.contact", { id: contact_id })}
      </span>
    </span>
  );
  if (contact_id === null) return <div className={records.record}>{content}</div>;
  return (
    <Link to="/floor/contacts/$contactId" params={{ contactId: contact_id }} className={records.record}>
      {content}
    </Link>
  );
}
