import { useEffect, useRef } from "react";

type Insert = (text: string) => void;

/** The message field of a contact, while it is on the screen. */
const fields = new Map<number, Insert>();

/** Puts a text into a contact's message field; false where there is none at the moment. */
export function insertIntoMessage(contactId: number, text: string): boolean {
  const insert = fields.get(contactId);
  insert?.(text);
  return insert !== undefined;
}

export function useInserts(contactId: number, insert: Insert): void {
  const latest = useRef(insert);
  useEffect(() => {
    latest.current = insert;
  });
  useEffect(() => {
    const stable: Insert = (text) => latest.current(text);
    fields.set(contactId, stable);
    return () => {
      if (fields.get(contactId) === stable) fields.delete(contactId);
    };
  }, [contactId]);
}
