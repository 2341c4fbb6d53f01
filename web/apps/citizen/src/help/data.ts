import { answer, ratePublicArticle, readPublicArticle, searchPublicKnowledge, suggestPublicQuestions } from "@sori/api";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ["help", "search", q],
    queryFn: ({ signal }) => answer(searchPublicKnowledge({ query: { q }, signal })),
    enabled: q.trim() !== "",
    placeholderData: keepPreviousData,
  });

export const suggestionsQuery = (q: string) =>
  queryOptions({
    queryKey: ["help", "suggestions", q],
    queryFn: ({ signal }) => answer(suggestPublicQuestions({ query: { q }, signal })),
    enabled: q.trim() !== "",
    placeholderData: keepPreviousData,
    // Only a convenience: the search itself tells when it is away.
    retry: false,
  });

export const articleQuery = (code: string) =>
  queryOptions({
    queryKey: ["help", "article", code],
    queryFn: ({ signal }) => answer(readPublicArticle({ path: { code }, signal })),
  });

export const postFeedback = (id: number, key: string, helped: boolean) =>
  answer(ratePublicArticle({ path: { article_id: id }, body: { key, helped } }));
