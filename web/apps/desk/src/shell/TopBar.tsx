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

export function TopBar({ me }: { me: Me }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const counsellor = answersContacts(me.roles);
  const page = path.startsWith("/desk")
    ? t("desk.title")
    : path.startsWith("/floor/contacts")
      ? t("watch.title")
      : path.startsWith("/floor")
        ? t("floor.title")
        : path.startsWith("/stats")
          ? t("statistics.short")
          : path.startsWith("/office")
            ? t("office.title")
          : path.startsWith("/cases")
            ? t("cases.title")
            : path.startsWith("/knowledge")
              ? t("knowledge.short")
              : path.startsWith("/admin")
                ? t("admin.title")
                : path.startsWith("/account")
                  ? t("account.title")
                  : t("start.title");
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
