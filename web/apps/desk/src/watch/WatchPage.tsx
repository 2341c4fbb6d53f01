import { ActionIcon } from "@mantine/core";
import { ChannelIcon, ContactStateText, Conversation, Failure, Loading } from "@sori/ui";
import { IconArrowLeft, IconEye } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { leads } from "../app/access";
import { CitizenPanel } from "../citizen/CitizenPanel";
import { outboxOf, usePending } from "../composer/outboxes";
import { attachmentUrl, contactQuery, messagesQuery, unmaskIn } from "../data/contact";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import { whispersQuery } from "../data/team";
import { useText } from "../i18n/useText";
import { useTyping } from "../live/typing";
import { useFollowContacts } from "../live/useFollow";
import { LeaderBar } from "./LeaderBar";
import classes from "./WatchPage.module.css";

const route = getRouteApi("/staff/floor/contacts/$contactId");

/** A colleague's conversation as it happens, to read only. */
export function WatchPage() {
  const { t } = useTranslation();
  const text = useText();
  const router = useRouter();
  const { contactId } = route.useParams();
  const contact = useQuery(contactQuery(contactId));
  const messages = useQuery(messagesQuery(contactId));
  const whispers = useQuery(whispersQuery(contactId));
  const me = useMe();
  const pending = usePending(me?.id ?? 0, contactId);
  const typing = useTyping(contactId);
  useFollowContacts([contactId]);
  useEffect(() => {
    document.title = `${t("watch.title")} — Sori`;
  }, [t]);

  const failed = contact.error ?? messages.error;
  if (failed && !(contact.data && messages.data)) {
    return (
      <Failure
        detail={problemDetail(failed)}
        onRetry={() => {
          void contact.refetch();
          void messages.refetch();
        }}
      />
    );
  }
  if (!contact.data || !messages.data) return <Loading lines={6} height={56} />;
  const { summary } = contact.data;
  return (
    <div className={classes.page}>
      <section
        className={classes.talk}
        aria-label={t("desk.conversationWith", { citizen: t("citizen.name", { id: summary.citizen_id }) })}
      >
        <header className={classes.head}>
          <ActionIcon onClick={() => router.history.back()} aria-label={t("watch.back")}>
            <IconArrowLeft size={20} aria-hidden />
          </ActionIcon>
          <h2>
            <ChannelIcon channel={summary.channel} />
            {t("citizen.name", { id: summary.citizen_id })}
          </h2>
          <ContactStateText state={summary.state} />
          <span className={classes.about}>
            {text(summary.queue.name)}
            {summary.counsellor && ` · ${summary.counsellor.display_name}`}
            {summary.taken_by && ` · ${t("takeOver.by", { name: summary.taken_by.display_name })}`}
          </span>
          <span className={classes.note}>
            <IconEye size={14} aria-hidden />
            {t("watch.readOnly")}
          </span>
        </header>
        <Conversation
          messages={messages.data}
          citizenRead={contact.data.citizen_read}
          typing={typing}
          attachmentUrl={attachmentUrl(contactId)}
          onUnmask={unmaskIn(contactId)}
          pending={pending}
          whispers={whispers.data ?? []}
          onRetry={(key) => me && outboxOf(me.id).retry(key)}
          onDiscard={(key) => me && outboxOf(me.id).discard(key)}
        />
        {me && leads(me.roles) && <LeaderBar me={me} contact={summary} language={contact.data.language} />}
      </section>
      <CitizenPanel contactId={contactId} />
    </div>
  );
}
