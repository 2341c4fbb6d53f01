import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { BulletinSummary } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconNews, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";
import { More } from "../list/More";
import { type BulletinsSearch, type Only, standings } from "./address";
import { bulletinsQuery } from "./data";
import { StandingMark, UrgencyMark } from "./marks";

const route = getRouteApi("/staff/knowledge/bulletins/all");

/** All bulletins for those who write them, the last changed first. */
export function AllBulletinsPage() {
  const { t } = useTranslation("knowledge");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const found = useInfiniteQuery(bulletinsQuery(search));
  const bulletins = found.data?.pages.flatMap((page) => page.items) ?? [];
  const set = (change: BulletinsSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const type = useDebouncedCallback((value: string) => set({ text: value || undefined }), 200);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Link to="/knowledge/bulletins" className={classes.link}>
          {t("section.bulletins")}
        </Link>
        <h2>{t("bulletins.keep")}</h2>
        <span className={classes.grow} />
        <Link to="/knowledge/bulletins/exchange" className={classes.link}>
          {t("bulletins.exchange")}
        </Link>
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/knowledge/bulletins/new" {...props} />}
        >
          {t("bulletins.new")}
        </Button>
      </header>
      <search className={classes.filters}>
        <TextInput
          label={t("bulletins.text")}
          defaultValue={search.text ?? ""}
          maxLength={100}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <Select
          label={t("bulletins.only")}
          placeholder={t("bulletins.every")}
          clearable
          data={standings.map((value) => ({ value, label: t(`bulletins.standing.${value}`) }))}
          value={search.only ?? null}
          onChange={(value) => set({ only: (value as Only | null) ?? undefined })}
        />
      </search>
      {found.data ? (
        <Table bulletins={bulletins} />
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} height={40} />
      )}
      <More found={found} />
    </div>
  );
}

function Table({ bulletins }: { bulletins: readonly BulletinSummary[] }) {
  const { t, i18n } = useTranslation("knowledge");
  const at = (iso: string) => dateTimeText(iso, i18n.language);
  if (bulletins.length === 0) return <Empty icon={<IconNews size={28} />} title={t("bulletins.nothing")} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard
    <section className={classes.scroll} aria-label={t("bulletins.keep")} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("bulletins.field.title")}</th>
            <th scope="col">{t("bulletins.state")}</th>
            <th scope="col" data-number>
              {t("bulletins.acknowledged")}
            </th>
            <th scope="col">{t("bulletins.field.valid_from")}</th>
            <th scope="col">{t("bulletins.field.valid_to")}</th>
            <th scope="col">{t("bulletins.origin")}</th>
            <th scope="col">{t("list.changed")}</th>
          </tr>
        </thead>
        <tbody>
          {bulletins.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <UrgencyMark urgency={one.urgency} />{" "}
                <Link to="/knowledge/bulletins/$id" params={{ id: one.id }}>
                  {one.title}
                </Link>
              </th>
              <td>
                <StandingMark standing={one.standing} received={one.from_centre !== ""} />
              </td>
              <td data-number>
                {one.concerned === null ? "–" : t("bulletins.ofAll", { seen: one.acknowledged, count: one.concerned })}
              </td>
              <td>{one.valid_from ? at(one.valid_from) : t("bulletins.atOnce")}</td>
              <td>{at(one.valid_to)}</td>
              <td>{one.from_centre || t(one.shared ? "bulletins.ownShared" : "bulletins.own")}</td>
              <td>{t("edit.by", { name: one.changed_by || one.from_centre, at: at(one.changed_at) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
