/** What a tab may be told. `floor` carries a whole snapshot, everything else is a hint to refetch. */
export type StreamEvent =
  | { type: "desk" }
  | { type: "contact"; contactId: number }
  | { type: "typing"; contactId: number }
  | { type: "presence"; contactId: number; connected: boolean }
  | { type: "floor"; data: unknown }
  /** A connection came (back): what was missed is unknown, so everything shown has to be fetched again. */
  | { type: "refetch" }
  | { type: "status"; status: StreamStatus };

export type StreamStatus = "idle" | "connecting" | "open" | "lost";

/** What one tab wants to hear about. */
export interface Interest {
  desk: boolean;
  contacts: readonly number[];
  floor: boolean;
}

export const noInterest: Interest = { desk: false, contacts: [], floor: false };

/** What a tab tells the hub. */
export type PortMessage = { type: "interest"; interest: Interest } | { type: "reset" } | { type: "bye" };

/** The event names of the server's streams. */
export const serverEvents = ["hint", "typing", "presence", "floor"] as const;
export type ServerEvent = (typeof serverEvents)[number];

/** Reads one server event; whatever is malformed is ignored, because a later refetch corrects it. */
export function readEvent(name: ServerEvent, json: string): StreamEvent | null {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return null;
  }
  if (name === "floor") return { type: "floor", data };
  if (typeof data !== "object" || data === null) return null;
  const record = data as Record<string, unknown>;
  const contactId = typeof record.contact_id === "number" ? record.contact_id : null;
  if (name === "hint") {
    if (record.kind === "desk") return { type: "desk" };
    return record.kind === "contact" && contactId !== null ? { type: "contact", contactId } : null;
  }
  if (contactId === null) return null;
  if (name === "typing") return { type: "typing", contactId };
  return { type: "presence", contactId, connected: record.connected === true };
}
