import type { Rule } from "@sori/api";

export interface Area {
  area: string;
  rules: Rule[];
}

/** The rules that ask for a log-in by area, in the server's order. */
export function byArea(rules: readonly Rule[]): Area[] {
  const areas: Area[] = [];
  for (const rule of rules) {
    if (rule.roles.length === 0) continue;
    const last = areas.at(-1);
    if (last?.area === rule.area) last.rules.push(rule);
    else areas.push({ area: rule.area, rules: [rule] });
  }
  return areas;
}
