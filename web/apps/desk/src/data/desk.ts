import {
  acceptOffer,
  answer,
  chooseState,
  type Desk,
  type Disposition,
  endContact,
  getDesk,
  refuseOffer,
  type TransferGoal,
  transferContact,
  wrapUpContact,
} from "@sori/api";
import { setServerTime } from "@sori/ui";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

export type ChosenState = "offline" | "available" | "break" | "training" | "meeting";
export const chosenStates: readonly ChosenState[] = ["available", "break", "training", "meeting", "offline"];

/** Answers may overtake one another: of two pictures of the desk the later one, by the server's clock, is kept. */
export function laterDesk(known: Desk | undefined, come: Desk): Desk {
  return known && Date.parse(known.now) > Date.parse(come.now) ? known : come;
}

export const deskQuery = queryOptions({
  queryKey: ["desk"],
  queryFn: async ({ signal, client }): Promise<Desk> => {
    const desk = await answer(getDesk({ signal }));
    setServerTime(desk.now);
    return laterDesk(client.getQueryData<Desk>(["desk"]), desk);
  },
  // The stream keeps the desk live; this finds what would have got lost on the way.
  refetchInterval: 15_000,
  refetchIntervalInBackground: true,
});

/** Every change of the desk answers with the desk as it is now, which saves fetching it. */
function useDeskChange<Input>(change: (input: Input) => Promise<Desk>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (desk) => {
      // A fetch under way is left alone: a hint may have asked for it, and it may know of an offer that this does not.
      client.setQueryData(deskQuery.queryKey, (known) => laterDesk(known, desk));
    },
    onError: () => client.invalidateQueries({ queryKey: deskQuery.queryKey }),
  });
}

export const useChangeState = () =>
  useDeskChange(({ state, reason = null }: { state: ChosenState; reason?: string | null }) =>
    answer(chooseState({ body: { state, reason } })),
  );

export const useAcceptOffer = () => useDeskChange((id: number) => answer(acceptOffer({ path: { offer_id: id } })));

export const useRefuseOffer = () => useDeskChange((id: number) => answer(refuseOffer({ path: { offer_id: id } })));

export const useEndContact = () => useDeskChange((id: number) => answer(endContact({ path: { contact_id: id } })));

export const useTransfer = (id: number) =>
  useDeskChange((transfer: TransferGoal) => answer(transferContact({ path: { contact_id: id }, body: transfer })));

export const useWrapUp = (id: number) =>
  useDeskChange((disposition: Disposition) => answer(wrapUpContact({ path: { contact_id: id }, body: disposition })));
