import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { BookableLine } from "@sori/api";
import { dateTimeText, dayKey, Empty, Failure, Loading } from "@sori/ui";
import { IconCalendarEvent } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import knowledge from "../knowledge/Knowledge.module.css";
import { bookablesQuery, useFind } from "./data";
import { loadTexts } from "./i18n/load";

loadTexts();

const route = getRouteApi("/staff/bookings");

/** The services with bookings to come, and all others by their words. */
export function BookingsPage() {
  const { t } = useTranslation("bookings");
  const { words } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useInfiniteQuery(bookablesQuery(words));
  const services = found.data?.pages.flatMap((page) => page.items) ?? [];
  const look = useDebouncedCallback(
    (value: string) => void navigate({ search: value.trim() ? { words: value.trim() } : {}, replace: true }),
    300,
  );
  useEffect(() => {
    document.title = `${t("title")} — Sori`;
  }, [t]);
  return (
    <div className={knowledge.page}>
      <header className={knowledge.head}>
        <h2>{t("title")}</h2>
      </header>
      <search className={knowledge.filters}>
        <TextInput
          label={t("words")}
          placeholder={t("wordsHint")}
          defaultValue={words ?? ""}
          maxLength={100}
          onChange={(event) => look(event.currentTarget.value)}
        />
        <NumberField />
      </search>
      {words === undefined && services.length > 0 && <p className={knowledge.soft}>{t("coming")}</p>}
      {found.data ? (
        <Table services={services} looked={words !== undefined} />
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

/** Who calls about a booking says its number. */
function NumberField() {
  const { t } = useTranslation("bookings");
  const navigate = route.useNavigate();
  const find = useFind();
  const [number, setNumber] = useState("");
  const [wrong, setWrong] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!/^\d{1,15}$/.test(number.trim()) || Number(number) < 1) {
      setWrong(t("noNumber"));
      return;
    }
    find.mutate(Number(number), {
      onSuccess: (place) =>
        void navigate({ to: "/bookings/$id", params: { id: place.bookable_id }, search: { day: place.day } }),
      onError: (error) => setWrong(problemDetail(error) ?? ""),
    });
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t("number")}
        inputMode="numeric"
        maxLength={15}
        value={number}
        error={wrong || undefined}
        onChange={(event) => {
          setNumber(event.currentTarget.value);
          setWrong("");
        }}
        rightSectionWidth={100}
        rightSection={
          <Button type="submit" size="compact-sm" variant="default" loading={find.isPending}>
            {t("find")}
          </Button>
        }
      />
    </form>
  );
}

function Table({ services, looked }: { services: readonly BookableLine[]; looked: boolean }) {
  const { t, i18n } = useTranslation("bookings");
  if (services.length === 0)
    return (
      <Empty icon={<IconCalendarEvent size={28} />} title={t(looked ? "noneFound" : "none")}>
        {t("noneHint")}
      </Empty>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard
    <section className={knowledge.scroll} aria-label={t("table")} tabIndex={0}>
      <table className={knowledge.table}>
        <thead>
          <tr>
            <th scope="col">{t("column.name")}</th>
            <th scope="col">{t("column.place")}</th>
            <th scope="col">{t("column.department")}</th>
            <th scope="col" data-number>
              {t("column.booked")}
            </th>
            <th scope="col" data-number>
              {t("column.waiting")}
            </th>
            <th scope="col">{t("column.next")}</th>
          </tr>
        </thead>
        <tbody>
          {services.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Link
                  to="/bookings/$id"
                  params={{ id: one.id }}
                  search={one.next_at ? { day: dayKey(one.next_at) } : {}}
                  preload={false}
                >
                  {one.name}
                </Link>{" "}
                {!one.is_offered && <span className={knowledge.state}>{t("withdrawn")}</span>}
              </th>
              <td>{one.place}</td>
              <td>{one.department}</td>
              <td data-number>{one.booked}</td>
              <td data-number>{one.waiting}</td>
              <td>{one.next_at ? dateTimeText(one.next_at, i18n.language) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
