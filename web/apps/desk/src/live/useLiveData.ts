import type { ContactDetail, Desk, Floor } from "@sori/api";
import { setServerTime } from "@sori/ui";
import type { StreamEvent } from "@sori/ui/stream";
import { useEffect } from "react";
import { contactQuery } from "../data/contact";
import { deskQuery } from "../data/desk";
import { floorQuery } from "../data/floor";
import { queries } from "../data/queries";
import { stream } from "./stream";
import { noteTyping } from "./typing";

/** Turns what the stream says into fresh queries. Mounted once, in the shell. */
export function useLiveData(): void {
  useEffect(() => stream.listen(apply), []);
}

function apply(event: StreamEvent): void {
  switch (event.type) {
    case "desk":
      void queries.invalidateQueries({ queryKey: deskQuery.queryKey });
      break;
    case "contact":
      void queries.invalidateQueries({ queryKey: ["contact", event.contactId] });
      if (onDesk(event.contactId)) void queries.invalidateQueries({ queryKey: deskQuery.queryKey });
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
      for (const key of ["desk", "contact", "floor-contacts", "demo"]) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
      break;
  }
}

/** The list shows each contact's last message and what is unread, so it changes with every message. */
function onDesk(contactId: number): boolean {
  const desk = queries.getQueryData(deskQuery.queryKey);
  return desk?.contacts.some((contact) => contact.id === contactId) ?? false;
}

function showFloor(floor: Floor): void {
  setServerTime(floor.now);
  queries.setQueryData(floorQuery.queryKey, floor);
}

function showPresence(contactId: number, connected: boolean): void {
  queries.setQueryData(contactQuery(contactId).queryKey, (contact: ContactDetail | undefined) =>
    contact ? { ...contact, summary: { ...contact.summary, citizen_connected: connected } } : contact,
  );
  queries.setQueryData(deskQuery.queryKey, (desk: Desk | undefined) =>
    desk
      ? {
          ...desk,
          contacts: desk.contacts.map((contact) =>
            contact.id === contactId ? { ...contact, citizen_connected: connected } : contact,
          ),
        }
      : desk,
  );
}
