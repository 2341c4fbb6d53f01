import {
  answer,
  getBotConversations,
  getBotFigures,
  getDialogueFiles,
  getMisses,
  getPhrasings,
  holdDialogues,
  keepDialogueFile,
  type MissSettlement,
  readBotConversation,
  removePhrasing,
  settleMisses,
  type Tried,
} from "@sori/api";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { sayProblem } from "../../app/say";
import type { Outcome, Reason } from "./address";

const linesAtOnce = 50;

export const missesQuery = (miss: Reason | undefined) =>
  queryOptions({
    queryKey: ["knowledge", "chatbot", "misses", miss],
    queryFn: ({ signal }) => answer(getMisses({ query: { ...(miss && { miss }) }, signal })),
  });

export const figuresQuery = (since: string, until: string, by: "day" | "month") =>
  queryOptions({
    queryKey: ["knowledge", "chatbot", "figures", since, until, by],
    queryFn: ({ signal }) => answer(getBotFigures({ query: { since, until, by }, signal })),
  });

export const conversationsQuery = (since: string, until: string, outcome: Outcome | undefined) =>
  infiniteQueryOptions({
    queryKey: ["knowledge", "chatbot", "conversations", since, until, outcome],
    queryFn: ({ pageParam, signal }) =>
      answer(
        getBotConversations({
          query: { since, until, ...(outcome && { outcome }), ...(pageParam !== null && { before: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < linesAtOnce ? undefined : page.at(-1)?.id),
  });

export const botConversationQuery = (id: number) =>
  queryOptions({
    queryKey: ["knowledge", "chatbot", "conversation", id],
    queryFn: ({ signal }) => answer(readBotConversation({ path: { conversation_id: id }, signal })),
  });

export const phrasingsQuery = queryOptions({
  queryKey: ["knowledge", "chatbot", "phrasings"],
  queryFn: ({ signal }) => answer(getPhrasings({ signal })),
});

export const dialogueFilesQuery = queryOptions({
  queryKey: ["knowledge", "chatbot", "dialogues"],
  queryFn: ({ signal }) => answer(getDialogueFiles({ signal })),
  refetchOnWindowFocus: false,
});

function useChange<Input>(change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ["knowledge"] }),
    onError: sayProblem,
  });
}

export const useSettleMisses = () =>
  useChange((settlement: MissSettlement) => answer(settleMisses({ body: settlement })));

export const useRemovePhrasing = () => useChange((id: number) => answer(removePhrasing({ path: { phrasing_id: id } })));

export const useKeepDialogues = () =>
  useChange((file: { name: string; content: string }) => answer(keepDialogueFile({ body: file })));

export const useHoldDialogues = () =>
  useMutation({ mutationFn: (content: string): Promise<Tried> => answer(holdDialogues({ body: { content } })) });
