import { ActionIcon, Tooltip } from "@mantine/core";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommand } from "../commands/registry";
import { askForNotifications } from "../desk/alerts";
import { isMuted, mute, ringMessage } from "../desk/sound";

/** Sound and notifications on or off. Turning them on is also when the browser may ask for permission. */
export function SoundButton() {
  const { t } = useTranslation();
  const [muted, setMuted] = useState(isMuted);
  const toggle = () => {
    mute(!muted);
    setMuted(!muted);
    if (muted) ringMessage();
    askForNotifications();
  };
  useCommand("toggleSound", toggle);
  return (
    <Tooltip label={muted ? t("shell.unmute") : t("shell.mute")}>
      <ActionIcon onClick={toggle} aria-label={t("shell.sound")} aria-pressed={!muted}>
        {muted ? <IconBellOff size={18} aria-hidden /> : <IconBell size={18} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
