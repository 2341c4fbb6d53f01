/** What a tab may be told. Most events carry what is new; `contact` and `refetch` are hints to fetch again. */
export type StreamEvent =
  | { type: "desk"; data: unknown }
  | { type: "shift" }
  | { type: "contact"; contactId: number }
  | { type: "message"; contactId: number; message: unknown }
  | { type: "read"; contactId: number; by: string; messageId: number }
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
export const serverEvents = ["hint", "desk", "message", "read", "typing", "presence", "floor", "reconnect"] as const;
export type ServerEvent = (typeof serverEvents)[number];

/** Reads one server event; whatever is malformed is ignored, because a later refetch corrects it. */
export function readEvent(name: ServerEvent, json: string): StreamEvent | null {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return null;
  }
  if (name === "floor" || name === "desk") return { type: name, data };
  if (typeof data !== "object" || data === null) return null;
  const record = data as Record<string, unknown>;
  const contactId = typeof record.contact_id === "number" ? record.contact_id : null;
  if (name === "hint" && record.kind === "everything") return { type: "refetch" };
  if (name === "hint" && record.kind === "shift") return { type: "shift" };
  return contactId === null ? null : readContactEvent(name, contactId, record);
}

function readContactEvent(name: ServerEvent, contactId: number, record: Record<string, unknown>): StreamEvent | null {
  switch (name) {
    case "hint":
      return record.kind === "contact" ? { type: "contact", contactId } : null;
    case "message":
      return { type: "message", contactId, message: record.message };
    case "read":
      return { type: "read", contactId, by: String(record.by), messageId: Number(record.message_id) };
    case "typing":
      return { type: "typing", contactId };
    case "presence":
      return { type: "presence", contactId, connected: record.connected === true };
    default:
      return null;
  }
}
