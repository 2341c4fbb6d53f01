import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

function tokens(scheme: "light" | "dark"): Record<string, string> {
  const block = css.split(`:root[data-mantine-color-scheme="${scheme}"] {`)[1]?.split("}")[0] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--sori-([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]),
  );
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(one: string, two: string): number {
  const [dark, light] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const grounds = ["bg", "surface", "sunken", "hover"];
const hues = ["green", "blue", "amber", "red", "violet", "teal", "grey", "accent"];
const textPairs = [
  ...["text", "text-2", "text-3", "accent", "red", "green", "amber"].flatMap((text) =>
    grounds.map((ground): [string, string] => [text, ground]),
  ),
  ...hues.map((hue): [string, string] => [hue, `${hue}-soft`]),
  ["on-accent", "accent"],
  ["on-banner", "banner"],
  ["text", "mine"],
  ["text-2", "mine"],
  ["text", "theirs"],
  ["text-2", "accent-soft"],
] as [string, string][];

describe.each(["light", "dark"] as const)("the %s tokens", (scheme) => {
  const values = tokens(scheme);
  const of = (name: string) => values[name] ?? "";

  it.each(textPairs)("%s on %s reads with at least 4.5:1", (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["surface", "bg"])("borders of inputs show on %s with at least 3:1", (ground) => {
    expect(contrast(of("line-strong"), of(ground))).toBeGreaterThanOrEqual(3);
  });
});
