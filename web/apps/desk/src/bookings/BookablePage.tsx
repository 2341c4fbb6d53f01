import { Button } from "@mantine/core";
import type { BookableDay } from "@sori/api";
import { Empty, Failure, Loading } from "@sori/ui";
import { IconCalendarOff, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { keepsTimes } from "../app/access";
import { sayProblem } from "../app/say";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import knowledge from "../knowledge/Knowledge.module.css";
import { bookableQuery, useOffer } from "./data";
import { loadTexts } from "./i18n/load";
import { TimeCard } from "./TimeCard";

loadTexts();

const route = getRouteApi("/staff/bookings/$id");

/** A day of a service: its times, and who has booked them. */
export function BookablePage() {
  const { t } = useTranslation("bookings");
  const { id } = route.useParams();
  const { day } = route.useSearch();
  const found = useQuery(bookableQuery(id, day));
  const name = found.data?.content.name;
  useEffect(() => {
    document.title = `${name ?? t("title")} — Sori`;
  }, [name, t]);
  return (
    <div className={knowledge.page}>
      <header className={knowledge.head}>
        <Link to="/bookings" className={knowledge.link}>
          {t("back")}
        </Link>
        {found.data && (
          <>
            <h2>{found.data.content.name}</h2>
            {!found.data.is_offered && <span className={knowledge.state}>{t("withdrawn")}</span>}
            <span className={knowledge.grow} />
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} aria-hidden />}
              onClick={() => window.print()}
            >
              {t("print")}
            </Button>
            <OfferButton one={found.data} />
          </>
        )}
      </header>
      {found.data ? (
        <Day one={found.data} />
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={6} height={56} />
      )}
    </div>
  );
}

function OfferButton({ one }: { one: BookableDay }) {
  const { t } = useTranslation("bookings");
  const me = useMe();
  const offer = useOffer(one.id);
  if (!me || !keepsTimes(me.roles)) return null;
  return (
    <Button
      variant="default"
      loading={offer.isPending}
      onClick={() => offer.mutate(!one.is_offered, { onError: sayProblem })}
    >
      {t(one.is_offered ? "withdraw" : "offer")}
    </Button>
  );
}

function Day({ one }: { one: BookableDay }) {
  const { t, i18n } = useTranslation("bookings");
  const { content } = one;
  const shown = new Intl.DateTimeFormat(i18n.language, {
    month: "numeric",
    day: "numeric",
    weekday: "short",
    timeZone: "UTC",
  });
  const fee =
    content.fee_won === 0 ? t("free") : t("won", { won: new Intl.NumberFormat(i18n.language).format(content.fee_won) });
  return (
    <>
      <p className={knowledge.soft}>
        {t("about", { place: content.place, capacity: content.capacity, fee, minutes: content.minutes })}
      </p>
      <nav className={knowledge.chips} aria-label={t("days")}>
        {one.days.map((day) => (
          <Link
            key={day.day}
            to="/bookings/$id"
            params={{ id: one.id }}
            search={{ day: day.day }}
            replace
            className={knowledge.chip}
            preload={false}
            aria-current={day.day === one.day ? "page" : undefined}
            title={t("dayCounts", { booked: day.booked, waiting: day.waiting })}
          >
            {shown.format(new Date(`${day.day}T00:00:00Z`))}
            {day.booked + day.waiting > 0 && <strong>{day.booked + day.waiting}</strong>}
          </Link>
        ))}
      </nav>
      {one.times.length === 0 ? (
        <Empty icon={<IconCalendarOff size={28} />} title={t("noDay")} />
      ) : (
        one.times.map((time) => <TimeCard key={time.starts_at} service={one} time={time} />)
      )}
    </>
  );
}
