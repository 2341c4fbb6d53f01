import { answer, type CallbackShown, cancelCallback, getCallback, isProblem } from "@sori/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const lookEvery = 2_000;
const open: readonly CallbackShown["state"][] = ["placed", "resting", "ringing"];

/** The link by which a text message led here, to take a call on whichever device. */
export const callbackLink = () => new URLSearchParams(window.location.search).get("callback");
export const isOpen = (callback: CallbackShown | null | undefined) => !!callback && open.includes(callback.state);

/** The callback that this page waits for; null where there is none. Not asked for while a call is under way. */
export function useCalledBack(looking: boolean) {
  const queries = useQueryClient();
  const link = callbackLink();
  const callback = useQuery({
    queryKey: ["callback", link],
    queryFn: async ({ signal }): Promise<CallbackShown | null> => {
      try {
        return await answer(getCallback({ query: { link }, signal }));
      } catch (error) {
        if (isProblem(error) && error.status === 404) return null;
        throw error;
      }
    },
    enabled: looking,
    refetchInterval: (query) => (isOpen(query.state.data) ? lookEvery : false),
    refetchIntervalInBackground: true,
  });
  const cancel = useMutation({
    mutationFn: () => answer(cancelCallback({ body: { link } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["callback"] }),
  });
  return { callback, cancel };
}
