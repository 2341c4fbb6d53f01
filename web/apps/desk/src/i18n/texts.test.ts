import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const desk = fileURLToPath(new URL("..", import.meta.url));
const ui = fileURLToPath(new URL("../../../../ui/src", import.meta.url));

const files = [desk, ui].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .map((name) => join(folder, name)),
);

/** Attributes whose text reaches people. */
const spoken = new Set(["aria-label", "title", "placeholder", "label", "alt", "description"]);

function literals(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1} ${text.trim()}`);
  };
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) note(node, node.text);
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
      const isKeys = node.getText().startsWith("label=") && /^(Alt|Ctrl)\+/.test(node.initializer.text);
      if (spoken.has(node.name.getText()) && !isKeys) note(node, node.initializer.text);
    }
    if (ts.isStringLiteralLike(node) && /[가-힣]/.test(node.text)) note(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

type Tree = { [key: string]: string | Tree };

function keys(tree: Tree, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}`] : keys(value, `${prefix}${key}.`),
  );
}

/** Korean has one plural form and English two, so plurals are compared by their stem. */
const stems = (tree: Tree) => [...new Set(keys(tree).map((key) => key.replace(/_(one|other)$/, "")))].sort();

const read = (folder: string, language: string): Tree =>
  JSON.parse(readFileSync(join(folder, "i18n", `${language}.json`), "utf8"));

/** {{placeholders}} of a text, which a translation must not lose. */
function placeholders(tree: Tree): Record<string, string[]> {
  const flat = (part: Tree, prefix = ""): [string, string][] =>
    Object.entries(part).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
    );
  return Object.fromEntries(
    flat(tree).map(([key, text]) => [
      key.replace(/_(one|other)$/, ""),
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").sort(),
    ]),
  );
}

describe("the texts of the staff app", () => {
  it.each([
    ["desk", desk],
    ["admin", join(desk, "admin")],
    ["bookings", join(desk, "bookings")],
    ["cases", join(desk, "cases")],
    ["office", join(desk, "office")],
    ["knowledge", join(desk, "knowledge")],
    ["statistics", join(desk, "statistics")],
    ["twin", join(desk, "twin")],
    ["ui", ui],
  ])("of %s have the same keys and placeholders in both languages", (_, folder) => {
    const [ko, en] = [read(folder, "ko"), read(folder, "en")];
    expect(stems(en)).toEqual(stems(ko));
    expect(placeholders(en)).toEqual(placeholders(ko));
  });

  it("stand in the translation files only", () => {
    expect(files.length).toBeGreaterThan(80);
    expect(files.flatMap(literals)).toEqual([]);
  }, 60_000); // reads every source
});
