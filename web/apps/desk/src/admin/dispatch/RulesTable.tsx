import { ActionIcon } from "@mantine/core";
import type { RejectedRule, RulesShown, WrittenRule } from "@sori/api";
import { Empty } from "@sori/ui";
import { IconArrowDown, IconArrowUp, IconListDetails, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import own from "./Dispatch.module.css";
import { moved } from "./draft";
import { useRuleWords } from "./useRuleWords";

interface RulesTableProps {
  shown: RulesShown;
  rules: WrittenRule[];
  rejected: readonly RejectedRule[];
  onOpen: (at: number) => void;
  onChange: (rules: WrittenRule[]) => void;
}

/** The rules in order, each to be opened, moved and removed; what is wrong with one stands in its row. */
export function RulesTable({ shown, rules, rejected, onOpen, onChange }: RulesTableProps) {
  const { t } = useTranslation("admin");
  const words = useRuleWords(shown);
  if (rules.length === 0) return <Empty icon={<IconListDetails size={32} />} title={t("dispatch.none")} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard
    <section className={classes.scroll} aria-label={t("dispatch.rules")} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("dispatch.rule")}</th>
            <th scope="col">{t("dispatch.where")}</th>
            <th scope="col">{t("dispatch.when")}</th>
            <th scope="col">{t("dispatch.department")}</th>
            <th scope="col">{t("dispatch.order")}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, at) => {
            const name = t("dispatch.named", { number: at + 1, type: words.type(rule) });
            const wrong = rejected.filter((one) => one.rule === at + 1);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no other name than its place
              <tr key={at}>
                <th scope="row">
                  <button type="button" className={classes.open} onClick={() => onOpen(at)}>
                    {name}
                  </button>
                  {wrong.map((one) => (
                    <p key={one.field + one.reason} className={own.wrong}>
                      {t(`dispatch.field.${one.field}`, { defaultValue: one.field })}: {one.reason}
                    </p>
                  ))}
                </th>
                <td>{words.where(rule)}</td>
                <td>{words.when(rule)}</td>
                <td>{words.department(rule)}</td>
                <td>
                  <div className={own.order}>
                    <ActionIcon
                      variant="subtle"
                      aria-label={t("upNamed", { name })}
                      disabled={at === 0}
                      onClick={() => onChange(moved(rules, at, at - 1))}
                    >
                      <IconArrowUp size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      aria-label={t("downNamed", { name })}
                      disabled={at === rules.length - 1}
                      onClick={() => onChange(moved(rules, at, at + 1))}
                    >
                      <IconArrowDown size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      aria-label={t("removeNamed", { name })}
                      onClick={() => onChange(rules.filter((_, place) => place !== at))}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
