import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import classes from "./LoginPage.module.css";

interface PasswordFormProps {
  error: unknown;
  busy: boolean;
  onSubmit: (credentials: { login: string; password: string }) => void;
}

export function PasswordForm({ error, busy, onSubmit }: PasswordFormProps) {
  const { t } = useTranslation();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ login, password });
  };
  return (
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
      {error !== null && (
        <Alert role="alert" className={classes.error} variant="default">
          {problemDetail(error) || t("offline")}
        </Alert>
      )}
      <Button type="submit" loading={busy} fullWidth>
        {t("login.submit")}
      </Button>
    </form>
  );
}
