import type { Link } from "@sori/api";

/** Lists are written one item a line. */
export const toLines = (items: readonly string[] | undefined) => (items ?? []).join("\n");
export const fromLines = (text: string) => text.split("\n").filter((line) => line.trim() !== "");

/** A link is its name and then its address, which has no spaces. */
export const linksToLines = (links: readonly Link[] | undefined) =>
  (links ?? []).map((link) => `${link.title} ${link.url}`).join("\n");

export const linksFromLines = (text: string): Link[] =>
  fromLines(text).map((line) => {
    const words = line.trim().split(/\s+/);
    const url = words.pop() ?? "";
    return { title: words.join(" "), url };
  });
