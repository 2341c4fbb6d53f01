import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { answer, warnOrEndCall } from "@sori/api";
import { Dialog } from "@sori/ui";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { sayWait } from "../app/say";
import { abuseQuery } from "../data/contact";
import { problemDetail, queries } from "../data/queries";

/** Warn and end: the first time the caller is warned, the second time the call ends and protected rest begins. */
export function WarnButton({ contactId, disabled }: { contactId: number; disabled: boolean }) {
  const { t } = useTranslation();
  const [asked, dialog] = useDisclosure(false);
  const abuse = useQuery(abuseQuery(contactId));
  const warned = abuse.data?.warned_at != null;
  const playing = warned && abuse.data?.heard_at === null;
  const act = useMutation({
    mutationFn: () => answer(warnOrEndCall({ path: { contact_id: contactId } })),
    onSuccess: (now) => queries.setQueryData(abuseQuery(contactId).queryKey, now),
    onError: (error) => sayWait(problemDetail(error) ?? t("warn.failed")),
    onSettled: dialog.close,
  });
  return (
    <>
      <Button
        size="compact-sm"
        color="red.9"
        variant={warned ? "filled" : "default"}
        disabled={disabled || playing || !abuse.data}
        leftSection={<IconAlertTriangle size={16} aria-hidden />}
        onClick={dialog.open}
      >
        {t(playing ? "warn.playing" : warned ? "warn.end" : "warn.warn")}
      </Button>
      <Dialog
        opened={asked && !playing}
        onClose={dialog.close}
        title={t(warned ? "warn.endTitle" : "warn.warnTitle")}
        size="sm"
      >
        <p style={{ marginTop: 0 }}>{t(warned ? "warn.endLead" : "warn.warnLead")}</p>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={dialog.close}>
            {t("cancel")}
          </Button>
          <Button color="red.9" loading={act.isPending} onClick={() => act.mutate()}>
            {t(warned ? "warn.end" : "warn.warn")}
          </Button>
        </Group>
      </Dialog>
    </>
  );
}
