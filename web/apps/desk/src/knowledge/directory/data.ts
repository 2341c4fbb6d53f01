import {
  addPost,
  answer,
  changePost,
  getDirectoryChanges,
  getDistricts,
  getEmergencyList,
  getPost,
  getPostChanges,
  importPosts,
  listPosts,
  type PostChangePage,
  type PostContent,
  type PostPage,
  type PostShown,
  removePost,
  searchDirectory,
} from "@sori/api";
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

export const foundQuery = (q: string, district: string) =>
  queryOptions({
    queryKey: ["directory", "search", q, district],
    queryFn: ({ signal }) => answer(searchDirectory({ query: { q, district }, signal })),
    placeholderData: keepPreviousData,
    // Who is there changes with the clock alone.
    refetchInterval: 60_000,
  });

export const postQuery = (id: number) =>
  queryOptions({
    queryKey: ["directory", "post", id],
    queryFn: ({ signal }): Promise<PostShown> => answer(getPost({ path: { post_id: id }, signal })),
    refetchInterval: 60_000,
  });

export const changesQuery = (id: number | null) =>
  infiniteQueryOptions({
    queryKey: ["directory", "changes", id],
    queryFn: ({ pageParam, signal }): Promise<PostChangePage> => {
      const query = pageParam === null ? {} : { before: pageParam };
      return id === null
        ? answer(getDirectoryChanges({ query, signal }))
        : answer(getPostChanges({ path: { post_id: id }, query, signal }));
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
  });

export interface PostsSearch {
  text?: string;
  removed?: boolean;
}

export const postsQuery = (search: PostsSearch) =>
  infiniteQueryOptions({
    queryKey: ["directory", "posts", search],
    queryFn: ({ pageParam, signal }): Promise<PostPage> =>
      answer(listPosts({ query: { ...search, ...(pageParam !== null && { before: pageParam }) }, signal })),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
    placeholderData: keepPreviousData,
  });

export const districtsQuery = queryOptions({
  queryKey: ["directory", "districts"],
  queryFn: ({ signal }) => answer(getDistricts({ signal })),
});

export const emergencyQuery = queryOptions({
  queryKey: ["directory", "emergency"],
  queryFn: ({ signal }) => answer(getEmergencyList({ signal })),
});

/** Everything of these pages is fetched again after a change, since one change shows in many lists. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ["directory"] }),
  });
}

const seen = (post: { change: number }) => ({ "If-Match": `"${post.change}"` });

export const useAddPost = () =>
  useChange((input: { content: PostContent; note: string }) => answer(addPost({ body: input })));

export const useChangePost = () =>
  useChange(({ post, content, note }: { post: PostShown; content: PostContent; note: string }) =>
    answer(changePost({ path: { post_id: post.id }, body: { content, note }, headers: seen(post) })),
  );

export const useRemovePost = () =>
  useChange(({ post, note }: { post: PostShown; note: string }) =>
    answer(removePost({ path: { post_id: post.id }, query: { note }, headers: seen(post) })),
  );

export const useImportPosts = () => useChange((file: File) => answer(importPosts({ body: { file } })));
