import { Switch } from "@mantine/core";
import type { Role } from "@sori/api";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { maySwitchSimulation } from "../app/access";
import { demoQuery, useSwitchSimulation } from "../data/session";
import classes from "./Shell.module.css";

/** Nobody may take invented citizens for real ones. Those in charge can send them home here. */
export function SimulationBanner({ roles }: { roles: readonly Role[] }) {
  const { t } = useTranslation();
  const { data: demo } = useQuery({ ...demoQuery, refetchInterval: 30_000 });
  const change = useSwitchSimulation();
  if (!demo?.demo) return null;
  const maySwitch = maySwitchSimulation(roles);
  if (!demo.simulation_on && !maySwitch) return null;
  return (
    <aside className={classes.banner} aria-label={t("simulation.label")}>
      <IconInfoCircle size={16} aria-hidden />
      <span>{demo.simulation_on ? t("simulation.on") : t("simulation.off")}</span>
      {maySwitch && (
        <Switch
          size="xs"
          label={t("simulation.switch")}
          checked={demo.simulation_on}
          disabled={change.isPending}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
          styles={{ label: { color: "var(--sori-on-banner)", fontSize: 13 } }}
        />
      )}
    </aside>
  );
}
