import type { Choices, Record as ContactRecord, CountRecord, StatisticsFigure, StatisticsTable } from "@sori/api";
import { ChannelIcon, clockText, Dialog, dateTimeText } from "@sori/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { behindQuery, type Counted, ofRow } from "../data/statistics";
import { useText } from "../i18n/useText";
import { RecordList } from "../records/RecordList";
import records from "../records/Records.module.css";
import { useNames } from "./names";
import classes from "./Statistics.module.css";
import { useCounted } from "./useCounted";

const route = getRouteApi("/staff/stats");

/** The contacts behind a figure, and the lines of files that it was imported from as a count. */
export function RecordsDrawer({ table, choices }: { table: StatisticsTable; choices: Choices }) {
  const { t } = useTranslation("statistics");
  const { figure, row } = route.useSearch();
  const navigate = route.useNavigate();
  const names = useNames(choices);
  const { by, counted } = useCounted(choices);
  const found = row === undefined ? undefined : table.rows.find((one) => one.key === row);
  const name = row === undefined ? t("total") : names.row(by, found ?? { key: row, name: null });
  const close = () =>
    void navigate({ search: ({ figure: _figure, row: _row, ...before }) => before, resetScroll: false });
  return (
    <Dialog
      side
      opened={figure !== undefined}
      onClose={close}
      size={520}
      title={figure ? t("records", { name, figure: t(`figure.${figure}`) }) : ""}
    >
      {figure && (
        <Behind
          table={table}
          figure={figure}
          counted={row === undefined ? counted : ofRow(counted, by, row)}
          choices={choices}
        />
      )}
    </Dialog>
  );
}

interface BehindProps {
  table: StatisticsTable;
  figure: StatisticsFigure;
  counted: Counted;
  choices: Choices;
}

function Behind({ table, figure, counted, choices }: BehindProps) {
  const { t } = useTranslation("statistics");
  const list = useInfiniteQuery(behindQuery(table.by, figure, counted));
  const counts = list.data?.pages[0]?.counts ?? [];
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {counts.length > 0 && (
        <section className={classes.counts} aria-label={t("counts")}>
          <h3>{t("counts")}</h3>
          <p>{t("countsAbout")}</p>
          <ul className={records.records}>
            {counts.map((count) => (
              <li key={`${count.origin.import_id} ${count.origin.line}`}>
                <CountRow count={count} choices={choices} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {(counts.length === 0 || items.length > 0) && (
        <RecordList list={list} row={(record) => <ContactRow record={record} />} keyOf={keyOf} />
      )}
    </>
  );
}

const keyOf = ({ contact_id, origin, opened_at, queue }: ContactRecord) =>
  `${contact_id ?? `${origin?.import_id} ${origin?.line}`} ${opened_at} ${queue?.ko ?? ""}`;

function ContactRow({ record }: { record: ContactRecord }) {
  const { t, i18n } = useTranslation("statistics");
  const text = useText();
  const { contact_id, origin, wait_s, handling_s } = record;
  const became = record.answered ? "answered" : record.abandoned ? "abandoned" : "unfinished";
  const content = (
    <span className={records.recordWho}>
      <strong>
        <ChannelIcon channel={record.channel} size={14} />{" "}
        {contact_id !== null
          ? t("contact", { id: contact_id })
          : origin && t("imported", { file: origin.file, line: origin.line })}
      </strong>
      <span>
        <time dateTime={record.opened_at}>{dateTimeText(record.opened_at, i18n.language)}</time>
        {record.queue && ` · ${text(record.queue)}`}
        {record.counsellor && ` · ${record.counsellor}`}
      </span>
      <span>
        {t(`became.${became}`)}
        {wait_s !== null && ` · ${t("waited", { time: clockText(wait_s) })}`}
        {handling_s !== null && ` · ${t("handled", { time: clockText(handling_s) })}`}
        {record.topic && ` · ${record.topic.map(text).join(" › ")}`}
      </span>
    </span>
  );
  if (contact_id === null || !record.may_open) return <div className={records.record}>{content}</div>;
  return (
    <Link to="/floor/contacts/$contactId" params={{ contactId: contact_id }} className={records.record}>
      {content}
    </Link>
  );
}

function CountRow({ count, choices }: { count: CountRecord; choices: Choices }) {
  const { t, i18n } = useTranslation("statistics");
  const { channel } = useNames(choices);
  const text = useText();
  const number = (value: number | null) => (value === null ? t("none") : value.toLocaleString(i18n.language));
  return (
    <div className={records.record}>
      <span className={records.recordWho}>
        <strong>{t("imported", { file: count.origin.file, line: count.origin.line })}</strong>
        <span>
          {t("countOf", { from: count.first_day, to: count.last_day })}
          {count.channel && ` · ${channel(count.channel)}`}
          {count.queue && ` · ${text(count.queue)}`}
        </span>
        <span>
          {t("column.inbound")} {number(count.inbound)} · {t("column.answered")} {number(count.answered)}
        </span>
        <dl className={classes.values}>
          {Object.entries(count.values).map(([field, value]) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </span>
    </div>
  );
}
