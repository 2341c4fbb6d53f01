import {
  acceptOffer,
  answer,
  chooseState,
  type Desk,
  type Disposition,
  type Done,
  endContact,
  getDesk,
  refuseOffer,
  type TransferGoal,
  transferContact,
  wrapUpContact,
} from "@sori/api";
import { setServerTime } from "@sori/ui";
import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

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

const patience = 500;
const pause = 10;

/** The stream brings the desk as it is after a change of ours; where it doesn't soon, the desk is fetched. */
async function deskSince(client: QueryClient, at: string): Promise<void> {
  const isHere = () => Date.parse(client.getQueryData(deskQuery.queryKey)?.now ?? "") >= Date.parse(at);
  for (let waited = 0; waited < patience && !isHere(); waited += pause) {
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  if (!isHere()) await client.invalidateQueries({ queryKey: deskQuery.queryKey });
}

function useDeskChange<Input>(change: (input: Input) => Promise<Done>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: ({ at }) => deskSince(client, at),
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
