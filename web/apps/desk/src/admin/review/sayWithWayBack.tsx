import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

const LONG_ENOUGH_MS = 15_000;

/** Says what was done, with a button that takes it back. */
export function sayWithWayBack(message: string, label: string, back: () => void): void {
  const id = notifications.show({
    autoClose: LONG_ENOUGH_MS,
    color: "sori",
    closeButtonProps: { "aria-label": i18next.t("dismiss") },
    message: (
      <Group justify="space-between" wrap="nowrap">
        {message}
        <Button
          variant="light"
          size="compact-sm"
          onClick={() => {
            notifications.hide(id);
            back();
          }}
        >
          {label}
        </Button>
      </Group>
    ),
  });
}
