import type { RulesShown, WrittenRule } from "@sori/api";
import { useState } from "react";

/** Rules on their way, and of which change they were made. */
export interface RulesDraft {
  change: number;
  rules: WrittenRule[];
}

const key = "sori.dispatch-draft";

/** The draft of this tab: a reload loses nothing of it. Null where nothing differs from what holds. */
export function useRulesDraft(shown: RulesShown) {
  const [draft, setDraft] = useState(stored);
  const keep = (next: RulesDraft | null) => {
    setDraft(next);
    try {
      if (next === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(next));
    } catch {
      // A browser that forbids storage keeps the draft until the reload.
    }
  };
  return {
    draft,
    rules: draft?.rules ?? shown.rules,
    /** Somebody else has changed the rules since. */
    outdated: draft !== null && draft.change !== shown.change,
    put: (rules: WrittenRule[]) => keep({ change: draft?.change ?? shown.change, rules }),
    rebase: () => draft && keep({ change: shown.change, rules: draft.rules }),
    drop: () => keep(null),
  };
}

function stored(): RulesDraft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return kept !== null && typeof kept === "object" && "rules" in kept ? (kept as RulesDraft) : null;
  } catch {
    return null;
  }
}

/** The rules with one of them in another place. */
export function moved<Rule>(rules: readonly Rule[], from: number, to: number): Rule[] {
  const rest = rules.filter((_, at) => at !== from);
  return [...rest.slice(0, to), ...rules.slice(from, from + 1), ...rest.slice(to)];
}
