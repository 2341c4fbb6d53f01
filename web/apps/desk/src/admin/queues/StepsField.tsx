import { ActionIcon, Button, Group, Select } from "@mantine/core";
import type { Step } from "@sori/api";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { byCode } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";
import { Choice } from "../fields/Choices";
import fields from "../fields/Fields.module.css";
import { NumberField } from "../fields/NumberField";
import { servingByStep } from "./serving";

interface StepsFieldProps {
  steps: readonly Step[];
  onChange: (steps: Step[]) => void;
  fault: string | undefined;
  disabled: boolean;
}

const levels = ["1", "2", "3", "4", "5"];

/** Who serves the queue: its own people first, then overflow, with how many they are at each step. */
export function StepsField({ steps, onChange, fault, disabled }: StepsFieldProps) {
  const { t } = useTranslation("admin");
  const { setup } = useAdministration();
  const people = useMemo(() => Object.values(byCode(setup, "staff")), [setup]);
  const serving = servingByStep(people, steps);
  const set = (number: number, patch: Partial<Step>) =>
    onChange(steps.map((step, index) => (index === number ? { ...step, ...patch } : step)));
  const swap = (from: number, to: number) =>
    onChange(
      steps.map((step, index) => (index === from ? (steps[to] ?? step) : index === to ? (steps[from] ?? step) : step)),
    );
  const last = steps.at(-1);
  return (
    <>
      <ol className={fields.steps}>
        {steps.map((step, number) => {
          const name = t("steps.step", { number: number + 1 });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place, and typing must keep the focus
            <li key={number} className={fields.step}>
              <NumberField
                size="xs"
                label={t("steps.after")}
                value={step.after_s}
                disabled={disabled || number === 0}
                onChange={(value) => set(number, { after_s: value ?? 0 })}
              />
              <Choice
                size="xs"
                kind="skills"
                label={t("steps.skill")}
                value={step.skill}
                disabled={disabled}
                onChange={(skill) => skill && set(number, { skill })}
              />
              <Select
                size="xs"
                label={t("steps.level")}
                data={levels}
                allowDeselect={false}
                value={String(step.level)}
                disabled={disabled}
                onChange={(level) => level && set(number, { level: Number(level) })}
              />
              <Group gap={0} wrap="nowrap">
                <ActionIcon
                  size="md"
                  aria-label={t("upNamed", { name })}
                  disabled={disabled || number === 0}
                  onClick={() => swap(number, number - 1)}
                >
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  size="md"
                  aria-label={t("downNamed", { name })}
                  disabled={disabled || number === steps.length - 1}
                  onClick={() => swap(number, number + 1)}
                >
                  <IconArrowDown size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  size="md"
                  aria-label={t("removeNamed", { name })}
                  disabled={disabled || steps.length === 1}
                  onClick={() => onChange(steps.filter((_, index) => index !== number))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
              <p className={fields.serves}>
                {t(number === 0 ? "steps.dedicated" : "steps.overflow", {
                  more: t("people", { count: serving[number]?.more ?? 0 }),
                  all: t("people", { count: serving[number]?.all ?? 0 }),
                })}
              </p>
            </li>
          );
        })}
      </ol>
      {fault && (
        <span className={fields.fault} role="alert">
          {fault}
        </span>
      )}
      {!disabled && (
        <div>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => last && onChange([...steps, { ...last, after_s: last.after_s + 60, level: 1 }])}
          >
            {t("steps.add")}
          </Button>
        </div>
      )}
    </>
  );
}
