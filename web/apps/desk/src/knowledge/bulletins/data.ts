import {
  addPartner,
  answer,
  type BulletinContent,
  type BulletinPage,
  type BulletinShown,
  changePartner,
  getBulletin,
  getBulletinAudiences,
  getBulletinExchange,
  letPartnerRead,
  listBulletins,
  lookAtPartner,
  type Partner,
  type PartnerSetup,
  publishBulletin,
  removePartner,
  reviseBulletin,
  withdrawBulletin,
  writeBulletin,
} from "@sori/api";
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import type { BulletinsSearch } from "./address";

export const bulletinsQuery = (search: BulletinsSearch) =>
  infiniteQueryOptions({
    queryKey: ["bulletins", "list", search],
    queryFn: ({ pageParam, signal }): Promise<BulletinPage> =>
      answer(listBulletins({ query: { ...search, ...(pageParam !== null && { before: pageParam }) }, signal })),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

/** Asked again while it is looked at: who has acknowledged changes by the minute. */
export const bulletinQuery = (id: number) =>
  queryOptions({
    queryKey: ["bulletins", "one", id],
    queryFn: ({ signal }): Promise<BulletinShown> => answer(getBulletin({ path: { bulletin_id: id }, signal })),
    refetchInterval: 5_000,
  });

export const audiencesQuery = queryOptions({
  queryKey: ["bulletins", "audiences"],
  queryFn: ({ signal }) => answer(getBulletinAudiences({ signal })),
  staleTime: 10 * 60_000,
});

export const exchangeQuery = queryOptions({
  queryKey: ["bulletins", "exchange"],
  queryFn: ({ signal }) => answer(getBulletinExchange({ signal })),
  refetchInterval: 5_000,
});

/** Everything of bulletins is fetched again after a change, since one change shows in many lists. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ["bulletins"] }),
  });
}

const seen = (one: { change: number }) => ({ "If-Match": `"${one.change}"` });
const of = (bulletin: BulletinShown) => ({ path: { bulletin_id: bulletin.id }, headers: seen(bulletin) });
const at = (partner: Partner) => ({ path: { partner_id: partner.id } });

export const useWriteBulletin = () =>
  useChange((content: BulletinContent) => answer(writeBulletin({ body: { content } })));

export const useReviseBulletin = () =>
  useChange(({ bulletin, content }: { bulletin: BulletinShown; content: BulletinContent }) =>
    answer(reviseBulletin({ ...of(bulletin), body: { content } })),
  );

export const usePublishBulletin = () => useChange((bulletin: BulletinShown) => answer(publishBulletin(of(bulletin))));

export const useWithdrawBulletin = () => useChange((bulletin: BulletinShown) => answer(withdrawBulletin(of(bulletin))));

export const useKeepPartner = () =>
  useChange(({ partner, setup }: { partner: Partner | null; setup: PartnerSetup }) =>
    partner
      ? answer(changePartner({ ...at(partner), headers: seen(partner), body: setup }))
      : answer(addPartner({ body: setup })),
  );

export const useRemovePartner = () => useChange((partner: Partner) => answer(removePartner(at(partner))));
export const useLetRead = () => useChange((partner: Partner) => answer(letPartnerRead(at(partner))));
export const useLook = () => useChange((partner: Partner) => answer(lookAtPartner(at(partner))));
