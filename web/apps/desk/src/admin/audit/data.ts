import { type AuditPage, answer, getAudit, getAuditActions } from "@sori/api";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

/** What is looked for in the audit log. */
export interface AuditSearch {
  person?: string;
  action?: string;
  day?: string;
  contact?: number;
  citizen?: number;
}

/** Each look is in the log itself, so it is taken only when somebody asks. */
export const auditQuery = (search: AuditSearch, language: string) =>
  infiniteQueryOptions({
    queryKey: ["audit", search, language],
    queryFn: ({ pageParam, signal }): Promise<AuditPage> =>
      answer(getAudit({ query: { ...search, ...(pageParam === null ? {} : { before: pageParam }) }, signal })),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.before,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: 60_000,
  });

export const auditActionsQuery = (language: string) =>
  queryOptions({
    queryKey: ["audit-actions", language],
    queryFn: ({ signal }) => answer(getAuditActions({ signal })),
  });

/** Where the entries that are looked for can be fetched as CSV. */
export function exportAddress(search: AuditSearch, language: string): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined);
  return `/api/audit/export?${new URLSearchParams([["language", language], ...given.map(([k, v]) => [k, String(v)])])}`;
}
