import type { ContactSummary } from "@sori/api";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { useCommand } from "../commands/registry";

const route = getRouteApi("/staff/desk");

/** Which contact is in view: kept in the address, so that reload and the back button work. */
export function useSelection(contacts: readonly ContactSummary[]) {
  const { contact: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const at = contacts.findIndex((contact) => contact.id === wanted);
  const lastAt = useRef(0);
  if (at >= 0) lastAt.current = at;
  const select = useCallback(
    (id: number | undefined, replace = false) =>
      void navigate({ search: id === undefined ? {} : { contact: id }, replace }),
    [navigate],
  );

  // A contact that has left the desk hands over to the one that took its place.
  const fallback = contacts[Math.min(lastAt.current, contacts.length - 1)]?.id;
  useEffect(() => {
    if (at < 0 && fallback !== wanted) select(fallback, true);
  }, [at, fallback, wanted, select]);

  const step = (by: number) => {
    const next = contacts[(Math.max(at, 0) + by + contacts.length) % contacts.length];
    if (next) select(next.id);
  };
  useCommand("previousContact", () => step(-1), contacts.length > 1);
  useCommand("nextContact", () => step(1), contacts.length > 1);
  useCommand("selectContact", (index) => contacts[index] && select(contacts[index].id), contacts.length > 0);

  return { selected: at >= 0 ? (contacts[at] ?? null) : null, select };
}
