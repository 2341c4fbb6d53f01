import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCommand } from "../commands/registry";

/** Follows the system until someone chooses; the choice is remembered on this workstation. */
export function ThemeButton() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const toggle = () => setColorScheme(dark ? "light" : "dark");
  useCommand("toggleTheme", toggle);
  const label = dark ? t("shell.light") : t("shell.dark");
  return (
    <Tooltip label={label}>
      <ActionIcon onClick={toggle} aria-label={label}>
        {dark ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
