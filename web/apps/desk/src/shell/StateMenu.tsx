import { Loader, Menu } from "@mantine/core";
import type { DutyChoiceNow } from "@sori/api";
import { Since, StateBadge, timeText } from "@sori/ui";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../app/say";
import { useCommand } from "../commands/registry";
import { type ChosenState, chosenStates, deskQuery, useChangeState } from "../data/desk";
import { shiftQuery } from "../data/team";
import { TimeLeft } from "../desk/ShiftNews";
import { useText } from "../i18n/useText";
import classes from "./Shell.module.css";

/** The counsellor's own state: what it is, since when, and what else it may be. */
export function StateMenu() {
  const { t } = useTranslation();
  const { data: desk } = useQuery(deskQuery);
  const change = useChangeState();
  const client = useQueryClient();
  const text = useText();
  const { data: shift } = useQuery(shiftQuery);
  const [opened, setOpened] = useState(false);
  useCommand("stateMenu", () => setOpened(true), desk !== undefined);
  if (!desk) return null;

  const choose = (state: ChosenState, reason: string | null = null) => {
    const allowed = shift?.choices.find((choice) => choice.duty === state);
    if (allowed && !allowed.allowed) void client.invalidateQueries({ queryKey: shiftQuery.queryKey });
    change.mutate({ state, reason }, { onError: sayProblem });
  };
  const reasons = (shift?.choices ?? []).flatMap((choice) =>
    choice.reasons.map((reason) => ({ state: choice.duty as ChosenState, reason })),
  );
  const firstChoice = chosenStates.find((state) => state !== desk.state);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={240}>
      <Menu.Target>
        <button type="button" className={classes.state} title={t("shell.stateSince")}>
          <StateBadge state={desk.state} plain />
          <Since since={desk.state_since} />
          {shift?.ends_at && <TimeLeft endsAt={shift.ends_at} />}
          {change.isPending ? <Loader size={12} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("shell.chooseState")}</Menu.Label>
        {chosenStates.map((state) => (
          <Menu.Item
            key={state}
            onClick={() => choose(state)}
            disabled={state === desk.state}
            data-autofocus={state === firstChoice || undefined}
          >
            <StateBadge state={state} plain />
            <Limits choice={shift?.choices.find((choice) => choice.duty === state)} />
          </Menu.Item>
        ))}
        {reasons.length > 0 && <Menu.Divider />}
        {reasons.map(({ state, reason }) => (
          <Menu.Item key={`${state} ${reason.ko}`} onClick={() => choose(state, text(reason))}>
            <StateBadge state={state} plain /> · {text(reason)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** How long, how many are away, and when the next place frees. */
function Limits({ choice }: { choice: DutyChoiceNow | undefined }) {
  const { t, i18n } = useTranslation();
  if (!choice) return null;
  const parts = [
    choice.limit_min !== null && t("shift.limit", { minutes: choice.limit_min }),
    choice.most !== null && t("shift.away", { away: choice.away, most: choice.most }),
    !choice.allowed && choice.frees_at && t("shift.frees", { time: timeText(choice.frees_at, i18n.language) }),
  ].filter(Boolean);
  return parts.length > 0 ? <small className={classes.limits}>{parts.join(" · ")}</small> : null;
}
