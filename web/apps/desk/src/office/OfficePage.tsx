import "./styles";
import { Button, Checkbox, NativeSelect, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { OfficeView, ShownLine } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconChecklist, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, memo, Suspense, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { caseTypesQuery } from "../cases/data";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import { useText } from "../i18n/useText";
import knowledge from "../knowledge/Knowledge.module.css";
import { NOWHERE } from "./address";
import { BulkBar } from "./BulkBar";
import { DueDate } from "./DueDate";
import { officeQuery } from "./data";
import { Guesses } from "./Guesses";
import { loadTexts } from "./i18n/load";
import classes from "./Office.module.css";
import { Replies } from "./Replies";

loadTexts();

/** Drawing maps is larger than all the rest of the page: the list needn't wait for it. */
const CaseMap = lazy(() => import("./CaseMap"));

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
  const [lit, setLit] = useState<number | null>(null);
  const [alone, setAlone] = useState<"list" | "map">("list");
  const wide = useMediaQuery("(min-width: 1200px)");
  const view = search.view ?? "open";
  useEffect(() => {
    document.title = `${t("title")} — Sori`;
  }, [t]);
  const items = found.data?.items ?? [];
  const ids = items.filter((one) => chosen.has(one.id)).map((one) => one.id);
  const pointed = items.find((one) => one.id === lit);
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
      {search.where && (
        <p className={`${knowledge.warning} ${classes.narrowed}`} role="status">
          {t(search.where === NOWHERE ? "map.onlyUnplaced" : "map.narrowed")}
          <Link to="/office" search={{ ...search, where: undefined }}>
            {t("map.all")}
          </Link>
        </p>
      )}
      {!wide && (
        <SegmentedControl
          className={classes.screen ?? ""}
          aria-label={t("map.show")}
          value={alone}
          onChange={(value) => setAlone(value as "list" | "map")}
          data={[
            { value: "list", label: t("map.asList") },
            { value: "map", label: t("map.asMap") },
          ]}
        />
      )}
      <div className={classes.sides} data-wide={wide}>
        {(wide || alone === "list") &&
          (found.data ? (
            <OfficeTable items={items} chosen={chosen} onChoose={setChosen} lit={lit} onLit={setLit} />
          ) : found.isError ? (
            <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
          ) : (
            <Loading lines={8} height={40} />
          ))}
        {(wide || alone === "map") && (
          <Suspense fallback={<Loading lines={1} height={320} />}>
            <CaseMap
              search={search}
              lit={pointed?.point ? { id: pointed.id, ...pointed.point } : null}
              chosen={chosen}
              onLit={setLit}
            />
          </Suspense>
        )}
      </div>
      {found.data?.more && <p className={knowledge.soft}>{t("more", { count: items.length })}</p>}
      {ids.length > 0 && found.data && found.data.departments.length > 0 && (
        <BulkBar ids={ids} onDone={() => setChosen(new Set())} />
      )}
      {found.data && found.data.departments.length > 0 && <Replies departments={found.data.departments} />}
    </div>
  );
}

type Choose = (change: (before: ReadonlySet<number>) => ReadonlySet<number>) => void;

interface OfficeTableProps {
  items: readonly ShownLine[];
  chosen: ReadonlySet<number>;
  onChoose: Choose;
  lit: number | null;
  onLit(id: number | null): void;
}

function OfficeTable({ items, chosen, onChoose, lit, onLit }: OfficeTableProps) {
  const { t } = useTranslation("office");
  const choose = useCallback(
    (id: number, on: boolean) =>
      onChoose((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id))),
    [onChoose],
  );
  if (items.length === 0) return <Empty icon={<IconChecklist size={28} />} title={t("none")} />;
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
                onChange={() => onChoose(() => new Set(all ? [] : items.map((one) => one.id)))}
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
            <OfficeRow
              key={one.id}
              one={one}
              chosen={chosen.has(one.id)}
              lit={one.id === lit}
              onChoose={choose}
              onLit={onLit}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface OfficeRowProps {
  one: ShownLine;
  chosen: boolean;
  lit: boolean;
  onChoose(id: number, on: boolean): void;
  onLit(id: number | null): void;
}

/** One of up to two hundred: drawn again only when something of its own changed, since the pointer lights them up. */
const OfficeRow = memo(function OfficeRow({ one, chosen, lit, onChoose, onLit }: OfficeRowProps) {
  const { t, i18n } = useTranslation("office");
  const text = useText();
  return (
    <tr
      className={classes.row}
      data-urgency={one.urgency}
      data-lit={lit}
      onPointerEnter={() => onLit(one.id)}
      onPointerLeave={() => onLit(null)}
      onFocus={() => onLit(one.id)}
      onBlur={() => onLit(null)}
    >
      <td>
        <Checkbox
          aria-label={t("choose", { number: one.number })}
          checked={chosen}
          onChange={(event) => onChoose(one.id, event.currentTarget.checked)}
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
  );
});
