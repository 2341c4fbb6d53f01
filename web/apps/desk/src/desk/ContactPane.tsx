import type { ContactSummary, Me } from "@sori/api";
import { Conversation, Failure, Loading } from "@sori/ui";
import { usePrefetchQuery, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { memo, useCallback, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useCommand } from "../commands/registry";
import { Composer } from "../composer/Composer";
import { outboxOf, usePending } from "../composer/outboxes";
import { attachmentUrl, contactQuery, messagesQuery, unmaskIn } from "../data/contact";
import { problemDetail } from "../data/queries";
import { topicsQuery } from "../data/reference";
import { whispersQuery } from "../data/team";
import { forgetTyping, useTyping } from "../live/typing";
import { WrapUpForm } from "../wrapup/WrapUpForm";
import { AbuseFlag } from "./AbuseFlag";
import { CalledBack } from "./CalledBack";
import { ContactHead } from "./ContactHead";
import classes from "./ContactPane.module.css";
import { TakenOver } from "./TakenOver";
import { useReadMark } from "./useReadMark";
import { useWhispersRead } from "./useWhispersRead";

interface ContactPaneProps {
  me: Me;
  contact: ContactSummary;
  onBack: () => void;
  children: ReactNode;
}

/** The middle pane: the conversation, and below it what comes next, an answer or the wrap-up. */
export const ContactPane = memo(function ContactPane({ me, contact, onBack, children }: ContactPaneProps) {
  const { t } = useTranslation();
  const messages = useQuery(messagesQuery(contact.id));
  const detail = useQuery(contactQuery(contact.id));
  const whispers = useQuery(whispersQuery(contact.id));
  // The wrap-up asks for a topic at once: by then they should be here.
  usePrefetchQuery(topicsQuery);
  useWhispersRead(contact.id, whispers.data);
  const typing = useTyping(contact.id);
  const outbox = outboxOf(me.id);
  const pending = usePending(me.id, contact.id);
  useReadMark(contact, messages.data);
  const lastId = messages.data?.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message ends the typing
  useEffect(() => forgetTyping(contact.id), [contact.id, lastId]);
  const urlOf = useMemo(() => attachmentUrl(contact.id), [contact.id]);
  const unmask = useMemo(() => unmaskIn(contact.id), [contact.id]);
  const pane = useRef<HTMLElement>(null);
  useCommand("showMasked", () => {
    const buttons = pane.current?.querySelectorAll<HTMLButtonElement>("button[data-masked]") ?? [];
    [...buttons].at(-1)?.click();
  });
  const retry = useCallback((key: string) => outbox.retry(key), [outbox]);
  const discard = useCallback((key: string) => outbox.discard(key), [outbox]);

  return (
    <section
      ref={pane}
      className={classes.pane}
      aria-label={t("desk.conversationWith", { citizen: t("citizen.name", { id: contact.citizen_id }) })}
    >
      <ContactHead contact={contact} unsent={pending.some((item) => item.refusal === null)} onBack={onBack}>
        {children}
      </ContactHead>
      <AbuseFlag contact={contact} />
      {contact.called_back && <CalledBack contact={contact} />}
      {messages.data ? (
        <Conversation
          messages={messages.data}
          pending={pending}
          whispers={whispers.data ?? []}
          citizenRead={detail.data?.citizen_read ?? 0}
          typing={typing && contact.state === "talking"}
          attachmentUrl={urlOf}
          onUnmask={unmask}
          onRetry={retry}
          onDiscard={discard}
        />
      ) : messages.isError ? (
        <Failure detail={problemDetail(messages.error)} onRetry={() => void messages.refetch()} />
      ) : (
        <div className={classes.loading}>
          <Loading lines={4} height={40} />
        </div>
      )}
      {contact.taken_by ? (
        <TakenOver contact={contact} />
      ) : contact.state === "wrap_up" ? (
        <WrapUpForm me={me} contact={contact} />
      ) : (
        <Composer
          meId={me.id}
          contactId={contact.id}
          citizenId={contact.citizen_id}
          language={detail.data?.language ?? "ko"}
        />
      )}
    </section>
  );
});
