import {
  answer,
  type ChannelStanding,
  getOutgoing,
  getOutgoingChannels,
  type OutgoingChannel,
  type OutgoingPage,
  type OutgoingState,
  sendOutgoingAgain,
  showOutgoingRecipient,
} from "@sori/api";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

export const outgoingStates: readonly OutgoingState[] = [
  "waiting",
  "sending",
  "sent",
  "delivered",
  "failed",
  "given_up",
  "kept",
];
export const outgoingChannels: readonly OutgoingChannel[] = ["sms", "email"];
/** What can be sent again: nothing that the other side has, or may have at any moment. */
export const canGoAgain = (state: OutgoingState) => state === "failed" || state === "given_up" || state === "kept";

export interface OutgoingSearch {
  channel: OutgoingChannel | null;
  state: OutgoingState | null;
}

/** Each look is in the audit log, so it is taken only when somebody asks. */
export const outgoingQuery = ({ channel, state }: OutgoingSearch) =>
  infiniteQueryOptions({
    queryKey: ["outgoing", "messages", channel, state],
    queryFn: ({ pageParam, signal }): Promise<OutgoingPage> =>
      answer(
        getOutgoing({
          query: {
            ...(channel !== null && { channel }),
            ...(state !== null && { outgoing_state: state }),
            ...(pageParam !== null && { before: pageParam }),
          },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const outgoingChannelsQuery = queryOptions({
  queryKey: ["outgoing", "channels"],
  queryFn: ({ signal }): Promise<ChannelStanding[]> => answer(getOutgoingChannels({ signal })),
  refetchInterval: 10_000,
});

export function useSendAgain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (messageId: number) => answer(sendOutgoingAgain({ path: { message_id: messageId } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["outgoing"] }),
  });
}

export const useShowRecipient = () =>
  useMutation({
    mutationFn: (messageId: number) => answer(showOutgoingRecipient({ path: { message_id: messageId } })),
    gcTime: 0,
  });
