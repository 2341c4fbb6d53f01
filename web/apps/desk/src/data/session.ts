import {
  answer,
  type CodeWanted,
  type Demo,
  getDemo,
  getWaysIn,
  giveCode,
  isProblem,
  logIn,
  logOut,
  type Me,
  switchSimulation,
  whoAmI,
} from "@sori/api";
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { stream } from "../live/stream";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return entering(await answer(whoAmI({ signal })));
    } catch (error) {
      if (isProblem(error, 401)) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Who still owes something does nothing else before: until then they have no role here, as for the server. */
const entering = (me: Me): Me => ((me.owes ?? []).length > 0 ? { ...me, roles: [] } : me);

export const waysInQuery = queryOptions({
  queryKey: ["ways-in"],
  queryFn: ({ signal }) => answer(getWaysIn({ signal })),
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

export const isIn = (gone: Me | CodeWanted): gone is Me => "roles" in gone;

function useEnter(): (me: Me) => void {
  const client = useQueryClient();
  return (me) => {
    client.removeQueries({ predicate: (query) => !["demo", "ways-in"].includes(String(query.queryKey[0])) });
    client.setQueryData(sessionQuery.queryKey, me);
    stream.reset();
  };
}

/** Logs in, or comes as far as to a code of the second factor. */
export function useLogIn() {
  const enter = useEnter();
  return useMutation({
    mutationFn: async (credentials: { login: string; password: string }) => {
      const gone = await answer<Me | CodeWanted>(logIn({ body: credentials }));
      return isIn(gone) ? entering(gone) : gone;
    },
    onSuccess: (gone) => {
      if (isIn(gone)) enter(gone);
    },
  });
}

export function useGiveCode() {
  const enter = useEnter();
  return useMutation({
    mutationFn: async (code: string) => entering(await answer(giveCode({ body: { code } }))),
    onSuccess: enter,
  });
}

/** After what was owed is done: who somebody is now, and with it all that they may open. */
export function useRefreshMe(): () => Promise<unknown> {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    stream.reset();
  };
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
