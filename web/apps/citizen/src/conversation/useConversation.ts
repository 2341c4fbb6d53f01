import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { conversationQuery, onOtherTab, refreshConversation } from "./store";

/** This device's conversation, kept in step with its other tabs. */
export function useConversation() {
  const query = useQuery(conversationQuery);

  useEffect(() => {
    const refresh = () => void refreshConversation();
    const onVisible = () => {
      if (document.visibilityState === "visible") refresh();
    };
    const stop = onOtherTab(refresh);
    document.addEventListener("visibilitychange", onVisible);
    // A page taken out of the back-forward cache has missed everything since.
    window.addEventListener("pageshow", onVisible);
    window.addEventListener("online", refresh);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", onVisible);
      window.removeEventListener("pageshow", onVisible);
      window.removeEventListener("online", refresh);
    };
  }, []);

  return query;
}
