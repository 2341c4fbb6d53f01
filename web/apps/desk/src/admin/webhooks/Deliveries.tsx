import { Button, Switch } from "@mantine/core";
import type { Delivery } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconSend } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say, sayProblem } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import { deliveriesQuery, useRedeliver } from "./data";

/** What was sent to a receiver, newest first, and what became of it. */
export function Deliveries({ webhookId, enabled }: { webhookId: number; enabled: boolean }) {
  const { t } = useTranslation("admin");
  const [openOnly, setOpenOnly] = useState(false);
  const list = useInfiniteQuery(deliveriesQuery(webhookId, openOnly));
  const deliveries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Switch
        label={t("webhooks.openOnly")}
        checked={openOnly}
        onChange={(event) => setOpenOnly(event.currentTarget.checked)}
        mb="sm"
      />
      {list.isError ? (
        <Failure detail={problemDetail(list.error)} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading lines={6} height={40} />
      ) : deliveries.length === 0 ? (
        <Empty icon={<IconSend size={28} />} title={t("webhooks.nothingSent")} />
      ) : (
        // Scrolls, so it has to be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
        <section className={classes.scroll} aria-label={t("webhooks.deliveries")} tabIndex={0}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("webhooks.at")}</th>
                <th scope="col">{t("webhooks.event")}</th>
                <th scope="col">{t("webhooks.outcome")}</th>
                <th scope="col">{t("webhooks.tries")}</th>
                <th scope="col">
                  <span className="sr-only">{t("webhooks.again")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {deliveries.map((delivery) => (
                <DeliveryRow key={delivery.id} webhookId={webhookId} delivery={delivery} enabled={enabled} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {list.hasNextPage && (
        <Button mt="sm" variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("history.older")}
        </Button>
      )}
    </>
  );
}

function DeliveryRow({ webhookId, delivery, enabled }: { webhookId: number; delivery: Delivery; enabled: boolean }) {
  const { t, i18n } = useTranslation("admin");
  const again = useRedeliver(webhookId);
  return (
    <tr>
      <td>{dateTimeText(delivery.created_at, i18n.language)}</td>
      <td>
        {t(`webhooks.kind.${delivery.kind.split(".")[1]}` as never)}
        {delivery.contact_id !== null && (
          <span className={classes.soft}> {t("webhooks.contact", { id: delivery.contact_id })}</span>
        )}
      </td>
      <td>
        <Outcome delivery={delivery} />
      </td>
      <td data-number>{delivery.attempts}</td>
      <td>
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={!enabled}
          loading={again.isPending}
          aria-label={t("webhooks.againNumber", { id: delivery.id })}
          onClick={() =>
            again.mutate(delivery.id, { onSuccess: () => say(t("webhooks.sentAgain")), onError: sayProblem })
          }
        >
          {t("webhooks.again")}
        </Button>
      </td>
    </tr>
  );
}

function Outcome({ delivery }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation("admin");
  const state = delivery.delivered_at ? "delivered" : delivery.given_up_at ? "givenUp" : "waits";
  const tone = { delivered: "added", givenUp: "wrong", waits: "waits" }[state];
  const why =
    delivery.last_status !== null
      ? t("webhooks.status", { status: delivery.last_status })
      : delivery.last_error !== null
        ? t(`webhooks.failure.${delivery.last_error}`)
        : null;
  return (
    <>
      <span className={classes.mark} data-what={tone} style={{ marginLeft: 0 }}>
        {t(`webhooks.outcomes.${state}`)}
      </span>{" "}
      <span className={classes.soft}>
        {[
          why,
          delivery.last_ms !== null && t("webhooks.took", { ms: delivery.last_ms }),
          state === "waits" &&
            delivery.attempts > 0 &&
            delivery.due_at &&
            t("webhooks.next", { at: dateTimeText(delivery.due_at, i18n.language) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </>
  );
}
