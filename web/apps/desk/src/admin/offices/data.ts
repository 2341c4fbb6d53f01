import {
  answer,
  getOfficeRules,
  getTemporaryHolidays,
  keepOfficeRules,
  type Office,
  putTemporaryHoliday,
  removeTemporaryHoliday,
  type TemporaryHoliday,
} from "@sori/api";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

export const officeRulesQuery = queryOptions({
  queryKey: ["office", "rules"],
  queryFn: ({ signal }): Promise<Office> => answer(getOfficeRules({ signal })),
});

export const temporaryHolidaysQuery = queryOptions({
  queryKey: ["office", "temporaryHolidays"],
  queryFn: ({ signal }): Promise<TemporaryHoliday[]> => answer(getTemporaryHolidays({ signal })),
});

/** All due dates hang on these: what shows any is asked for anew, which may replace the form that `done` belongs to. */
function useChanged<Given>(change: (given: Given) => Promise<unknown>, done?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      done?.();
      return client.invalidateQueries({ queryKey: ["office"] });
    },
  });
}

export const useKeepRules = (done: () => void) => useChanged((body: Office) => answer(keepOfficeRules({ body })), done);

export const useDeclare = () => useChanged((body: TemporaryHoliday) => answer(putTemporaryHoliday({ body })));

export const useTakeBack = () => useChanged((day: string) => answer(removeTemporaryHoliday({ path: { day } })));
