import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const source = import.meta.dirname;
const sheets = new Set(readdirSync(join(dirname(createRequire(source).resolve("@mantine/core")), "../styles")));
const read = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : "");
const loaded = (path: string) => [...read(path).matchAll(/styles\/(\w+)\.layer\.css/g)].map(([, name]) => name);

/** The widgets of Mantine that a folder's files import and that have a style sheet of their own. */
function styled(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tsx"));
  const imports = files.flatMap((name) => [
    ...read(join(folder, name)).matchAll(/import \{([^}]*)\} from "@mantine\/core"/g),
  ]);
  const names = imports.flatMap(([, list]) => (list ?? "").split(",").map((name) => name.trim()));
  return new Set(names.filter((name) => sheets.has(`${name}.layer.css`)));
}

const sections = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const everywhere = loaded(join(source, "mantine.ts"));

test.each(sections.map((one) => one.name))("the widgets of %s have their styles when its page is the first", (name) => {
  const have = new Set([...everywhere, ...loaded(join(source, name, "styles.ts"))]);
  expect([...styled(join(source, name))].filter((widget) => !have.has(widget))).toEqual([]);
});
