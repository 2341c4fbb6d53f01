import { Button, Group, Stack } from "@mantine/core";
import type { Kind } from "@sori/api";
import { Dialog } from "@sori/ui";
import { IconArrowBackUp, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "../Admin.module.css";
import { editOf } from "../draft/draft";
import { useAdministration } from "../draft/useAdministration";

interface PartDialogProps {
  kind: Kind;
  /** Which part is open; none where the dialog is closed. */
  code: string | undefined;
  title: string;
  onClose: () => void;
  /** What the button says that takes the part out; without it there is none. */
  removeLabel?: string;
  onRemove?: () => void;
  size?: number;
  children: ReactNode;
}

/** A part beside its list. What is changed here goes into the draft at once; nothing comes into force. */
export function PartDialog({
  kind,
  code,
  title,
  onClose,
  removeLabel,
  onRemove,
  size = 520,
  children,
}: PartDialogProps) {
  const { t } = useTranslation("admin");
  const { draft, revert, mayEdit } = useAdministration();
  const edit = code === undefined ? undefined : editOf(draft, kind, code);
  const mine = code !== undefined && draft.length > 0 && edit !== undefined;
  return (
    <Dialog side opened={code !== undefined} onClose={onClose} size={size} title={title}>
      {code !== undefined && (
        <Stack gap="md">
          {!mayEdit(kind) && <p className={classes.note}>{t("readOnly")}</p>}
          {children}
          <Group justify="space-between" className={classes.dialogFoot}>
            <Group gap="xs">
              {removeLabel && mayEdit(kind) && (
                <Button
                  variant="subtle"
                  color="red"
                  c="var(--sori-red)"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => {
                    onRemove?.();
                    onClose();
                  }}
                >
                  {removeLabel}
                </Button>
              )}
              {mine && (
                <Button
                  variant="subtle"
                  leftSection={<IconArrowBackUp size={16} aria-hidden />}
                  onClick={() => {
                    revert(kind, code);
                    if (edit.before === null) onClose();
                  }}
                >
                  {edit.before === null ? t("discardNew") : t("revert")}
                </Button>
              )}
            </Group>
            <Button variant="default" onClick={onClose}>
              {t("done")}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
