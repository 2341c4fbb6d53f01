import { useEffect, useState } from "react";
import { outbox } from "../outbox/useOutbox";
import { change, keepMessage, refreshConversation, showConversation } from "./store";
import { LiveStream } from "./stream";

const TYPING_SHOWN = 5000;
const POLL_WITHOUT_STREAM = 15_000;
/** A line can die without a word, on a phone that changes networks; a look now and then finds out. */
const CHECK_WITH_STREAM = 60_000;
/** A reconnect this quick is not worth a banner. */
const LOSS_NOTICED_AFTER = 2000;

export interface Live {
  lost: boolean;
  typing: boolean;
}

/** Keeps a live line open while there is a contact to follow. */
export function useLive(contactId: number | null): Live {
  const [open, setOpen] = useState(true);
  const [lost, setLost] = useState(false);
  const [typing, setTyping] = useState(false);

  useEffect(() => {
    if (contactId === null) return;
    let typingTimer: ReturnType<typeof setTimeout> | undefined;
    const stream = new LiveStream({
      onOpen() {
        setOpen(true);
        outbox.hurry();
      },
      // The first thing that a stream tells, and again whenever it stands otherwise.
      onConversation: (conversation) => void showConversation(conversation),
      onMessage(contactId, message) {
        keepMessage(message, contactId);
        if (message.sender === "counsellor") setTyping(false);
      },
      onRead: (counsellor_read) => change((held) => ({ ...held, counsellor_read })),
      onPlace: (place, waiting, expected) =>
        change((held) => ({ ...held, place, expected, busyness: { ...held.busyness, waiting } })),
      onPresence: (connected) => change((held) => ({ ...held, counsellor_connected: connected })),
      onTyping() {
        setTyping(true);
        clearTimeout(typingTimer);
        typingTimer = setTimeout(() => setTyping(false), TYPING_SHOWN);
      },
      onLost: () => setOpen(false),
    });
    const reopen = () => stream.open();
    const onOffline = () => {
      setOpen(false);
      setLost(true);
    };
    stream.open();
    window.addEventListener("online", reopen);
    window.addEventListener("offline", onOffline);
    window.addEventListener("pageshow", reopen);
    return () => {
      stream.close();
      clearTimeout(typingTimer);
      setTyping(false);
      setOpen(true);
      window.removeEventListener("online", reopen);
      window.removeEventListener("offline", onOffline);
      window.removeEventListener("pageshow", reopen);
    };
  }, [contactId]);

  useEffect(() => {
    if (open) {
      setLost(false);
      return;
    }
    const timer = setTimeout(() => setLost(true), LOSS_NOTICED_AFTER);
    return () => clearTimeout(timer);
  }, [open]);

  useEffect(() => {
    if (contactId === null) return;
    const timer = setInterval(
      () => {
        if (document.visibilityState === "visible") void refreshConversation();
      },
      open ? CHECK_WITH_STREAM : POLL_WITHOUT_STREAM,
    );
    return () => clearInterval(timer);
  }, [contactId, open]);

  return { lost, typing };
}
