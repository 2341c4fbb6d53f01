import type { CaseBehind, CaseFigure, CaseFigureTable } from "@sori/api";
import { Dialog, dateTimeText } from "@sori/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import { RecordList } from "../../records/RecordList";
import records from "../../records/Records.module.css";
import { type CasesCounted, casesBehindQuery, ofRow } from "./data";
import { useRowName } from "./names";

const route = getRouteApi("/staff/cases/figures");

interface CasesDrawerProps {
  table: CaseFigureTable;
  counted: CasesCounted & { from: string; to: string };
}

/** The cases behind a figure: the centre's own to be opened, and lines of files. */
export function CasesDrawer({ table, counted }: CasesDrawerProps) {
  const { t } = useTranslation("cases");
  const { figure, row } = route.useSearch();
  const navigate = route.useNavigate();
  const rowName = useRowName();
  const found = row === undefined ? undefined : table.rows.find((one) => one.key === row);
  const name = row === undefined ? t("figures.total") : rowName(found ?? { key: row, name: null });
  const close = () =>
    void navigate({ search: ({ figure: _figure, row: _row, ...before }) => before, resetScroll: false });
  return (
    <Dialog
      side
      opened={figure !== undefined}
      onClose={close}
      size={520}
      title={figure ? t("figures.records", { name, figure: t(`figures.figure.${figure}`) }) : ""}
    >
      {figure && <Behind figure={figure} counted={row === undefined ? counted : ofRow(counted, table.by, row)} />}
    </Dialog>
  );
}

function Behind({ figure, counted }: { figure: CaseFigure; counted: CasesCounted }) {
  const list = useInfiniteQuery(casesBehindQuery(figure, counted));
  return <RecordList list={list} row={(one) => <CaseRow one={one} />} keyOf={keyOf} />;
}

const keyOf = ({ case_id, origin }: CaseBehind) => case_id ?? `${origin?.import_id} ${origin?.line}`;

function CaseRow({ one }: { one: CaseBehind }) {
  const { t, i18n } = useTranslation("cases");
  const text = useText();
  const { case_id, origin, number, due_at, finished_at, on_time } = one;
  const at = (moment: string) => dateTimeText(moment, i18n.language);
  const content = (
    <span className={records.recordWho}>
      <strong>
        {text(one.type)}
        {number && ` · ${number}`}
      </strong>
      <span>
        {t("figures.receivedAt", { at: at(one.received_at) })}
        {due_at && ` · ${t("figures.dueAt", { at: at(due_at) })}`}
      </span>
      <span>
        {finished_at ? t("figures.finishedAt", { at: at(finished_at) }) : t("figures.figure.open")}
        {on_time !== null && ` · ${t(on_time ? "figures.figure.on_time" : "figures.figure.late")}`}
        {one.department && ` · ${text(one.department)}`}
        {origin && ` · ${t("figures.imported", { file: origin.file, line: origin.line })}`}
      </span>
    </span>
  );
  if (case_id === null || !one.may_open) return <div className={records.record}>{content}</div>;
  return (
    <Link to="/cases/$id" params={{ id: case_id }} className={records.record} preload={false}>
      {content}
    </Link>
  );
}
