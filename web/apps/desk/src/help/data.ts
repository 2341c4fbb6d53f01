import { answer, getHelp, searchKnowledge, useArticle } from "@sori/api";
import { uuid } from "@sori/ui/storage";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

const againAfter = 5_000;

/** A search that is away comes back by itself: nobody in a conversation should have to ask for it. */
const untilItIsBack = (query: { state: { status: string } }) => (query.state.status === "error" ? againAfter : false);

/** Asked again with each message of the citizen, by whose id it is known. */
export const helpQuery = (contactId: number, lastId: number) =>
  queryOptions({
    queryKey: ["help", contactId, lastId],
    queryFn: ({ signal }) => answer(getHelp({ path: { contact_id: contactId }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: untilItIsBack,
    staleTime: 30_000,
  });

export const lookQuery = (q: string) =>
  queryOptions({
    queryKey: ["help", "look", q],
    queryFn: ({ signal }) => answer(searchKnowledge({ query: { q, limit: 5 }, signal })),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    refetchInterval: untilItIsBack,
  });

export const postUse = (
  contactId: number,
  article: { id: number; version: number },
  how: "inserted" | "read_aloud",
): Promise<unknown> =>
  answer(
    useArticle({
      path: { contact_id: contactId },
      body: { key: uuid(), article_id: article.id, version: article.version, how },
    }),
  );
