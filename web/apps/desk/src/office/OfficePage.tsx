import "./styles";
import { Button, Checkbox, NativeSelect } from "@mantine/core";
import type { OfficeView, ShownLine } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconChecklist, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { caseTypesQuery } from "../cases/data";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import { useText } from "../i18n/useText";
import knowledge from "../knowledge/Knowledge.module.css";
import { BulkBar } from "./BulkBar";
import { DueDate } from "./DueDate";
import { officeQuery } from "./data";
import { Guesses } from "./Guesses";
import { loadTexts } from "./i18n/load";
import classes from "./Office.module.css";
import { Replies } from "./Replies";

loadTexts();

const route = getRouteApi("/staff/office");
const counted: readonly OfficeView[] = ["open", "to_accept", "near", "overdue", "stopped", "finished"];

/** The cases of one's departments, the first due first. */
export function OfficePage() {
  const { t } = useTranslation("office");
  const text = useText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const types = useQuery(caseTypesQuery);
  const found = useQuery(officeQuery(search));
  const dispatches = useMe()?.roles.some((role) => role !== "officer") ?? false;
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const view = search.view ?? "open";
  useEffect(() => {
    document.title = `${t("title")} — Sori`;
  }, [t]);
  const items = found.data?.items ?? [];
  const ids = items.filter((one) => chosen.has(one.id)).map((one) => one.id);
  const shown: readonly OfficeView[] = dispatches ? [...counted, "undispatched"] : counted;
  return (
    <div className={knowledge.page}>
      <header className={knowledge.head}>
        <h2>{t("title")}</h2>
        <span className={knowledge.grow} />
        <Button
          className={classes.screen ?? ""}
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          onClick={() => window.print()}
        >
          {t("print")}
        </Button>
      </header>
      <nav className={knowledge.chips} aria-label={t("views")}>
        {shown.map((one) => (
          <Link
            key={one}
            to="/office"
            search={{ ...search, view: one }}
            className={knowledge.chip}
            aria-current={one === view ? "page" : undefined}
            onClick={() => setChosen(new Set())}
          >
            {found.data && one in found.data.counts && (
              <strong>{found.data.counts[one as keyof typeof found.data.counts]}</strong>
            )}
            {t(`view.${one}`)}
          </Link>
        ))}
      </nav>
      {found.data && found.data.counts.overdue > 0 && (
        <p className={knowledge.warning} data-bad role="alert">
          {t("overdueNow", { count: found.data.counts.overdue })}
        </p>
      )}
      <search className={`${knowledge.filters} ${classes.screen}`}>
        <NativeSelect
          label={t("type")}
          value={search.type ?? ""}
          onChange={(event) =>
            void navigate({ search: { ...search, type: event.currentTarget.value || undefined }, replace: true })
          }
        >
          <option value="">{t("anyType")}</option>
          {(types.data ?? []).map((one) => (
            <option key={one.code} value={one.code}>
              {text(one.name)}
            </option>
          ))}
        </NativeSelect>
      </search>
      {found.data ? (
        <OfficeTable items={items} chosen={chosen} onChoose={setChosen} />
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} height={40} />
      )}
      {found.data?.more && <p className={knowledge.soft}>{t("more", { count: items.length })}</p>}
      {ids.length > 0 && found.data && found.data.departments.length > 0 && (
        <BulkBar ids={ids} onDone={() => setChosen(new Set())} />
      )}
      {found.data && found.data.departments.length > 0 && <Replies departments={found.data.departments} />}
    </div>
  );
}

interface OfficeTableProps {
  items: readonly ShownLine[];
  chosen: ReadonlySet<number>;
  onChoose(chosen: ReadonlySet<number>): void;
}

function OfficeTable({ items, chosen, onChoose }: OfficeTableProps) {
  const { t, i18n } = useTranslation("office");
  const text = useText();
  if (items.length === 0) return <Empty icon={<IconChecklist size={28} />} title={t("none")} />;
  const choose = (id: number, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  const all = items.every((one) => chosen.has(one.id));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard
    <section className={knowledge.scroll} aria-label={t("table")} tabIndex={0}>
      <table className={knowledge.table}>
        <thead>
          <tr>
            <td>
              <Checkbox
                aria-label={t("chooseAll")}
                checked={all}
                onChange={() => onChoose(new Set(all ? [] : items.map((one) => one.id)))}
              />
            </td>
            <th scope="col">{t("column.due")}</th>
            <th scope="col">{t("column.number")}</th>
            <th scope="col">{t("column.type")}</th>
            <th scope="col">{t("column.state")}</th>
            <th scope="col">{t("column.place")}</th>
            <th scope="col">{t("column.department")}</th>
            <th scope="col">{t("column.received")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id} className={classes.row} data-urgency={one.urgency}>
              <td>
                <Checkbox
                  aria-label={t("choose", { number: one.number })}
                  checked={chosen.has(one.id)}
                  onChange={(event) => choose(one.id, event.currentTarget.checked)}
                />
              </td>
              <td>
                <DueDate due={one.due_at} urgency={one.urgency} />
              </td>
              <td>
                <Link to="/cases/$id" params={{ id: one.id }} preload={false}>
                  {one.number}
                </Link>
              </td>
              <td>{text(one.type_name)}</td>
              <td>
                <span className={knowledge.state}>{t(`state.${one.state}`)}</span>
                {one.merged > 0 && <span className={knowledge.soft}> {t("mergedCount", { count: one.merged })}</span>}
              </td>
              <td>{one.place ?? "–"}</td>
              <td>{one.guesses.length > 0 ? <Guesses one={one} /> : text(one.department)}</td>
              <td>{dateTimeText(one.received_at, i18n.language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
