import {
  answer,
  findAlikeReports,
  getReportForms,
  locateAddress,
  locatePoint,
  type NewReport,
  type PhotoRead,
  sendReport,
  suggestReportForms,
  uploadFile,
} from "@sori/api";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { currentLanguage } from "../i18n";
import type { Point } from "./draft";

export const formsQuery = queryOptions({
  queryKey: ["report", "forms"],
  queryFn: ({ signal }) => answer(getReportForms({ signal })),
  staleTime: 60_000,
});

export const suggestionsQuery = (words: string) =>
  queryOptions({
    queryKey: ["report", "suggestions", words],
    queryFn: ({ signal }) => answer(suggestReportForms({ query: { words }, signal })),
    enabled: words !== "",
    placeholderData: keepPreviousData,
    // Only a convenience: all kinds can be chosen from the list.
    retry: false,
  });

export const pointQuery = (point: Point | null) =>
  queryOptions({
    queryKey: ["report", "point", point],
    queryFn: ({ signal }) => answer(locatePoint({ query: point ?? { longitude: 0, latitude: 0 }, signal })),
    enabled: point !== null,
  });

export const addressQuery = (address: string) =>
  queryOptions({
    queryKey: ["report", "address", address],
    queryFn: ({ signal }) => answer(locateAddress({ query: { address }, signal })),
    enabled: address !== "",
  });

/** What is open already and may be of the same thing; `report` is the report as it would be sent, as JSON. */
export const alikeQuery = (report: string) =>
  queryOptions({
    queryKey: ["report", "alike", report],
    queryFn: ({ signal }) => answer(findAlikeReports({ body: JSON.parse(report) as NewReport, signal })),
    placeholderData: keepPreviousData,
    // Only a convenience: the report can be sent without it.
    retry: false,
  });

export async function uploadReportPhoto(
  key: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<PhotoRead> {
  const url = `/api/report/${key}/photos`;
  const sent: unknown = await uploadFile({ url, file, language: currentLanguage(), onProgress, signal });
  return sent as PhotoRead;
}

export const postReport = (report: NewReport) => answer(sendReport({ body: report }));
