import { Alert, Button, Group } from "@mantine/core";
import type { ContactSummary } from "@sori/api";
import { Dialog } from "@sori/ui";
import { useTranslation } from "react-i18next";
import { useEndContact } from "../data/desk";
import { problemDetail } from "../data/queries";

interface EndDialogProps {
  contact: ContactSummary;
  opened: boolean;
  onClose: () => void;
}

/** Ending cannot be undone, so one Enter stands between the key and the end. */
export function EndDialog({ contact, opened, onClose }: EndDialogProps) {
  const { t } = useTranslation();
  const end = useEndContact();
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("end.title", { citizen: t("citizen.name", { id: contact.citizen_id }) })}
      size="sm"
    >
      <p style={{ marginTop: 0 }}>{t("end.lead")}</p>
      {end.isError && (
        <Alert role="alert" color="red" variant="outline" mb="sm">
          {problemDetail(end.error) || t("offline")}
        </Alert>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button data-autofocus loading={end.isPending} onClick={() => end.mutate(contact.id, { onSuccess: onClose })}>
          {t("end.confirm")}
        </Button>
      </Group>
    </Dialog>
  );
}
