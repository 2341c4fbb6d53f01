import {
  type AccessShown,
  type Account,
  answer,
  endSessionOf,
  endSessionsOf,
  getAccess,
  getAccessOf,
  putIdentity,
  putSecondFactorPolicy,
  type Role,
  resetSecondFactor,
} from "@sori/api";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRefreshMe } from "../../data/session";

export const accessQuery = queryOptions({
  queryKey: ["access"],
  queryFn: ({ signal }): Promise<AccessShown> => answer(getAccess({ signal })),
});

export const accessOfQuery = (login: string) =>
  queryOptions({
    queryKey: ["access-of", login],
    queryFn: ({ signal }): Promise<Account> => answer(getAccessOf({ path: { login }, signal })),
  });

export function usePutPolicy() {
  const client = useQueryClient();
  const refreshMe = useRefreshMe();
  return useMutation({
    mutationFn: (roles: Role[]) => answer(putSecondFactorPolicy({ body: { roles } })),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: accessQuery.queryKey }), refreshMe()]),
  });
}

/** A change of how somebody gets in, after which that is asked for anew. */
function useAccessChange<Input>(login: string, change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: accessOfQuery(login).queryKey }),
  });
}

/** Ends one of somebody's sessions, or (null) all. */
export const useEndSessionsOf = (login: string) =>
  useAccessChange(login, (id: number | null) =>
    answer(id === null ? endSessionsOf({ path: { login } }) : endSessionOf({ path: { login, session_id: id } })),
  );

export const useResetSecondFactor = (login: string) =>
  useAccessChange(login, (_: null) => answer(resetSecondFactor({ path: { login } })));

export const usePutIdentity = (login: string) =>
  useAccessChange(login, (email: string | null) => answer(putIdentity({ path: { login }, body: { email } })));
