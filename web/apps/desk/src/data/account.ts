import {
  type Account,
  answer,
  beginSecondFactor,
  changePassword,
  confirmSecondFactor,
  endMyOtherSessions,
  endMySession,
  getAccount,
  removeSecondFactor,
  renewRecoveryCodes,
} from "@sori/api";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRefreshMe } from "./session";

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: ({ signal }): Promise<Account> => answer(getAccount({ signal })),
});

/** A change of one's own account, after which the account is asked for anew, and what one may open. */
function useAccountChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  const refreshMe = useRefreshMe();
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: accountQuery.queryKey }), refreshMe()]),
  });
}

export const useChangePassword = () =>
  useAccountChange((passwords: { present: string; new: string }) => answer(changePassword({ body: passwords })));

export const useBeginSecondFactor = () =>
  useMutation({ mutationFn: (password: string) => answer(beginSecondFactor({ body: { password } })) });

export const useConfirmSecondFactor = () =>
  useAccountChange((code: string) => answer(confirmSecondFactor({ body: { code } })));

export const useRenewRecoveryCodes = () =>
  useAccountChange((password: string) => answer(renewRecoveryCodes({ body: { password } })));

export const useRemoveSecondFactor = () =>
  useAccountChange((password: string) => answer(removeSecondFactor({ body: { password } })));

/** Ends one of my sessions, or (null) all but this one. */
export const useEndMySession = () =>
  useAccountChange((id: number | null) =>
    answer(id === null ? endMyOtherSessions() : endMySession({ path: { session_id: id } })),
  );
