import type { ContactSummary } from "@sori/api";
import { Dialog } from "@sori/ui";
import { useTranslation } from "react-i18next";
import { TransferForm } from "./TransferForm";

interface TransferDialogProps {
  contact: ContactSummary;
  opened: boolean;
  onClose: () => void;
}

export function TransferDialog({ contact, opened, onClose }: TransferDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("transfer.title", { citizen: t("citizen.name", { id: contact.citizen_id }) })}
    >
      <TransferForm contact={contact} onClose={onClose} />
    </Dialog>
  );
}
