import type { Webhook } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import classes from "../Admin.module.css";
import { SectionHead } from "../parts/SectionHead";
import { Wrong } from "../parts/Wrong";
import { webhooksQuery } from "./data";
import { SecretDialog } from "./SecretDialog";
import { WebhookDialog } from "./WebhookDialog";
import { WebhookForm } from "./WebhookForm";

/** Where other systems are told of contacts, and whether they are there. */
export function WebhooksSection() {
  const { t } = useTranslation("admin");
  const webhooks = useQuery(webhooksQuery);
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<number | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const chosen = webhooks.data?.find((one) => one.id === open);
  const stopped = webhooks.data?.filter((one) => one.disabled_why === "failing" || one.disabled_why === "gone") ?? [];
  return (
    <>
      <SectionHead section="webhooks" add={t("webhooks.add")} onAdd={() => setAdding(true)} />
      {stopped.length > 0 && (
        <Wrong title={t("webhooks.stopped")}>
          {stopped.map((one) => (
            <p key={one.id} style={{ margin: 0, overflowWrap: "anywhere" }}>
              {one.address}: {t(`webhooks.why.${one.disabled_why ?? "failing"}`)}
            </p>
          ))}
        </Wrong>
      )}
      {webhooks.isError ? (
        <Failure detail={problemDetail(webhooks.error)} onRetry={() => void webhooks.refetch()} />
      ) : webhooks.isPending ? (
        <Loading lines={4} height={48} />
      ) : webhooks.data.length === 0 ? (
        <Empty icon={<IconWebhook size={32} />} title={t("webhooks.none")} />
      ) : (
        <div className={classes.card}>
          <ul className={classes.list}>
            {webhooks.data.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} onOpen={() => setOpen(webhook.id)} />
            ))}
          </ul>
        </div>
      )}
      <WebhookForm opened={adding} onClose={() => setAdding(false)} onSecret={setSecret} />
      {chosen && <WebhookDialog webhook={chosen} onClose={() => setOpen(null)} onSecret={setSecret} />}
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}

function WebhookRow({ webhook, onOpen }: { webhook: Webhook; onOpen: () => void }) {
  const { t, i18n } = useTranslation("admin");
  return (
    <li className={classes.item}>
      <button type="button" className={classes.open} style={{ overflowWrap: "anywhere" }} onClick={onOpen}>
        {webhook.address}
      </button>
      <WebhookMark webhook={webhook} />
      <span className={classes.soft}>{t("webhooks.kindCount", { count: webhook.kinds.length })}</span>
      {webhook.waiting > 0 && <span className={classes.soft}>{t("webhooks.waiting", { count: webhook.waiting })}</span>}
      {webhook.failing_since && (
        <span className={classes.soft}>
          {t("webhooks.failingSince", { at: dateTimeText(webhook.failing_since, i18n.language) })}
        </span>
      )}
    </li>
  );
}

/** Whether anything is sent, in a word. */
export function WebhookMark({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("admin");
  const state = webhook.disabled_at !== null ? "off" : webhook.failing_since !== null ? "failing" : "on";
  const tone = { off: "quiet", failing: "wrong", on: "added" }[state];
  return (
    <span className={classes.mark} data-what={webhook.disabled_why === "failing" ? "wrong" : tone}>
      {t(`webhooks.state.${state}`)}
    </span>
  );
}
