import type { Kind } from "@sori/api";

/** The pages of administration, in the order of their list. */
export const sections = [
  "centre",
  "staff",
  "skills",
  "queues",
  "holidays",
  "menu",
  "announcements",
  "phrases",
  "topics",
  "alerts",
  "emergency",
  "history",
  "file",
  "access",
  "audit",
  "webhooks",
  "outgoing",
  "offices",
  "dispatch",
] as const;
export type Section = (typeof sections)[number];

/** What a team leader has no part in. */
const administratorsOnly: readonly Section[] = ["access", "audit", "webhooks", "outgoing", "offices", "dispatch"];
export const sectionsFor = (administrator: boolean) =>
  sections.filter((section) => administrator || !administratorsOnly.includes(section));

export const isSection = (value: unknown): value is Section => sections.includes(value as Section);

/** Where a part of the setup is edited. */
export const sectionOf = (kind: Kind): Section => (kind === "duties" ? "alerts" : kind);
