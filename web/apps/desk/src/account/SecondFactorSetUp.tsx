import { Button, TextInput } from "@mantine/core";
import type { NewSecondFactor } from "@sori/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBeginSecondFactor, useConfirmSecondFactor } from "../data/account";
import { problemDetail } from "../data/queries";
import classes from "./Account.module.css";
import { RecoveryCodeList } from "./RecoveryCodeList";
import { PasswordProof } from "./SecondFactorSection";

/** Password, then picture and first code, then the recovery codes. */
export function SecondFactorSetUp({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const begin = useBeginSecondFactor();
  const confirm = useConfirmSecondFactor();
  if (confirm.data) return <RecoveryCodeList codes={confirm.data.codes} onDone={onDone} />;
  if (begin.data) {
    return (
      <FirstCode
        begun={begin.data}
        busy={confirm.isPending}
        error={confirm.error}
        onCode={(code) => confirm.mutate(code)}
      />
    );
  }
  return (
    <PasswordProof
      lead={t("account.factor.setUpLead")}
      action={t("account.factor.next")}
      busy={begin.isPending}
      error={begin.error}
      onProof={(password) => begin.mutate(password)}
    />
  );
}

interface FirstCodeProps {
  begun: NewSecondFactor;
  busy: boolean;
  error: unknown;
  onCode: (code: string) => void;
}

function FirstCode({ begun, busy, error, onCode }: FirstCodeProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.lead}>{t("account.factor.scan")}</p>
      <img
        className={classes.picture}
        alt={t("account.factor.picture")}
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(begun.picture)}`}
      />
      <p className={classes.lead}>
        {t("account.factor.byHand")} <code className={classes.key}>{begun.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
      </p>
      <TextInput
        label={t("account.factor.firstCode")}
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        data-autofocus
        required
        withAsterisk={false}
        error={error === null ? undefined : problemDetail(error) || t("offline")}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy}>
        {t("account.factor.confirm")}
      </Button>
    </form>
  );
}
