import { useTranslation } from "react-i18next";
import classes from "./ContactStateText.module.css";

export type ContactStateName = "waiting" | "offered" | "talking" | "wrap_up" | "closed" | "abandoned";

const hues: Record<ContactStateName, string> = {
  waiting: "amber",
  offered: "violet",
  talking: "blue",
  wrap_up: "amber",
  closed: "grey",
  abandoned: "red",
};

/** Where a contact stands, as a coloured word. */
export function ContactStateText({ state }: { state: ContactStateName }) {
  const { t } = useTranslation("ui");
  const hue = hues[state];
  return (
    <span className={classes.state} style={{ color: `var(--sori-${hue})`, background: `var(--sori-${hue}-soft)` }}>
      {t(`contactState.${state}`)}
    </span>
  );
}
