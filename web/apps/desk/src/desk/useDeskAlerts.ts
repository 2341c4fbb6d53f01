import type { Desk } from "@sori/api";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../i18n/useText";
import { afterDrawing } from "./afterDrawing";
import { firstTab, notify } from "./alerts";
import { ringMessage, ringOffer } from "./sound";

/** Sound, title and notification for what is new on the desk, once it is drawn. */
export function useDeskAlerts(desk: Desk, selected: number | null): void {
  const { t } = useTranslation();
  const text = useText();
  const knownOffers = useRef<ReadonlySet<number>>(new Set());
  const knownUnread = useRef<ReadonlyMap<number, number> | null>(null);

  useEffect(
    () =>
      afterDrawing(() => {
        for (const offer of desk.offers) {
          if (knownOffers.current.has(offer.id) || !firstTab(`offer-${offer.id}`)) continue;
          ringOffer();
          notify(
            t("offer.new"),
            `${text(offer.contact.queue.name)} · ${t("citizen.name", { id: offer.contact.citizen_id })}`,
            `offer-${offer.id}`,
          );
        }
        knownOffers.current = new Set(desk.offers.map((offer) => offer.id));
      }),
    [desk.offers, t, text],
  );

  useEffect(
    () =>
      afterDrawing(() => {
        const before = knownUnread.current;
        for (const contact of desk.contacts) {
          const more = before !== null && contact.unread > (before.get(contact.id) ?? 0);
          const inView = contact.id === selected && !document.hidden;
          if (!more || inView || !firstTab(`message-${contact.id}-${contact.last_message?.sent_at}`)) continue;
          ringMessage();
          notify(
            t("citizen.name", { id: contact.citizen_id }),
            contact.last_message?.body ?? "",
            `contact-${contact.id}`,
          );
        }
        knownUnread.current = new Map(desk.contacts.map((contact) => [contact.id, contact.unread]));
      }),
    [desk.contacts, selected, t],
  );

  const count = desk.offers.length + desk.contacts.reduce((sum, contact) => sum + contact.unread, 0);
  useEffect(
    () =>
      afterDrawing(() => {
        document.title = `${count > 0 ? `(${count}) ` : ""}${t("desk.title")} — Sori`;
      }),
    [count, t],
  );
}
