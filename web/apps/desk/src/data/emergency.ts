import { answer, type Emergency, getEmergency, switchEmergency } from "@sori/api";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

/** The emergency that is on, if one is; everybody at work is shown it. */
export const emergencyQuery = queryOptions({
  queryKey: ["emergency"],
  queryFn: async ({ signal }): Promise<Emergency | null> => (await answer(getEmergency({ signal }))) ?? null,
  refetchInterval: 10_000,
});

/** Begins or prolongs the emergency until a moment; null ends it. */
export function useSwitchEmergency() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (until: string | null): Promise<Emergency | null> =>
      (await answer(switchEmergency({ body: { until } }))) ?? null,
    onSuccess: (emergency) => {
      client.setQueryData(emergencyQuery.queryKey, emergency);
      void client.invalidateQueries({ queryKey: ["setup"] });
      void client.invalidateQueries({ queryKey: ["citizen-menu"] });
    },
  });
}
