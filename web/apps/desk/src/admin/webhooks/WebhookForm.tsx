import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import type { Webhook } from "@sori/api";
import { Dialog } from "@sori/ui";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { Wrong } from "../parts/Wrong";
import { eventKinds, useChange, useRegister, type WebhookDraft } from "./data";

interface NewProps {
  opened: boolean;
  onClose: () => void;
  onSecret: (secret: string) => void;
}

/** A new receiver; its secret is shown when it is made. */
export function WebhookForm({ opened, onClose, onSecret }: NewProps) {
  const { t } = useTranslation("admin");
  const register = useRegister();
  const close = () => {
    register.reset();
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={close} title={t("webhooks.add")} size={560}>
      <Fields
        start={{ address: "", kinds: [...eventKinds] }}
        error={register.error}
        busy={register.isPending}
        submit={t("webhooks.register")}
        onSubmit={(draft) =>
          register.mutate(draft, {
            onSuccess: (made) => {
              close();
              onSecret(made.secret);
            },
          })
        }
      />
    </Dialog>
  );
}

/** Another address or other kinds for a receiver. */
export function WebhookChange({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("admin");
  const change = useChange(webhook);
  return (
    <Fields
      key={webhook.version}
      start={{ address: webhook.address, kinds: webhook.kinds }}
      error={change.error}
      busy={change.isPending}
      submit={t("webhooks.save")}
      onSubmit={(draft) => change.mutate(draft, { onSuccess: () => say(t("webhooks.saved")) })}
    />
  );
}

interface FieldsProps {
  start: WebhookDraft;
  error: unknown;
  busy: boolean;
  submit: string;
  onSubmit: (draft: WebhookDraft) => void;
}

function Fields({ start, error, busy, submit, onSubmit }: FieldsProps) {
  const { t } = useTranslation("admin");
  const [address, setAddress] = useState(start.address);
  const [kinds, setKinds] = useState<string[]>(start.kinds);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ address: address.trim(), kinds: eventKinds.filter((kind) => kinds.includes(kind)) });
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <TextInput
          label={t("webhooks.address")}
          description={t("webhooks.addressAbout")}
          type="url"
          required
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Checkbox.Group label={t("webhooks.kinds")} value={kinds} onChange={setKinds}>
          <Stack gap={6} mt={6}>
            {eventKinds.map((kind) => (
              <Checkbox key={kind} value={kind} label={t(`webhooks.kind.${kind.slice("contact.".length)}` as never)} />
            ))}
          </Stack>
        </Checkbox.Group>
        {error !== null && <Wrong said>{problemDetail(error) || t("offline")}</Wrong>}
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
