import { Button } from "@mantine/core";
import type { BulletinNow } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconCheck, IconNews } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answersContacts, seesExchange, writesBulletins } from "../../app/access";
import { bulletinsNowQuery, useAcknowledgeBulletin } from "../../data/bulletins";
import { problemDetail } from "../../data/queries";
import { useMe } from "../../data/session";
import classes from "../Knowledge.module.css";
import { BulletinText } from "./BulletinText";

/** The bulletins that hold: for a counsellor those that concern them, to be read and acknowledged. */
export function BulletinsPage() {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  const found = useQuery(bulletinsNowQuery);
  if (!me) return null;
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h2>{t("bulletins.now")}</h2>
        {found.data && (
          <span className={classes.soft} role="status">
            {t("list.total", { count: found.data.length })}
          </span>
        )}
        <span className={classes.grow} />
        {seesExchange(me.roles) && (
          <Link to="/knowledge/bulletins/exchange" className={classes.link}>
            {t("bulletins.exchange")}
          </Link>
        )}
        {writesBulletins(me.roles) && (
          <Button renderRoot={(props) => <Link to="/knowledge/bulletins/all" {...props} />}>
            {t("bulletins.keep")}
          </Button>
        )}
      </header>
      {found.data ? (
        found.data.length === 0 ? (
          <Empty icon={<IconNews size={28} />} title={t("bulletins.none")} />
        ) : (
          found.data.map((one) => <Card key={one.id} bulletin={one} counsels={answersContacts(me.roles)} />)
        )
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={4} height={96} />
      )}
    </div>
  );
}

function Card({ bulletin, counsels }: { bulletin: BulletinNow; counsels: boolean }) {
  const { t, i18n } = useTranslation("knowledge");
  const acknowledge = useAcknowledgeBulletin();
  return (
    <section className={classes.card} aria-label={bulletin.title}>
      <BulletinText bulletin={bulletin} />
      {counsels && (
        <div className={classes.actions}>
          {bulletin.acknowledged_at ? (
            <span className={classes.soft}>
              <IconCheck size={14} aria-hidden />{" "}
              {t("bulletins.acknowledgedAt", { at: dateTimeText(bulletin.acknowledged_at, i18n.language) })}
            </span>
          ) : (
            <Button
              size="xs"
              loading={acknowledge.isPending}
              aria-label={t("bulletins.acknowledgeOf", { title: bulletin.title })}
              onClick={() => acknowledge.mutate(bulletin)}
            >
              {t("bulletins.acknowledge")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
