/** What of the list of bulletins stands in the address. */
export const standings = ["received", "draft", "scheduled", "current", "over", "withdrawn"] as const;
export type Only = (typeof standings)[number];

export interface BulletinsSearch {
  text?: string;
  only?: Only;
}
