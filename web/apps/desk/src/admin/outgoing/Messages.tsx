import { Button } from "@mantine/core";
import type { OutgoingMessage } from "@sori/api";
import { dateTimeText } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { say, sayProblem } from "../../app/say";
import classes from "../Admin.module.css";
import { canGoAgain, outgoingChannelsQuery, useSendAgain, useShowRecipient } from "./data";
import outgoing from "./Outgoing.module.css";

/** What was put into the outbox, newest first, and what became of it. */
export function Messages({ messages }: { messages: readonly OutgoingMessage[] }) {
  const { t } = useTranslation("admin");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={classes.scroll} aria-label={t("section.outgoing")} tabIndex={0}>
      <table className={`${classes.table} ${outgoing.table}`}>
        <thead>
          <tr>
            <th scope="col">{t("outgoing.at")}</th>
            <th scope="col">{t("outgoing.to")}</th>
            <th scope="col">{t("outgoing.text")}</th>
            <th scope="col">{t("outgoing.became")}</th>
            <th scope="col">{t("outgoing.tries")}</th>
            <th scope="col">
              <span className="sr-only">{t("outgoing.again")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MessageRow({ message }: { message: OutgoingMessage }) {
  const { t, i18n } = useTranslation("admin");
  const again = useSendAgain();
  const { data: standings } = useQuery(outgoingChannelsQuery);
  const leaves = standings?.some((one) => one.channel === message.channel && one.provided) ?? false;
  return (
    <tr>
      <td className={outgoing.at}>
        <time dateTime={message.made_at}>{dateTimeText(message.made_at, i18n.language)}</time>
        <div className={classes.soft}>{t(`outgoing.channel.${message.channel}`)}</div>
      </td>
      <td>
        <Recipient message={message} />
      </td>
      <td className={outgoing.text} lang={message.language}>
        {message.subject && <strong>{message.subject}</strong>}
        {message.body === null ? (
          <span className={classes.soft}>{t("outgoing.forgotten")}</span>
        ) : (
          <div>{message.body}</div>
        )}
      </td>
      <td>
        <Became message={message} />
      </td>
      <td data-number>{message.attempts}</td>
      <td>
        {leaves && canGoAgain(message.state) && message.recipient !== null && (
          <Button
            variant="subtle"
            size="compact-sm"
            loading={again.isPending}
            aria-label={t("outgoing.againNumber", { id: message.id })}
            onClick={() =>
              again.mutate(message.id, { onSuccess: () => say(t("outgoing.sentAgain")), onError: sayProblem })
            }
          >
            {t("outgoing.again")}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** To whom it went: masked, and in full for who asks, which is in the audit log. */
function Recipient({ message }: { message: OutgoingMessage }) {
  const { t } = useTranslation("admin");
  const shown = useShowRecipient();
  if (message.recipient === null) return <span className={classes.soft}>{t("outgoing.forgotten")}</span>;
  if (shown.data) return <span className={outgoing.to}>{shown.data.recipient}</span>;
  return (
    <>
      <span className={outgoing.to}>{message.recipient}</span>
      <div>
        <Button
          variant="subtle"
          size="compact-xs"
          loading={shown.isPending}
          aria-label={t("outgoing.showNumber", { id: message.id })}
          onClick={() => shown.mutate(message.id, { onError: sayProblem })}
        >
          {t("outgoing.show")}
        </Button>
      </div>
    </>
  );
}

const tones = {
  waiting: "waits",
  sending: "waits",
  sent: "added",
  delivered: "added",
  failed: "wrong",
  given_up: "wrong",
  kept: "quiet",
} as const;

function Became({ message }: { message: OutgoingMessage }) {
  const { t, i18n } = useTranslation("admin");
  const lines = [
    message.last_fault &&
      t(`outgoing.fault.${message.last_fault}`) + (message.last_code ? ` (${message.last_code})` : ""),
    message.unclear > 0 && t("outgoing.unclear"),
    message.state === "waiting" &&
      message.attempts > 0 &&
      message.due_at &&
      t("outgoing.next", { at: dateTimeText(message.due_at, i18n.language) }),
  ].filter(Boolean);
  return (
    <>
      <span className={`${classes.mark} ${outgoing.state}`} data-what={tones[message.state]}>
        {t(`outgoing.state.${message.state}`)}
      </span>
      {lines.map((line) => (
        <div key={String(line)} className={classes.soft}>
          {line}
        </div>
      ))}
    </>
  );
}
