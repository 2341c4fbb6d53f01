import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { CaseLine, CaseTypeName } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconChartBar, IconMapPin } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { seesCaseFigures } from "../app/access";
import { problemDetail } from "../data/queries";
import { sessionQuery } from "../data/session";
import { useText } from "../i18n/useText";
import classes from "../knowledge/Knowledge.module.css";
import { DueDate } from "../office/DueDate";
import { type CasesSearch, casesQuery, caseTypesQuery } from "./data";
import { loadTexts } from "./i18n/load";

loadTexts();

const route = getRouteApi("/staff/cases");

/** What was reported, the newest first. */
export function CasesPage() {
  const { t } = useTranslation("cases");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const session = useQuery(sessionQuery);
  const types = useQuery(caseTypesQuery);
  const found = useInfiniteQuery(casesQuery(search));
  const cases = found.data?.pages.flatMap((page) => page.items) ?? [];
  const set = (change: CasesSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const type = useDebouncedCallback((value: string) => set({ number: value.trim() || undefined }), 300);
  useEffect(() => {
    document.title = `${t("title")} — Sori`;
  }, [t]);
  return (
    <div className={classes.page}>
      <search className={classes.filters}>
        <TypeField types={types.data ?? []} chosen={search.type} onChoose={(code) => set({ type: code })} />
        <TextInput
          label={t("number")}
          placeholder={t("numberHint")}
          defaultValue={search.number ?? ""}
          maxLength={40}
          onChange={(event) => type(event.currentTarget.value)}
        />
        {seesCaseFigures(session.data?.roles ?? []) && (
          <Button
            component={Link}
            to="/cases/figures"
            variant="default"
            leftSection={<IconChartBar size={16} aria-hidden />}
          >
            {t("figures.title")}
          </Button>
        )}
      </search>
      {found.data ? (
        <Table cases={cases} looked={search.type !== undefined || search.number !== undefined} />
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} height={40} />
      )}
      {found.hasNextPage && (
        <div>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </div>
  );
}

interface TypeFieldProps {
  types: readonly CaseTypeName[];
  chosen: string | undefined;
  onChoose(code: string | undefined): void;
}

/** All types under their headings. */
function TypeField({ types, chosen, onChoose }: TypeFieldProps) {
  const { t } = useTranslation("cases");
  const text = useText();
  const groups = new Map<string, CaseTypeName[]>();
  for (const one of types) {
    const heading = one.group ? text(one.group) : "";
    groups.set(heading, [...(groups.get(heading) ?? []), one]);
  }
  const option = (one: CaseTypeName) => (
    <option key={one.code} value={one.code}>
      {one.offered ? text(one.name) : t("noLongerOffered", { name: text(one.name) })}
    </option>
  );
  return (
    <NativeSelect
      label={t("type")}
      value={chosen ?? ""}
      onChange={(event) => onChoose(event.currentTarget.value || undefined)}
    >
      <option value="">{t("anyType")}</option>
      {[...groups].map(([heading, inner]) =>
        heading ? (
          <optgroup key={heading} label={heading}>
            {inner.map(option)}
          </optgroup>
        ) : (
          inner.map(option)
        ),
      )}
    </NativeSelect>
  );
}

function Table({ cases, looked }: { cases: readonly CaseLine[]; looked: boolean }) {
  const { t, i18n } = useTranslation("cases");
  const text = useText();
  if (cases.length === 0)
    return (
      <Empty icon={<IconMapPin size={28} />} title={t(looked ? "noneFound" : "none")}>
        {t("noneHint")}
      </Empty>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard
    <section className={classes.scroll} aria-label={t("table")} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("column.number")}</th>
            <th scope="col">{t("column.type")}</th>
            <th scope="col">{t("column.place")}</th>
            <th scope="col">{t("column.district")}</th>
            <th scope="col" data-number>
              {t("column.photos")}
            </th>
            <th scope="col">{t("column.department")}</th>
            <th scope="col">{t("column.state")}</th>
            <th scope="col">{t("column.due")}</th>
            <th scope="col">{t("column.received")}</th>
          </tr>
        </thead>
        <tbody>
          {cases.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Link to="/cases/$id" params={{ id: one.id }} preload={false}>
                  {one.number}
                </Link>
              </th>
              <td>{text(one.type_name)}</td>
              <td>{one.place ?? "–"}</td>
              <td>{one.district ? text(one.district) : "–"}</td>
              <td data-number>{one.photos}</td>
              <td>{text(one.department)}</td>
              <td>
                <span className={classes.state}>{t(`state.${one.state}`)}</span>
              </td>
              <td>
                <DueDate due={one.due_at} urgency={one.urgency ?? "in_time"} />
              </td>
              <td>{dateTimeText(one.received_at, i18n.language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
