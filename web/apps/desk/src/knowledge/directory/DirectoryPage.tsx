import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { PostEntry } from "@sori/api";
import { Empty, Failure, Loading } from "@sori/ui";
import { IconAddressBook, IconListDetails, IconPrinter, IconSearch, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { overseesKnowledge } from "../../app/access";
import { problemDetail } from "../../data/queries";
import { useMe } from "../../data/session";
import { useText } from "../../i18n/useText";
import classes from "../Knowledge.module.css";
import search from "../search/Search.module.css";
import { AnsweringMark } from "./AnsweringMark";
import styles from "./Directory.module.css";
import { districtsQuery, foundQuery } from "./data";
import { PostView } from "./PostView";

const route = getRouteApi("/staff/knowledge/directory");

/** Looking for a post while typing; arrows choose one, which is shown beside. */
export function DirectoryPage() {
  const { t } = useTranslation("knowledge");
  const { q = "", district = "", post } = route.useSearch();
  const navigate = route.useNavigate();
  const text = useText();
  const me = useMe();
  const field = useRef<HTMLInputElement>(null);
  const [asked] = useDebouncedValue(q, 80);
  const found = useQuery(foundQuery(asked, district));
  const districts = useQuery(districtsQuery).data ?? [];
  useEffect(() => field.current?.focus(), []);
  const entries = found.data?.items ?? [];
  const at = entries.findIndex((one) => one.id === post);
  const show = (id: number) => void navigate({ search: { q, district, post: id }, replace: true });
  const press = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = entries[step === 0 ? Math.max(at, 0) : Math.min(Math.max(at + step, 0), entries.length - 1)];
    if ((step === 0 && event.key !== "Enter") || !next) return;
    event.preventDefault();
    show(next.id);
  };
  return (
    <div className={search.page} data-reading={post ? true : undefined}>
      <section className={search.side} aria-label={t("section.directory")}>
        <div className={search.form}>
          <TextInput
            ref={field}
            type="search"
            aria-label={t("directory.label")}
            placeholder={t("directory.placeholder")}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={q}
            maxLength={100}
            onKeyDown={press}
            onChange={(event) =>
              void navigate({ search: { q: event.currentTarget.value, district, post }, replace: true })
            }
          />
          <Select
            aria-label={t("directory.field.district")}
            placeholder={t("directory.anyDistrict")}
            data={districts.map((one) => ({ value: one.code, label: text(one.name) }))}
            value={district || null}
            clearable
            searchable
            onChange={(code) => void navigate({ search: { q, district: code ?? "", post }, replace: true })}
          />
          <div className={classes.actions}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPrinter size={14} aria-hidden />}
              renderRoot={(props) => <Link to="/knowledge/emergency-list" {...props} />}
            >
              {t("directory.emergencyList")}
            </Button>
            {me && overseesKnowledge(me.roles) && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconListDetails size={14} aria-hidden />}
                renderRoot={(props) => <Link to="/knowledge/directory/posts" {...props} />}
              >
                {t("directory.keep")}
              </Button>
            )}
          </div>
        </div>
        {found.data ? (
          <Results entries={entries} total={found.data.total} chosen={post} search={{ q, district }} />
        ) : found.isError ? (
          <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
        ) : (
          <Loading lines={6} height={64} />
        )}
      </section>
      <section className={search.reading} aria-label={t("directory.chosen")}>
        {post ? (
          <>
            <Link to="/knowledge/directory" search={{ q, district }} className={search.back}>
              {t("directory.results")}
            </Link>
            <PostView id={post} />
          </>
        ) : (
          <Empty icon={<IconAddressBook size={36} stroke={1.4} />} title={t("directory.choose")}>
            <span>{t("directory.chooseHint")}</span>
          </Empty>
        )}
      </section>
    </div>
  );
}

interface ResultsProps {
  entries: readonly PostEntry[];
  total: number;
  chosen: number | undefined;
  search: { q: string; district: string };
}

function Results({ entries, total, chosen, search: looked }: ResultsProps) {
  const { t } = useTranslation("knowledge");
  const text = useText();
  return (
    <>
      <p className={search.hint} role="status">
        {total > entries.length
          ? t("directory.firstOf", { shown: entries.length, count: total })
          : t("list.total", { count: total })}
      </p>
      {entries.length === 0 ? (
        <Empty icon={<IconSearchOff size={28} />} title={t("directory.nothing")}>
          <span>{t("search.nothingHint")}</span>
        </Empty>
      ) : (
        <ol className={search.results} aria-label={t("directory.results")}>
          {entries.map((one) => (
            <li key={one.id}>
              <Link
                to="/knowledge/directory"
                search={{ ...looked, post: one.id }}
                replace
                className={search.result}
                aria-current={one.id === chosen ? "true" : undefined}
              >
                <span className={styles.row}>
                  <strong>{one.content.title}</strong>
                  <span className={styles.number}>
                    {(one.answering.numbers.length > 0 ? one.answering.numbers : one.content.numbers)[0]?.number}
                  </span>
                </span>
                <span className={search.snippet}>{one.content.duties?.join(", ")}</span>
                <span className={classes.soft}>
                  {one.content.office} · {text(one.department)}
                </span>
                <AnsweringMark answering={one.answering} />
              </Link>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
