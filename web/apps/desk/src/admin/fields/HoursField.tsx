import { ActionIcon, Button, Group, Menu, Switch, TextInput } from "@mantine/core";
import { IconCopy, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./Fields.module.css";
import { alwaysOpen, copiedTo, type Hours, isAlwaysOpen, type Weekday, weekdays, withSpans } from "./hours";

interface HoursFieldProps {
  hours: Hours;
  onChange: (hours: Hours) => void;
  fault: (day: Weekday) => string | undefined;
  disabled: boolean;
}

/** Opening hours by weekday: spans of the day, copied from one to others, or always. */
export function HoursField({ hours, onChange, fault, disabled }: HoursFieldProps) {
  const { t } = useTranslation("admin");
  const always = isAlwaysOpen(hours);
  return (
    <div>
      <Switch
        label={t("hours.always")}
        checked={always}
        disabled={disabled}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? alwaysOpen() : copiedTo({ mon: ["09:00-18:00"] }, "mon", "workdays"))
        }
        mb="xs"
      />
      {!always && (
        <ul className={classes.days}>
          {weekdays.map((day) => (
            <Day key={day} day={day} hours={hours} onChange={onChange} fault={fault(day)} disabled={disabled} />
          ))}
        </ul>
      )}
    </div>
  );
}

interface DayProps extends Omit<HoursFieldProps, "fault"> {
  day: Weekday;
  fault: string | undefined;
}

function Day({ day, hours, onChange, fault, disabled }: DayProps) {
  const { t } = useTranslation("admin");
  const spans = hours[day] ?? [];
  const name = t(`weekday.${day}`);
  const set = (next: readonly string[]) => onChange(withSpans(hours, day, next));
  return (
    <li className={classes.day}>
      <span>{name}</span>
      <div className={classes.spans}>
        {spans.length === 0 && <span className={classes.closedDay}>{t("hours.closed")}</span>}
        {spans.map((span, number) => (
          <SpanField
            // biome-ignore lint/suspicious/noArrayIndexKey: spans have no other name, and typing must keep the focus
            key={number}
            name={t("hours.span", { day: name, number: number + 1 })}
            span={span}
            disabled={disabled}
            onChange={(next) => set(spans.map((one, index) => (index === number ? next : one)))}
            onRemove={() => set(spans.filter((_, index) => index !== number))}
          />
        ))}
        {fault && (
          <span className={classes.fault} role="alert">
            {fault}
          </span>
        )}
      </div>
      <Group gap={2} wrap="nowrap">
        <ActionIcon
          aria-label={t("hours.add", { day: name })}
          disabled={disabled}
          onClick={() => set([...spans, spans.length === 0 ? "09:00-18:00" : "19:00-21:00"])}
        >
          <IconPlus size={16} aria-hidden />
        </ActionIcon>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              variant="subtle"
              size="compact-xs"
              disabled={disabled}
              aria-label={t("hours.copyOf", { day: name })}
              leftSection={<IconCopy size={14} aria-hidden />}
            >
              {t("hours.copy")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {(["workdays", "weekend", "all"] as const).map((where) => (
              <Menu.Item key={where} onClick={() => onChange(copiedTo(hours, day, where))}>
                {t(`hours.to.${where}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </li>
  );
}

interface SpanFieldProps {
  name: string;
  span: string;
  disabled: boolean;
  onChange: (span: string) => void;
  onRemove: () => void;
}

/** A span of a day, such as "09:00-18:00". */
export function SpanField({ name, span, disabled, onChange, onRemove }: SpanFieldProps) {
  const { t } = useTranslation("admin");
  return (
    <span className={classes.span}>
      <TextInput
        size="xs"
        w={104}
        aria-label={name}
        value={span}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <ActionIcon size="sm" aria-label={t("removeNamed", { name })} disabled={disabled} onClick={onRemove}>
        <IconTrash size={14} aria-hidden />
      </ActionIcon>
    </span>
  );
}
