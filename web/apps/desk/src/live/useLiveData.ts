import type { ContactDetail, ContactSummary, Desk, Floor, Message } from "@sori/api";
import { setServerTime } from "@sori/ui";
import type { StreamEvent } from "@sori/ui/stream";
import { notifyManager } from "@tanstack/react-query";
import { useEffect } from "react";
import { addMessage, contactQuery, unreadAfter } from "../data/contact";
import { deskQuery, laterDesk } from "../data/desk";
import { floorQuery } from "../data/floor";
import { queries } from "../data/queries";
import { stream } from "./stream";
import { noteTyping } from "./typing";

/** Turns what the stream says into fresh queries. Mounted once, in the shell. */
export function useLiveData(): void {
  useEffect(() => stream.listen((event) => notifyManager.batch(() => apply(event))), []);
}

function apply(event: StreamEvent): void {
  switch (event.type) {
    case "desk":
      showDesk(event.data as Desk);
      break;
    case "shift":
      void queries.invalidateQueries({ queryKey: ["shift"] });
      void queries.invalidateQueries({ queryKey: ["bulletins"] });
      break;
    case "contact":
      void queries.invalidateQueries({ queryKey: ["contact", event.contactId] });
      break;
    case "message":
      showMessage(event.contactId, event.message as Message);
      break;
    case "read":
      showRead(event.contactId, event.by, event.messageId);
      break;
    case "typing":
      noteTyping(event.contactId);
      break;
    case "presence":
      showPresence(event.contactId, event.connected);
      break;
    case "floor":
      showFloor(event.data as Floor);
      break;
    case "refetch":
      for (const key of ["desk", "shift", "bulletins", "contact", "floor-contacts", "floor-work", "demo"]) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
      break;
  }
}

function showDesk(desk: Desk): void {
  setServerTime(desk.now);
  queries.setQueryData(deskQuery.queryKey, (known) => laterDesk(known, desk));
}

function showMessage(contactId: number, message: Message): void {
  const isNew = addMessage(contactId, message);
  if (message.sender === "system") return;
  const { body, sent_at, sender } = message;
  changeOnDesk(contactId, (contact) => ({
    last_message: { body: body.slice(0, 200), sent_at, sender },
    unread: contact.unread + (isNew && sender === "citizen" ? 1 : 0),
  }));
}

function showRead(contactId: number, by: string, messageId: number): void {
  if (by === "counsellor") changeOnDesk(contactId, () => ({ unread: unreadAfter(contactId, messageId) }));
  else {
    queries.setQueryData(contactQuery(contactId).queryKey, (contact) =>
      contact ? { ...contact, citizen_read: Math.max(contact.citizen_read, messageId) } : contact,
    );
  }
}

function changeOnDesk(contactId: number, change: (contact: ContactSummary) => Partial<ContactSummary>): void {
  queries.setQueryData(deskQuery.queryKey, (desk) =>
    desk
      ? {
          ...desk,
          contacts: desk.contacts.map((contact) =>
            contact.id === contactId ? { ...contact, ...change(contact) } : contact,
          ),
        }
      : desk,
  );
}

function showFloor(floor: Floor): void {
  setServerTime(floor.now);
  queries.setQueryData(floorQuery.queryKey, floor);
}

function showPresence(contactId: number, connected: boolean): void {
  queries.setQueryData(contactQuery(contactId).queryKey, (contact: ContactDetail | undefined) =>
    contact ? { ...contact, summary: { ...contact.summary, citizen_connected: connected } } : contact,
  );
  changeOnDesk(contactId, () => ({ citizen_connected: connected }));
}
