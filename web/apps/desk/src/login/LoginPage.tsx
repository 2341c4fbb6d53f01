import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { firstPage, mayOpen } from "../app/access";
import { problemDetail } from "../data/queries";
import { demoQuery, useLogIn } from "../data/session";
import { LanguageMenu } from "../shell/LanguageMenu";
import { Logo } from "../shell/Logo";
import { ThemeButton } from "../shell/ThemeButton";
import { DemoLogins } from "./DemoLogins";
import classes from "./LoginPage.module.css";

const route = getRouteApi("/login");

export function LoginPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { to } = route.useSearch();
  const { data: demo } = useQuery(demoQuery);
  const logIn = useLogIn();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");

  useEffect(() => {
    document.title = `${t("login.title")} — Sori`;
  }, [t]);

  const enter = (credentials: { login: string; password: string }) =>
    logIn.mutate(credentials, {
      onSuccess: (me) => {
        // Back to where the session ended, if this person may go there.
        const wanted = to?.startsWith("/") && !to.startsWith("//") && mayOpen(to, me.roles) ? to : firstPage(me.roles);
        router.history.push(wanted === "/login" ? firstPage(me.roles) : wanted);
      },
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter({ login, password });
  };

  return (
    <div className={classes.page}>
      <header className={classes.tools}>
        <LanguageMenu />
        <ThemeButton />
      </header>
      <main className={classes.card}>
        <Logo className={classes.logo} />
        <h1>{t("login.title")}</h1>
        <p className={classes.lead}>{t("login.lead")}</p>
        <form onSubmit={submit} className={classes.form}>
          <TextInput
            label={t("login.login")}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            withAsterisk={false}
          />
          <PasswordInput
            label={t("login.password")}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": t("login.showPassword"), tabIndex: 0 }}
          />
          {logIn.isError && (
            <Alert role="alert" className={classes.error} variant="default">
              {problemDetail(logIn.error) || t("offline")}
            </Alert>
          )}
          <Button type="submit" loading={logIn.isPending} fullWidth>
            {t("login.submit")}
          </Button>
        </form>
        {demo?.demo && <DemoLogins logins={demo.logins} busy={logIn.isPending} onChoose={enter} />}
      </main>
    </div>
  );
}
