import type { CodeWanted, Me } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { firstPage, mayOpen, owes } from "../app/access";
import { demoQuery, isIn, useLogIn, waysInQuery } from "../data/session";
import { LanguageMenu } from "../shell/LanguageMenu";
import { Logo } from "../shell/Logo";
import { ThemeButton } from "../shell/ThemeButton";
import { CodeForm } from "./CodeForm";
import { DemoLogins } from "./DemoLogins";
import classes from "./LoginPage.module.css";
import { PasswordForm } from "./PasswordForm";
import { SingleSignOn } from "./SingleSignOn";

const route = getRouteApi("/login");

/** Logging in: by password, and a code for whom it is set up; or at the city's identity provider. */
export function LoginPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { to, refused } = route.useSearch();
  const { data: demo } = useQuery(demoQuery);
  const { data: ways } = useQuery(waysInQuery);
  const logIn = useLogIn();
  const [codeWanted, setCodeWanted] = useState(false);

  useEffect(() => {
    document.title = `${t("login.title")} — Sori`;
  }, [t]);

  const enter = (me: Me) => {
    if (owes(me)) return router.history.push("/account");
    // Back to where the session ended, if this person may go there.
    const wanted = to?.startsWith("/") && !to.startsWith("//") && mayOpen(to, me.roles) ? to : firstPage(me.roles);
    router.history.push(wanted === "/login" ? firstPage(me.roles) : wanted);
  };
  const goOn = (gone: Me | CodeWanted) => (isIn(gone) ? enter(gone) : setCodeWanted(true));
  const again = () => {
    logIn.reset();
    setCodeWanted(false);
  };

  return (
    <div className={classes.page}>
      <header className={classes.tools}>
        <LanguageMenu />
        <ThemeButton />
      </header>
      <main className={classes.card}>
        <Logo className={classes.logo} />
        <h1>{t(codeWanted ? "login.codeTitle" : "login.title")}</h1>
        {codeWanted ? (
          <CodeForm onEntered={enter} onAgain={again} />
        ) : (
          <>
            <p className={classes.lead}>{t("login.lead")}</p>
            {ways?.single_sign_on && <SingleSignOn name={ways.single_sign_on} to={to} refused={refused} />}
            <PasswordForm
              error={logIn.error}
              busy={logIn.isPending}
              onSubmit={(credentials) => logIn.mutate(credentials, { onSuccess: goOn })}
            />
            {demo?.demo && (
              <DemoLogins
                logins={demo.logins}
                busy={logIn.isPending}
                onChoose={({ login, password }) => logIn.mutate({ login, password }, { onSuccess: goOn })}
              />
            )}
          </>
        )}
      </main>
    </div>
  );
}
