import type { RuleChoice, RulesShown, WrittenRule } from "@sori/api";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";

/** What the parts of a rule are called; what it leaves out is said too. */
export function useRuleWords(shown: RulesShown) {
  const { t } = useTranslation("admin");
  const text = useText();
  return useMemo(() => {
    const names = (choices: readonly RuleChoice[]) => new Map(choices.map((one) => [one.code, text(one.name)]));
    const types = names(shown.types);
    const places = new Map([...names(shown.districts), ...names(shown.areas)]);
    const departments = names(shown.departments);
    const listed = (codes: readonly string[], known: ReadonlyMap<string, string>) =>
      codes.map((code) => known.get(code) ?? code).join(", ");
    return {
      type: (rule: WrittenRule) => (rule.type ? (types.get(rule.type) ?? rule.type) : t("dispatch.anyType")),
      where: (rule: WrittenRule) => {
        const codes = [...(rule.areas ?? []), ...(rule.districts ?? [])];
        return codes.length > 0 ? listed(codes, places) : t("dispatch.anywhere");
      },
      when: (rule: WrittenRule) => rule.hours ?? t("dispatch.always"),
      department: (rule: WrittenRule) => {
        const whose = rule.department ? listed(rule.department, departments) : t("dispatch.ofType");
        return rule.fewer_than ? t("dispatch.whileFewer", { whose, count: rule.fewer_than }) : whose;
      },
    };
  }, [shown, text, t]);
}
