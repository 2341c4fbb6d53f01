/** The token the server set with its first answer, which every change must repeat in a header. */
export function csrfToken(): string {
  const entry = document.cookie.split("; ").find((cookie) => cookie.startsWith("sori_csrf="));
  return entry ? decodeURIComponent(entry.slice("sori_csrf=".length)) : "";
}
