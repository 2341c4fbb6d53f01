import type { Conversation, Message } from "@sori/api";
import type { TFunction } from "i18next";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { eventText } from "../messages/eventText";
import { announce } from "../parts/announcer";

/** A place in the queue may change each second; a screen reader is told this often at most. */
const PLACE_EVERY = 20_000;

function words(message: Message, t: TFunction): string | null {
  if (message.sender === "citizen") return null;
  if (message.sender === "system") return eventText(message, t);
  const count = message.attachments.length;
  const attachments = count > 0 ? t("messages.announce_attachments", { count }) : "";
  const name = message.sender === "bot" ? t("bot.name") : (message.sender_name ?? t("talk.title_nameless"));
  return t("messages.announce", { name, body: [message.body, attachments].filter(Boolean).join(" ") });
}

/** Says new messages, the place in the queue and the state of the line to those who cannot see them. */
export function useAnnouncements(conversation: Conversation, lost: boolean): void {
  const { t } = useTranslation();
  const { messages, contact_id, state, left_message } = conversation;
  const place = left_message ? null : conversation.place;

  const heard = useRef({ contact_id, last: messages.at(-1)?.id ?? 0 });
  useEffect(() => {
    const since = heard.current.contact_id === contact_id ? heard.current.last : 0;
    for (const message of messages) {
      const text = message.id > since ? words(message, t) : null;
      if (text) announce(text);
    }
    heard.current = { contact_id, last: messages.at(-1)?.id ?? since };
  }, [messages, contact_id, t]);

  const told = useRef({ at: Date.now(), text: "" });
  useEffect(() => {
    const text = placeText(state, place, t);
    if (text === "" || text === told.current.text) return;
    const pause = state === "offered" ? 0 : Math.max(0, told.current.at + PLACE_EVERY - Date.now());
    const timer = setTimeout(() => {
      told.current = { at: Date.now(), text };
      announce(text);
    }, pause);
    return () => clearTimeout(timer);
  }, [state, place, t]);

  const wasLost = useRef(false);
  useEffect(() => {
    if (lost !== wasLost.current) announce(t(lost ? "connection.lost" : "connection.back"));
    wasLost.current = lost;
  }, [lost, t]);
}

function placeText(state: Conversation["state"], place: number | null, t: TFunction): string {
  if (state === "offered") return t("waiting.announce.offered");
  if (state !== "waiting" || place === null) return "";
  return place <= 1 ? t("waiting.announce.next") : t("waiting.announce.ahead", { count: place - 1 });
}
