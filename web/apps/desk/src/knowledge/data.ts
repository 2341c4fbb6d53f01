import {
  type Article,
  type ArticlePage,
  type ArticleShown,
  addComment,
  answer,
  type Bulk,
  type BulkChange,
  type Content,
  confirmArticle,
  createArticle,
  getArticle,
  getComments,
  getDepartments,
  getFreshness,
  getOpenComments,
  getStaleArticles,
  getSynonyms,
  getVersion,
  getVersions,
  importArticles,
  keepDepartment,
  keepSynonyms,
  listArticles,
  makeBulk,
  previewBulk,
  publishArticle,
  rateArticle,
  readArticle,
  retireArticle,
  reviseArticle,
  type Stale,
  searchKnowledge,
  sendArticleBack,
  settleComment,
  submitArticle,
  type Text,
} from "@sori/api";
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { sayProblem } from "../app/say";
import type { ListSearch } from "./search/address";

export const articlesQuery = (search: ListSearch) =>
  infiniteQueryOptions({
    queryKey: ["knowledge", "articles", search],
    queryFn: ({ pageParam, signal }): Promise<ArticlePage> => {
      const { state, ...query } = search;
      return answer(
        listArticles({
          query: { ...query, ...(state && { state: [state] }), ...(pageParam !== null && { before: pageParam }) },
          signal,
        }),
      );
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
    placeholderData: keepPreviousData,
  });

export const articleQuery = (id: number) =>
  queryOptions({
    queryKey: ["knowledge", "article", id],
    queryFn: ({ signal }): Promise<ArticleShown> => answer(getArticle({ path: { article_id: id }, signal })),
  });

export const versionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["knowledge", "article", id, "versions"],
    queryFn: ({ signal }) => answer(getVersions({ path: { article_id: id }, signal })),
  });

export const versionQuery = (id: number, number: number) =>
  queryOptions({
    queryKey: ["knowledge", "article", id, "versions", number],
    queryFn: ({ signal }) => answer(getVersion({ path: { article_id: id, number }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const commentsQuery = (id: number) =>
  queryOptions({
    queryKey: ["knowledge", "comments", id],
    queryFn: ({ signal }) => answer(getComments({ path: { article_id: id }, signal })),
  });

export const openCommentsQuery = queryOptions({
  queryKey: ["knowledge", "comments"],
  queryFn: ({ signal }) => answer(getOpenComments({ signal })),
});

export const freshnessQuery = queryOptions({
  queryKey: ["knowledge", "freshness"],
  queryFn: ({ signal }) => answer(getFreshness({ signal })),
});

export const staleQuery = (reason: Stale) =>
  queryOptions({
    queryKey: ["knowledge", "freshness", reason],
    queryFn: ({ signal }) => answer(getStaleArticles({ path: { reason }, signal })),
    placeholderData: keepPreviousData,
  });

export const departmentsQuery = queryOptions({
  queryKey: ["knowledge", "departments"],
  queryFn: ({ signal }) => answer(getDepartments({ signal })),
});

export const searchQuery = (q: string, topic: string) =>
  queryOptions({
    queryKey: ["knowledge", "search", q, topic],
    queryFn: ({ signal }) => answer(searchKnowledge({ query: { q, topic }, signal })),
    enabled: q.trim() !== "",
    placeholderData: keepPreviousData,
  });

export const readingQuery = (code: string) =>
  queryOptions({
    queryKey: ["knowledge", "reading", code],
    queryFn: ({ signal }) => answer(readArticle({ path: { code }, signal })),
  });

/** Everything of these pages is fetched again after a change, since one change shows in many lists. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>, quiet = false) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ["knowledge"] }),
    ...(quiet ? {} : { onError: sayProblem }),
  });
}

const seen = (article: { change: number }) => ({ "If-Match": `"${article.change}"` });

export const useCreate = () =>
  useChange((input: { code: string; content: Content; note: string }) => answer(createArticle({ body: input })), true);

export const useRevise = () =>
  useChange(
    ({ article, content, note }: { article: Article; content: Content; note: string }) =>
      answer(reviseArticle({ path: { article_id: article.id }, body: { content, note }, headers: seen(article) })),
    true,
  );

export type Step = "submit" | "send_back" | "publish" | "retire" | "confirm";

export const useStep = () =>
  useChange(({ article, step, at }: { article: { id: number; change: number }; step: Step; at?: string | null }) => {
    const path = { article_id: article.id };
    const headers = seen(article);
    switch (step) {
      case "submit":
        return answer(submitArticle({ path, headers }));
      case "send_back":
        return answer(sendArticleBack({ path, headers }));
      case "publish":
        return answer(publishArticle({ path, headers, body: { at: at ?? null } }));
      case "retire":
        return answer(retireArticle({ path, headers }));
      case "confirm":
        return answer(confirmArticle({ path, headers }));
    }
  });

export const useComment = () =>
  useChange(({ id, kind, body }: { id: number; kind: "comment" | "wrong"; body: string }) =>
    answer(addComment({ path: { article_id: id }, body: { kind, body } })),
  );

export const useSettle = () =>
  useChange(({ id, reply }: { id: number; reply: string }) =>
    answer(settleComment({ path: { comment_id: id }, body: { answer: reply } })),
  );

export const useRate = () =>
  useChange(({ id, key, helped }: { id: number; key: string; helped: boolean }) =>
    answer(rateArticle({ path: { article_id: id }, body: { key, helped } })),
  );

export const usePreviewBulk = () =>
  useMutation({
    mutationFn: (bulk: Bulk): Promise<BulkChange[]> => answer(previewBulk({ body: bulk })),
    onError: sayProblem,
  });

export const useMakeBulk = () => useChange((bulk: Bulk): Promise<BulkChange[]> => answer(makeBulk({ body: bulk })));

export const useImport = () =>
  useChange(
    ({ file, publish }: { file: File; publish: boolean }) => answer(importArticles({ body: { file, publish } })),
    true,
  );

export const synonymsQuery = queryOptions({
  queryKey: ["knowledge", "synonyms"],
  queryFn: ({ signal }) => answer(getSynonyms({ signal })),
  // What is being typed must not be taken away by a look at what is kept.
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
});

export const useKeepSynonyms = () => useChange((groups: string[][]) => answer(keepSynonyms({ body: groups })));

export const useKeepDepartment = () =>
  useChange(({ id, name, officers }: { id: number; name: Text; officers: string[] }) =>
    answer(keepDepartment({ path: { department_id: id }, body: { name, officers } })),
  );
