import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { ArticleSummary } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconListDetails, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { editsKnowledge } from "../../app/access";
import { problemDetail } from "../../data/queries";
import { useMe } from "../../data/session";
import { useText } from "../../i18n/useText";
import { articlesQuery, departmentsQuery } from "../data";
import classes from "../Knowledge.module.css";
import { AudienceMark, StateMark, useTopicOptions } from "../parts";
import type { ListSearch } from "../search/address";
import { BulkDialog } from "./BulkDialog";
import { More } from "./More";

const route = getRouteApi("/staff/knowledge/articles");
const states = ["draft", "review", "scheduled", "published", "retired"] as const;

/** All articles that somebody works on, with filters; several can be changed together. */
export function ArticlesPage() {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  const search = route.useSearch();
  const found = useInfiniteQuery(articlesQuery(search));
  const articles = found.data?.pages.flatMap((page) => page.items) ?? [];
  const total = found.data?.pages.at(-1)?.total;
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [bulk, setBulk] = useState(false);
  const edits = me !== null && editsKnowledge(me.roles);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h2>{t("section.articles")}</h2>
        {total !== undefined && (
          <span className={classes.soft} role="status">
            {t("list.total", { count: total })}
          </span>
        )}
        <span className={classes.grow} />
        {chosen.size > 0 && (
          <>
            <span className={classes.soft}>{t("bulk.chosen", { count: chosen.size })}</span>
            <Button variant="default" onClick={() => setBulk(true)}>
              {t("bulk.open")}
            </Button>
          </>
        )}
        {edits && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            renderRoot={(props) => <Link to="/knowledge/articles/new" {...props} />}
          >
            {t("list.new")}
          </Button>
        )}
      </header>
      <Filters search={search} />
      {found.data ? (
        <Table articles={articles} edits={edits} chosen={chosen} onChoose={setChosen} />
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} height={40} />
      )}
      <More found={found} />
      <BulkDialog
        ids={[...chosen]}
        opened={bulk}
        onClose={(done) => {
          setBulk(false);
          if (done) setChosen(new Set());
        }}
      />
    </div>
  );
}

function Filters({ search }: { search: ListSearch }) {
  const { t } = useTranslation("knowledge");
  const text = useText();
  const navigate = route.useNavigate();
  const departments = useQuery(departmentsQuery).data ?? [];
  const topics = useTopicOptions();
  const set = (change: ListSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const type = useDebouncedCallback((value: string) => set({ text: value || undefined }), 200);
  return (
    <search className={classes.filters}>
      <TextInput
        label={t("list.text")}
        defaultValue={search.text ?? ""}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Select
        label={t("list.state")}
        placeholder={t("list.anyState")}
        clearable
        data={states.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        value={search.state ?? null}
        onChange={(state) => set({ state: states.find((one) => one === state) })}
      />
      <Select
        label={t("list.department")}
        placeholder={t("list.anyDepartment")}
        clearable
        searchable
        data={departments.map((one) => ({ value: `${one.id}`, label: text(one.name) }))}
        value={search.department ? `${search.department}` : null}
        onChange={(id) => set({ department: id ? Number(id) : undefined })}
      />
      <Select
        label={t("search.topic")}
        placeholder={t("search.anyTopic")}
        clearable
        searchable
        data={topics}
        value={search.topic ?? null}
        onChange={(topic) => set({ topic: topic ?? undefined })}
      />
      <Checkbox
        label={t("list.wrong")}
        checked={search.wrong ?? false}
        onChange={(event) => set({ wrong: event.currentTarget.checked || undefined })}
      />
    </search>
  );
}

interface TableProps {
  articles: readonly ArticleSummary[];
  edits: boolean;
  chosen: ReadonlySet<number>;
  onChoose: (chosen: ReadonlySet<number>) => void;
}

function Table({ articles, edits, chosen, onChoose }: TableProps) {
  const { t, i18n } = useTranslation("knowledge");
  const text = useText();
  if (articles.length === 0) return <Empty icon={<IconListDetails size={32} />} title={t("list.none")} />;
  const all = articles.every((one) => chosen.has(one.id));
  const with_ = (ids: readonly number[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) on ? next.add(id) : next.delete(id);
    onChoose(next);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={classes.scroll} aria-label={t("list.table")} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {edits && (
              <td>
                <Checkbox
                  aria-label={t("list.chooseAll")}
                  checked={all}
                  onChange={(event) =>
                    with_(
                      articles.map((one) => one.id),
                      event.currentTarget.checked,
                    )
                  }
                />
              </td>
            )}
            <th scope="col">{t("list.question")}</th>
            <th scope="col">{t("list.state")}</th>
            <th scope="col">{t("list.department")}</th>
            <th scope="col">{t("list.audience")}</th>
            <th scope="col" data-number title={t("list.usesAbout")}>
              {t("list.uses")}
            </th>
            <th scope="col" data-number title={t("list.usesAbout")}>
              {t("list.opened")}
            </th>
            <th scope="col" data-number>
              {t("list.helped")}
            </th>
            <th scope="col">{t("list.review")}</th>
            <th scope="col">{t("list.changed")}</th>
          </tr>
        </thead>
        <tbody>
          {articles.map((one) => (
            <tr key={one.id}>
              {edits && (
                <td>
                  <Checkbox
                    aria-label={t("list.choose", { question: one.question })}
                    checked={chosen.has(one.id)}
                    onChange={(event) => with_([one.id], event.currentTarget.checked)}
                  />
                </td>
              )}
              <th scope="row">
                <Link to="/knowledge/articles/$id" params={{ id: one.id }}>
                  {one.question}
                </Link>
                {one.wrong > 0 && (
                  <span className={classes.state} data-state="wrong">
                    {t("fresh.contradicted")} {one.wrong}
                  </span>
                )}
              </th>
              <td>
                <StateMark state={one.state} published={one.published} />
              </td>
              <td>{text(one.department)}</td>
              <td>
                <AudienceMark audience={one.audience} />
              </td>
              <td data-number>{one.uses}</td>
              <td data-number>{one.opened}</td>
              <td data-number>
                {one.helped} / {one.helped + one.not_helped}
              </td>
              <td>{one.review_due ?? "–"}</td>
              <td>
                {dateTimeText(one.changed_at, i18n.language)} {one.changed_by}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
