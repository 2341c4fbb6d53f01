import {
  answer,
  changeWebhook,
  type DeliveryPage,
  type EventKind,
  getDeliveries,
  getWebhooks,
  redeliver,
  registerWebhook,
  removeWebhook,
  rotateSecret,
  switchWebhook,
  testWebhook,
  type Webhook,
} from "@sori/api";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

/** What can be told of a contact, in the order of its life. */
export const eventKinds: readonly EventKind[] = [
  "contact.queued",
  "contact.offered",
  "contact.answered",
  "contact.bounced",
  "contact.transferred",
  "contact.taken_over",
  "contact.returned",
  "contact.left_message",
  "contact.abandoned",
  "contact.ended",
  "contact.closed",
  "contact.rated",
];

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: ({ signal }): Promise<Webhook[]> => answer(getWebhooks({ signal })),
  refetchInterval: 10_000,
});

export const deliveriesQuery = (webhookId: number, openOnly: boolean) =>
  infiniteQueryOptions({
    queryKey: ["webhooks", webhookId, "deliveries", openOnly],
    queryFn: ({ pageParam, signal }): Promise<DeliveryPage> =>
      answer(
        getDeliveries({
          path: { webhook_id: webhookId },
          query: { open_only: openOnly, ...(pageParam !== null && { before: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
    refetchInterval: 3_000,
  });

export interface WebhookDraft {
  address: string;
  kinds: EventKind[];
}

function useRefreshed<Given, Made>(change: (given: Given) => Promise<Made>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
}

export const useRegister = () => useRefreshed((body: WebhookDraft) => answer(registerWebhook({ body })));

/** Changes what was looked at: the server refuses it where somebody else was quicker. */
export const useChange = (webhook: Webhook) =>
  useRefreshed((body: WebhookDraft) =>
    answer(
      changeWebhook({
        path: { webhook_id: webhook.id },
        body,
        headers: { "If-Match": `"${webhook.version}"` },
      }),
    ),
  );

export const useRemove = () =>
  useRefreshed((webhookId: number) => answer(removeWebhook({ path: { webhook_id: webhookId } })));

export const useRotate = () =>
  useRefreshed((webhookId: number) => answer(rotateSecret({ path: { webhook_id: webhookId } })));

export const useSwitch = () =>
  useRefreshed(({ id, on }: { id: number; on: boolean }) =>
    answer(switchWebhook({ path: { webhook_id: id }, body: { on } })),
  );

export const useTest = () =>
  useRefreshed((webhookId: number) => answer(testWebhook({ path: { webhook_id: webhookId } })));

export const useRedeliver = (webhookId: number) =>
  useRefreshed((deliveryId: number) => answer(redeliver({ path: { webhook_id: webhookId, delivery_id: deliveryId } })));
