import { ActionIcon, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ContactSummary } from "@sori/api";
import { ChannelIcon, Since } from "@sori/ui";
import {
  IconArrowLeft,
  IconArrowsRight,
  IconDoorExit,
  IconPlugConnected,
  IconPlugConnectedX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { sayWait } from "../app/say";
import { Keys } from "../commands/Keys";
import { useCommand } from "../commands/registry";
import { useText } from "../i18n/useText";
import { TransferDialog } from "../transfer/TransferDialog";
import classes from "./ContactPane.module.css";
import { EndDialog } from "./EndDialog";

interface ContactHeadProps {
  contact: ContactSummary;
  /** Messages that the server has not acknowledged: the contact cannot leave before they have. */
  unsent: boolean;
  onBack: () => void;
  children: ReactNode;
}

export function ContactHead({ contact, unsent, onBack, children }: ContactHeadProps) {
  const { t } = useTranslation();
  const text = useText();
  const [ending, endDialog] = useDisclosure(false);
  const [transferring, transferDialog] = useDisclosure(false);
  const talking = contact.state === "talking" && !contact.taken_by;
  const unlessUnsent = (open: () => void) => () => {
    if (unsent) sayWait(t("desk.unsent"));
    else open();
  };
  const end = unlessUnsent(endDialog.open);
  const transfer = unlessUnsent(transferDialog.open);
  useCommand("end", end, talking);
  useCommand("transfer", transfer, talking);

  return (
    <header className={classes.head}>
      <ActionIcon className={classes.back} onClick={onBack} aria-label={t("desk.back")}>
        <IconArrowLeft size={20} aria-hidden />
      </ActionIcon>
      <h2>
        <ChannelIcon channel={contact.channel} />
        {t("citizen.name", { id: contact.citizen_id })}
      </h2>
      <span className={classes.about}>
        <span>{text(contact.queue.name)}</span>
        {talking && <Presence connected={contact.citizen_connected} />}
        {talking && <Since since={contact.answered_at ?? contact.started_at} />}
      </span>
      <div className={classes.actions}>
        {children}
        {talking && (
          <>
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconArrowsRight size={16} aria-hidden />}
              rightSection={<Keys label="Alt+T" />}
              onClick={transfer}
            >
              {t("transfer.short")}
            </Button>
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconDoorExit size={16} aria-hidden />}
              rightSection={<Keys label="Alt+E" />}
              onClick={end}
            >
              {t("end.short")}
            </Button>
          </>
        )}
      </div>
      <EndDialog contact={contact} opened={ending && talking} onClose={endDialog.close} />
      <TransferDialog contact={contact} opened={transferring && talking} onClose={transferDialog.close} />
    </header>
  );
}

function Presence({ connected }: { connected: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={classes.presence} data-away={!connected || undefined}>
      {connected ? <IconPlugConnected size={14} aria-hidden /> : <IconPlugConnectedX size={14} aria-hidden />}
      {connected ? t("citizen.connected") : t("citizen.away")}
    </span>
  );
}
