import { useEffect } from "react";
import { stream } from "./stream";

/** Keeps the stream listening to something while the component is on the page. */
export function useFollowDesk(on: boolean): void {
  useEffect(() => (on ? stream.follow({ desk: true }) : undefined), [on]);
}

export function useFollowFloor(): void {
  useEffect(() => stream.follow({ floor: true }), []);
}

export function useFollowContacts(ids: readonly number[]): void {
  const key = [...ids].sort((a, b) => a - b).join(",");
  useEffect(() => {
    const contacts = key === "" ? [] : key.split(",").map(Number);
    return contacts.length > 0 ? stream.follow({ contacts }) : undefined;
  }, [key]);
}
