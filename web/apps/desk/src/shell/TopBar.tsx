import type { Me } from "@sori/api";
import { useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answersContacts } from "../app/access";
import { LanguageMenu } from "./LanguageMenu";
import { PersonMenu } from "./PersonMenu";
import classes from "./Shell.module.css";
import { SoundButton } from "./SoundButton";
import { StateMenu } from "./StateMenu";
import { ThemeButton } from "./ThemeButton";

const TITLES = [
  ["/desk", "desk.title"],
  ["/floor/contacts", "watch.title"],
  ["/floor", "floor.title"],
  ["/stats", "statistics.short"],
  ["/twin", "twin.short"],
  ["/office", "office.title"],
  ["/cases/figures", "cases.figures"],
  ["/cases", "cases.title"],
  ["/bookings", "bookings.title"],
  ["/knowledge", "knowledge.short"],
  ["/admin", "admin.title"],
  ["/account", "account.title"],
] as const;

export function TopBar({ me }: { me: Me }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const counsellor = answersContacts(me.roles);
  const page = t(TITLES.find(([start]) => path.startsWith(start))?.[1] ?? "start.title");
  return (
    <header className={classes.top}>
      <h1 className={classes.title}>{page}</h1>
      {counsellor && <StateMenu />}
      {counsellor && <SoundButton />}
      <LanguageMenu />
      <ThemeButton />
      <PersonMenu me={me} />
    </header>
  );
}
