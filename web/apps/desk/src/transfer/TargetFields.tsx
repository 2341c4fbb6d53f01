import { Group, Select } from "@mantine/core";
import type { ContactSummary } from "@sori/api";
import { StateBadge } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { matchesKorean } from "../app/koreanSearch";
import { orNone } from "../app/options";
import { problemDetail } from "../data/queries";
import { counsellorsQuery, queuesQuery } from "../data/reference";
import { useMe } from "../data/session";
import { useText } from "../i18n/useText";

interface FieldProps {
  value: number | null;
  onChange: (id: number | null) => void;
}

export function QueueField({ contact, value, onChange }: FieldProps & { contact: ContactSummary }) {
  const { t } = useTranslation();
  const text = useText();
  const queues = useQuery(queuesQuery);
  const options = (queues.data ?? []).map((queue) => ({
    value: String(queue.id),
    label: text(queue.name),
    disabled: queue.id === contact.queue.id,
  }));
  return (
    <TargetSelect
      key="queue"
      label={t("transfer.toQueue")}
      options={options}
      failure={queues.isError ? problemDetail(queues.error) || t("offline") : null}
      value={value}
      onChange={onChange}
    />
  );
}

export function CounsellorField({ value, onChange }: FieldProps) {
  const { t } = useTranslation();
  const me = useMe();
  const counsellors = useQuery(counsellorsQuery);
  const people = (counsellors.data ?? []).filter((person) => person.id !== me?.id);
  const options = people
    .sort((a, b) => Number(b.room) - Number(a.room) || a.display_name.localeCompare(b.display_name, "ko"))
    .map((person) => ({
      value: String(person.id),
      label: t("transfer.person", { name: person.display_name, count: person.in_hand }),
      disabled: !person.room,
    }));
  const states = new Map(people.map((person) => [String(person.id), person.state]));
  return (
    <TargetSelect
      key="counsellor"
      label={t("transfer.toCounsellor")}
      options={options}
      failure={counsellors.isError ? problemDetail(counsellors.error) || t("offline") : null}
      value={value}
      onChange={onChange}
      render={(id, label) => {
        const state = states.get(id);
        return (
          <Group justify="space-between" flex={1} wrap="nowrap" gap="xs">
            <span>{label}</span>
            {state && <StateBadge state={state} />}
          </Group>
        );
      }}
    />
  );
}

interface TargetSelectProps extends FieldProps {
  label: string;
  options: { value: string; label: string; disabled: boolean }[];
  failure: string | null;
  render?: (id: string, label: string) => React.ReactNode;
}

function TargetSelect({ label, options, failure, value, onChange, render }: TargetSelectProps) {
  const { t } = useTranslation();
  return (
    <Select
      data-autofocus
      label={label}
      data={orNone(options, t("transfer.none"))}
      value={value === null ? null : String(value)}
      onChange={(chosen) => onChange(chosen === null ? null : Number(chosen))}
      searchable
      selectFirstOptionOnChange
      filter={({ search }) =>
        orNone(
          options.filter((option) => matchesKorean(option.label, search)),
          t("transfer.none"),
        )
      }
      renderOption={({ option }) => render?.(option.value, option.label) ?? option.label}
      error={failure}
      required
    />
  );
}
