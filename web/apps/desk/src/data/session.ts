import { answer, type Demo, getDemo, isProblem, logIn, logOut, type Me, switchSimulation, whoAmI } from "@sori/api";
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { stream } from "../live/stream";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await answer(whoAmI({ signal }));
    } catch (error) {
      if (isProblem(error, 401)) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const demoQuery = queryOptions({
  queryKey: ["demo"],
  queryFn: ({ signal }): Promise<Demo> => answer(getDemo({ signal })),
  staleTime: 30_000,
});

export function useMe(): Me | null {
  return useSuspenseQuery(sessionQuery).data;
}

export function useLogIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: { login: string; password: string }) => answer(logIn({ body: credentials })),
    onSuccess: (me) => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== "demo" });
      client.setQueryData(sessionQuery.queryKey, me);
      stream.reset();
    },
  });
}

export function useLogOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(logOut()),
    onSuccess: () => {
      client.removeQueries({ predicate: (query) => !["demo", "session"].includes(String(query.queryKey[0])) });
      client.setQueryData(sessionQuery.queryKey, null);
    },
  });
}

export function useSwitchSimulation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (on: boolean) => answer(switchSimulation({ body: { on } })),
    onSuccess: (demo) => client.setQueryData(demoQuery.queryKey, demo),
  });
}
