import { Button, CopyButton, Group, Stack, TextInput } from "@mantine/core";
import { Dialog } from "@sori/ui";
import { useTranslation } from "react-i18next";

/** The secret of a webhook, this once. */
export function SecretDialog({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  const { t } = useTranslation("admin");
  return (
    <Dialog opened={secret !== null} onClose={onClose} title={t("webhooks.secret")} size={560}>
      <Stack>
        <p style={{ margin: 0 }}>{t("webhooks.secretAbout")}</p>
        <TextInput
          label={t("webhooks.secret")}
          value={secret ?? ""}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <Group justify="flex-end">
          <CopyButton value={secret ?? ""}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? "webhooks.copied" : "webhooks.copy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t("webhooks.secretKept")}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
