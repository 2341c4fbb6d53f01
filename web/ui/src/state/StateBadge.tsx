import {
  IconBell,
  IconBook,
  IconCircleCheck,
  IconCircleX,
  IconCoffee,
  IconHeadset,
  IconHeart,
  IconMoon,
  IconPencil,
  IconUsers,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./StateBadge.module.css";

export type CounsellorStateName =
  | "offline"
  | "available"
  | "reserved"
  | "busy"
  | "wrap_up"
  | "break"
  | "training"
  | "meeting"
  | "protected_rest"
  | "not_answering";

type Hue = "green" | "blue" | "amber" | "red" | "violet" | "teal" | "grey";

const looks: Record<CounsellorStateName, { hue: Hue; icon: typeof IconBell }> = {
  available: { hue: "green", icon: IconCircleCheck },
  reserved: { hue: "violet", icon: IconBell },
  busy: { hue: "blue", icon: IconHeadset },
  wrap_up: { hue: "amber", icon: IconPencil },
  break: { hue: "teal", icon: IconCoffee },
  training: { hue: "violet", icon: IconBook },
  meeting: { hue: "violet", icon: IconUsers },
  protected_rest: { hue: "teal", icon: IconHeart },
  not_answering: { hue: "red", icon: IconCircleX },
  offline: { hue: "grey", icon: IconMoon },
};

interface StateBadgeProps {
  state: CounsellorStateName;
  /** Without the ground, for places that are coloured themselves. */
  plain?: boolean;
}

/** A counsellor's state: colour, icon and word together, so that none of them has to be enough alone. */
export function StateBadge({ state, plain = false }: StateBadgeProps) {
  const { t } = useTranslation("ui");
  const { hue, icon: Icon } = looks[state];
  return (
    <span
      className={classes.badge}
      data-plain={plain || undefined}
      style={{ "--hue": `var(--sori-${hue})`, "--hue-soft": `var(--sori-${hue}-soft)` } as React.CSSProperties}
    >
      <Icon size={14} stroke={2} aria-hidden />
      {t(`state.${state}`)}
    </span>
  );
}
