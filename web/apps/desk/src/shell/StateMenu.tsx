import { Loader, Menu } from "@mantine/core";
import { Since, StateBadge } from "@sori/ui";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../app/say";
import { useCommand } from "../commands/registry";
import { chosenStates, deskQuery, useChangeState } from "../data/desk";
import classes from "./Shell.module.css";

/** The counsellor's own state: what it is, since when, and what else it may be. */
export function StateMenu() {
  const { t } = useTranslation();
  const { data: desk } = useQuery(deskQuery);
  const change = useChangeState();
  const [opened, setOpened] = useState(false);
  useCommand("stateMenu", () => setOpened(true), desk !== undefined);
  if (!desk) return null;

  const choose = (state: (typeof chosenStates)[number]) => change.mutate(state, { onError: sayProblem });
  const firstChoice = chosenStates.find((state) => state !== desk.state);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={200}>
      <Menu.Target>
        <button type="button" className={classes.state} title={t("shell.stateSince")}>
          <StateBadge state={desk.state} plain />
          <Since since={desk.state_since} />
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
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
