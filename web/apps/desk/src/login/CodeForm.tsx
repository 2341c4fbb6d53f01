import { Alert, Button, TextInput } from "@mantine/core";
import type { Me } from "@sori/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import { useGiveCode } from "../data/session";
import classes from "./LoginPage.module.css";

/** The second step of a log-in: a code of the authenticator app, or a recovery code. */
export function CodeForm({ onEntered, onAgain }: { onEntered: (me: Me) => void; onAgain: () => void }) {
  const { t } = useTranslation();
  const giveCode = useGiveCode();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    giveCode.mutate(code, { onSuccess: onEntered, onError: () => setCode("") });
  };
  return (
    <>
      <p className={classes.lead}>{t("login.codeLead")}</p>
      <form onSubmit={submit} className={classes.form}>
        <TextInput
          label={t("login.code")}
          description={t("login.codeHelp")}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          withAsterisk={false}
        />
        {giveCode.isError && (
          <Alert role="alert" className={classes.error} variant="default">
            {problemDetail(giveCode.error) || t("offline")}
          </Alert>
        )}
        <Button type="submit" loading={giveCode.isPending} fullWidth>
          {t("login.submit")}
        </Button>
        <Button variant="subtle" onClick={onAgain} fullWidth>
          {t("login.again")}
        </Button>
      </form>
    </>
  );
}
