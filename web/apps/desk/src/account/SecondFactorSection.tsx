import { Button, PasswordInput } from "@mantine/core";
import type { Account } from "@sori/api";
import { Dialog, dateTimeText } from "@sori/ui";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../app/say";
import { useRemoveSecondFactor, useRenewRecoveryCodes } from "../data/account";
import { problemDetail } from "../data/queries";
import classes from "./Account.module.css";
import { RecoveryCodeList } from "./RecoveryCodeList";
import { SecondFactorSetUp } from "./SecondFactorSetUp";

type Doing = "set-up" | "renew" | "remove" | null;

/** The second factor: setting it up, its recovery codes, taking it away. */
export function SecondFactorSection({ account }: { account: Account }) {
  const { t, i18n } = useTranslation();
  const [doing, setDoing] = useState<Doing>(null);
  const factor = account.second_factor;
  const close = () => setDoing(null);
  return (
    <section className={classes.card} aria-labelledby="account-factor">
      <h2 id="account-factor">{t("account.factor.title")}</h2>
      <p className={classes.soft}>{t("account.factor.about")}</p>
      {factor ? (
        <>
          <p>
            {t("account.factor.on", { since: dateTimeText(factor.since, i18n.language) })}{" "}
            {t("account.factor.codesLeft", { count: factor.recovery_codes })}
          </p>
          <div className={classes.buttons}>
            <Button variant="default" onClick={() => setDoing("renew")}>
              {t("account.factor.renew")}
            </Button>
            {account.second_factor_needed ? (
              <span className={classes.soft}>{t("account.factor.needed")}</span>
            ) : (
              <Button variant="subtle" c="var(--sori-red)" onClick={() => setDoing("remove")}>
                {t("account.factor.remove")}
              </Button>
            )}
          </div>
        </>
      ) : account.has_password ? (
        <div>
          <Button variant={account.second_factor_needed ? "filled" : "default"} onClick={() => setDoing("set-up")}>
            {t("account.factor.setUp")}
          </Button>
        </div>
      ) : (
        <p>{t("account.factor.noPassword")}</p>
      )}
      <Dialog opened={doing === "set-up"} onClose={close} title={t("account.factor.setUp")} size={480}>
        {doing === "set-up" && <SecondFactorSetUp onDone={close} />}
      </Dialog>
      <Dialog opened={doing === "renew"} onClose={close} title={t("account.factor.renew")}>
        {doing === "renew" && <Renew onDone={close} />}
      </Dialog>
      <Dialog opened={doing === "remove"} onClose={close} title={t("account.factor.remove")}>
        {doing === "remove" && <Remove onDone={close} />}
      </Dialog>
    </section>
  );
}

function Renew({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const renew = useRenewRecoveryCodes();
  if (renew.data) return <RecoveryCodeList codes={renew.data.codes} onDone={onDone} />;
  return (
    <PasswordProof
      lead={t("account.factor.renewLead")}
      action={t("account.factor.renew")}
      busy={renew.isPending}
      error={renew.error}
      onProof={(password) => renew.mutate(password)}
    />
  );
}

function Remove({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const remove = useRemoveSecondFactor();
  const send = (password: string) =>
    remove.mutate(password, {
      onSuccess: () => {
        say(t("account.factor.removed"));
        onDone();
      },
    });
  return (
    <PasswordProof
      lead={t("account.factor.removeLead")}
      action={t("account.factor.remove")}
      busy={remove.isPending}
      error={remove.error}
      onProof={send}
    />
  );
}

interface PasswordProofProps {
  lead: string;
  action: string;
  busy: boolean;
  error: unknown;
  onProof: (password: string) => void;
}

/** Asks for the password before something weighty. */
export function PasswordProof({ lead, action, busy, error, onProof }: PasswordProofProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onProof(password);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.lead}>{lead}</p>
      <PasswordInput
        label={t("account.password.present")}
        autoComplete="current-password"
        data-autofocus
        required
        withAsterisk={false}
        value={password}
        error={error === null ? undefined : problemDetail(error) || t("offline")}
        visibilityToggleButtonProps={{ "aria-label": t("login.showPassword"), tabIndex: 0 }}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy}>
        {action}
      </Button>
    </form>
  );
}
