import type { Conversation, Message } from "@sori/api";
import { shelf } from "@sori/ui/storage";
import { QueryClient } from "@tanstack/react-query";
import { fetchConversation } from "../api/chat";
import { mergeConversation, mergeMessages } from "./merge";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: "always", refetchOnWindowFocus: false, refetchOnReconnect: false },
  },
});

export const CONVERSATION = ["conversation"] as const;

type Held = Conversation | null;

export function heldConversation(): Held | undefined {
  return queryClient.getQueryData<Held>(CONVERSATION);
}

export const conversationQuery = {
  queryKey: CONVERSATION,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Held> => {
    const fresh = await fetchConversation(heldConversation(), signal);
    // A message may have been acknowledged while the answer was under way.
    return fresh && mergeConversation(heldConversation(), fresh);
  },
  staleTime: Number.POSITIVE_INFINITY,
};

let refreshing = false;
let again = false;

/** Fetches what is new. Hints that come meanwhile lead to one more fetch, not to one each. */
export async function refreshConversation(): Promise<void> {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    do {
      again = false;
      await queryClient.refetchQueries({ queryKey: CONVERSATION });
    } while (again);
  } finally {
    refreshing = false;
  }
}

/** Takes in the conversation as the stream tells it; a fetch under way may be older and is given up. */
export async function showConversation(fresh: Conversation): Promise<void> {
  await queryClient.cancelQueries({ queryKey: CONVERSATION });
  queryClient.setQueryData<Held>(CONVERSATION, (known) => mergeConversation(known, fresh));
}

/** An answer to something the citizen did holds the conversation as it was then; what came since is fetched. */
export async function keepConversation(fresh: Conversation): Promise<void> {
  await queryClient.cancelQueries({ queryKey: CONVERSATION });
  queryClient.setQueryData<Held>(CONVERSATION, (known) => mergeConversation(known, fresh));
  tellOtherTabs();
  // A hint may have come before this answer, and its fetch was just given up.
  void refreshConversation();
}

export function keepMessage(message: Message, contactId: number): void {
  change((held) =>
    held.contact_id === contactId ? { ...held, messages: mergeMessages(held.messages, [message]) } : held,
  );
}

export function change(update: (held: Conversation) => Conversation): void {
  queryClient.setQueryData<Held>(CONVERSATION, (held) => (held ? update(held) : held));
}

const PULSE = "sori.pulse";

/** Another tab of this device has no stream while it shows the first page; this wakes it. */
function tellOtherTabs(): void {
  shelf.set(PULSE, `${Date.now()}.${Math.random()}`);
}

export function onOtherTab(wake: () => void): () => void {
  const listen = (event: StorageEvent) => {
    if (event.key === PULSE) wake();
  };
  window.addEventListener("storage", listen);
  return () => window.removeEventListener("storage", listen);
}
