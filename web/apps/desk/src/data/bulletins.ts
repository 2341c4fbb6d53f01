import { acknowledgeBulletin, answer, type BulletinNow, getBulletinsNow, getContactBulletins } from "@sori/api";
import { serverNow } from "@sori/ui";
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { sayProblem } from "../app/say";

/** What holds for me. A hint tells of what is new; each ends by itself, by the clock. */
export const bulletinsNowQuery = queryOptions({
  queryKey: ["bulletins", "now"],
  queryFn: ({ signal }) => answer(getBulletinsNow({ signal })),
  refetchInterval: 30_000,
  select: (found: BulletinNow[]) => found.filter(holds),
});

/** What a conversation brings up, asked again with each message of the citizen, by whose id it is known. */
export const contactBulletinsQuery = (contactId: number, lastId: number) =>
  queryOptions({
    queryKey: ["bulletins", "contact", contactId, lastId],
    queryFn: ({ signal }) => answer(getContactBulletins({ path: { contact_id: contactId }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    select: (found: BulletinNow[]) => found.filter(holds),
  });

const holds = (one: BulletinNow) => Date.parse(one.valid_to) > serverNow();

export function useAcknowledgeBulletin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: { id: number; version: number }) =>
      answer(acknowledgeBulletin({ path: { bulletin_id: id }, body: { version } })),
    onError: sayProblem,
    onSettled: () => client.invalidateQueries({ queryKey: ["bulletins"] }),
  });
}
