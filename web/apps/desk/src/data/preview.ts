/** The words of a Markdown text without its marks, for a few lines of it. */
export const preview = (markdown: string) =>
  markdown
    .replace(/^\s*\|?[\s:|-]*-{3,}[\s:|-]*$/gm, "")
    .replace(/[*_`#]+/g, "")
    .replace(/[>|]+/g, " ")
    .replace(/[ \t]+/g, " ")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
