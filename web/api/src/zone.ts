const FALLBACK = "Asia/Seoul";

/**
 * The city's time zone. Times are stored in UTC and shown in this zone, wherever the reader is. The server writes it
 * into the head of the page; without a server, as in tests, there is none.
 */
export function cityZone(): string {
  if (typeof document === "undefined") return FALLBACK;
  return document.querySelector<HTMLMetaElement>('meta[name="city-time-zone"]')?.content || FALLBACK;
}
