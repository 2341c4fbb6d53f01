import { Button } from "@mantine/core";
import type { ContactSummary, Me } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { IconAlertCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { outboxOf, useLeftBehind } from "../composer/outboxes";
import classes from "./NotSent.module.css";

interface NotSentProps {
  me: Me;
  contacts: readonly ContactSummary[];
}

/** A message whose contact left the desk before the server took it: told until its writer has seen it, then forgotten. */
export function NotSent({ me, contacts }: NotSentProps) {
  const { t, i18n } = useTranslation();
  const left = useLeftBehind(me.id, contacts);
  return (
    <div role="alert">
      {left.map((message) => (
        <div key={message.client_key} className={classes.card}>
          <p className={classes.title}>
            <IconAlertCircle size={16} aria-hidden />
            {t("notSent.title")}
          </p>
          <blockquote className={classes.message}>
            {message.body && <p>{message.body}</p>}
            {message.attachments.map((attachment) => (
              <p key={attachment.id}>{attachment.name}</p>
            ))}
          </blockquote>
          <p>
            <time dateTime={message.written_at}>{dateTimeText(message.written_at, i18n.language)}</time> ·{" "}
            {message.refusal}
          </p>
          <Button size="compact-sm" variant="default" onClick={() => outboxOf(me.id).discard(message.client_key)}>
            {t("notSent.seen")}
          </Button>
        </div>
      ))}
    </div>
  );
}
