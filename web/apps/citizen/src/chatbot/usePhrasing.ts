import type { BotTurn } from "@sori/api";
import { useEffect, useState } from "react";
import { giveUpPhrasing, settlePhrasing } from "./data";

/** Longer than the server lets anybody take: whoever hears nothing by then is shown the article's own answer. */
const LONGEST = 60_000;
const AGAIN_AFTER = 1_000;

/** The sentences of an answer that is being phrased, as they come; what it comes to is kept with the conversation. */
export function usePhrasing(turn: BotTurn, conversationKey: string): string {
  const [text, setText] = useState("");
  const { id, phrasing } = turn;
  useEffect(() => {
    if (!phrasing) return;
    let source: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source?.close();
      setText("");
      source = new EventSource(`/api/chat/bot/conversations/${conversationKey}/turns/${id}/stream`);
      source.addEventListener("sentence", (event) => {
        const sentence = (JSON.parse(String(event.data)) as { text: string }).text;
        setText((before) => before + (before && !sentence.startsWith("\n") ? " " : "") + sentence);
      });
      source.addEventListener("answer", (event) => {
        source?.close();
        void settlePhrasing(JSON.parse(String(event.data)) as BotTurn);
      });
      // The process behind it is being replaced: another one knows what became of the answer.
      source.addEventListener("reconnect", open);
      source.onerror = () => {
        source?.close();
        again = setTimeout(open, AGAIN_AFTER);
      };
    };
    open();
    const end = setTimeout(() => giveUpPhrasing(id), LONGEST);
    return () => {
      clearTimeout(end);
      clearTimeout(again);
      source?.close();
    };
  }, [id, phrasing, conversationKey]);
  return text;
}
