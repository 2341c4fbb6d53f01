import { Button, Popover } from "@mantine/core";
import { Since } from "@sori/ui";
import { keypad } from "@sori/ui/call";
import {
  IconDialpad,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhone,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { deskQuery } from "../data/desk";
import { phone } from "./phone";
import classes from "./Softphone.module.css";
import { WarnButton } from "./WarnButton";

/** The headset: joins the call in hand by itself, and shows its controls on every page until the talk is over. */
export function Softphone({ meId }: { meId: number }) {
  const { t } = useTranslation();
  const desk = useQuery({ ...deskQuery, refetchInterval: false });
  const state = useSyncExternalStore(phone.subscribe, phone.get);
  const call = desk.data?.contacts.find(
    (contact) =>
      contact.channel === "phone" &&
      contact.state === "talking" &&
      !contact.simulated &&
      (contact.taken_by ?? contact.counsellor)?.id === meId,
  );
  const callId = call?.id ?? null;
  useEffect(() => phone.at(callId), [callId]);
  useEffect(() => () => phone.at(null), []);

  if (!call) return null;
  const connected = state.state === "connected";
  return (
    <section className={classes.phone} aria-label={t("softphone.label")}>
      <IconPhone size={18} aria-hidden />
      <strong>{t("citizen.name", { id: call.citizen_id })}</strong>
      <span role="status" data-state={state.state}>
        {t(`softphone.state.${state.held && connected ? "held" : state.state}`)}
        {state.state === "failed" && state.problem && ` ${state.problem}`}
      </span>
      <Since since={call.answered_at ?? call.started_at} />
      <span className={classes.actions}>
        {state.state === "no_microphone" && (
          <Button size="compact-sm" onClick={() => phone.retry()}>
            {t("softphone.retry")}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant={state.muted ? "filled" : "default"}
          aria-pressed={state.muted}
          disabled={!connected}
          leftSection={
            state.muted ? <IconMicrophoneOff size={16} aria-hidden /> : <IconMicrophone size={16} aria-hidden />
          }
          onClick={() => phone.mute(!state.muted)}
        >
          {t("softphone.mute")}
        </Button>
        <Button
          size="compact-sm"
          variant={state.held ? "filled" : "default"}
          aria-pressed={state.held}
          disabled={!connected}
          leftSection={
            state.held ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
          }
          onClick={() => phone.hold(!state.held)}
        >
          {t("softphone.hold")}
        </Button>
        <WarnButton contactId={call.id} disabled={!connected} />
        <Popover position="bottom-end" trapFocus>
          <Popover.Target>
            <Button
              size="compact-sm"
              variant="default"
              disabled={!connected}
              leftSection={<IconDialpad size={16} aria-hidden />}
            >
              {t("softphone.keypad")}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <div className={classes.keys}>
              {keypad.map((key) => (
                <Button key={key} variant="default" onClick={() => phone.press(key)}>
                  {key}
                </Button>
              ))}
            </div>
          </Popover.Dropdown>
        </Popover>
      </span>
    </section>
  );
}
