import { Alert, Button, Group, SegmentedControl, Stack, Textarea } from "@mantine/core";
import type { ContactSummary } from "@sori/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../app/say";
import { useTransfer } from "../data/desk";
import { problemDetail } from "../data/queries";
import { CounsellorField, QueueField } from "./TargetFields";

interface TransferFormProps {
  contact: ContactSummary;
  onClose: () => void;
}

type Kind = "queue" | "counsellor";

/** To whom, and what they must know so that the citizen need not say it twice. */
export function TransferForm({ contact, onClose }: TransferFormProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>("queue");
  const [target, setTarget] = useState<number | null>(null);
  const [note, setNote] = useState("");
  const transfer = useTransfer(contact.id);
  const chooseKind = (next: string) => {
    setKind(next as Kind);
    setTarget(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (target === null || note.trim() === "") return;
    transfer.mutate(
      {
        queue_id: kind === "queue" ? target : null,
        counsellor_id: kind === "counsellor" ? target : null,
        note: note.trim(),
      },
      {
        onSuccess: () => {
          say(t("transfer.done", { citizen: t("citizen.name", { id: contact.citizen_id }) }));
          onClose();
        },
      },
    );
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  };
  return (
    <form onSubmit={submit} onKeyDown={press}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t("transfer.kind")}
          value={kind}
          onChange={chooseKind}
          data={[
            { value: "queue", label: t("transfer.queue") },
            { value: "counsellor", label: t("transfer.counsellor") },
          ]}
        />
        {kind === "queue" ? (
          <QueueField contact={contact} value={target} onChange={setTarget} />
        ) : (
          <CounsellorField value={target} onChange={setTarget} />
        )}
        <Textarea
          label={t("transfer.note")}
          description={t("transfer.noteHint")}
          required
          autosize
          minRows={3}
          maxRows={8}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {transfer.isError && (
          <Alert role="alert" color="red" variant="outline">
            {problemDetail(transfer.error) || t("offline")}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={transfer.isPending} disabled={target === null || note.trim() === ""}>
            {t("transfer.submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
