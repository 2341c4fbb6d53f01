import { Button, PasswordInput } from "@mantine/core";
import { type Account, isProblem } from "@sori/api";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../app/say";
import { useChangePassword } from "../data/account";
import { problemDetail } from "../data/queries";
import classes from "./Account.module.css";

const nothing = { present: "", new: "", again: "" };

export function PasswordSection({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(nothing);
  const [differs, setDiffers] = useState(false);
  const change = useChangePassword();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setDiffers(typed.new !== typed.again);
    if (typed.new !== typed.again) return;
    change.mutate(
      { present: typed.present, new: typed.new },
      {
        onSuccess: () => {
          setTyped(nothing);
          say(t("account.password.changed"));
        },
      },
    );
  };
  const wrong = change.isError ? problemDetail(change.error) || t("offline") : undefined;
  const atNew = isProblem(change.error, 422);
  const shown = { "aria-label": t("login.showPassword"), tabIndex: 0 };
  const type = (patch: Partial<typeof nothing>) => setTyped((before) => ({ ...before, ...patch }));
  return (
    <section className={classes.card} aria-labelledby="account-password">
      <h2 id="account-password">{t("account.password.title")}</h2>
      {account.has_password ? (
        <>
          <p className={classes.soft}>{t("account.password.about")}</p>
          <form className={classes.form} onSubmit={submit}>
            <input type="text" value={account.login} autoComplete="username" readOnly hidden aria-hidden />
            <PasswordInput
              label={t("account.password.present")}
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={typed.present}
              error={atNew ? undefined : wrong}
              visibilityToggleButtonProps={shown}
              onChange={(event) => type({ present: event.currentTarget.value })}
            />
            <PasswordInput
              label={t("account.password.new")}
              autoComplete="new-password"
              required
              withAsterisk={false}
              value={typed.new}
              error={atNew ? wrong : undefined}
              visibilityToggleButtonProps={shown}
              onChange={(event) => type({ new: event.currentTarget.value })}
            />
            <PasswordInput
              label={t("account.password.again")}
              autoComplete="new-password"
              required
              withAsterisk={false}
              value={typed.again}
              error={differs ? t("account.password.differs") : undefined}
              visibilityToggleButtonProps={shown}
              onChange={(event) => type({ again: event.currentTarget.value })}
            />
            <div>
              <Button type="submit" loading={change.isPending}>
                {t("account.password.change")}
              </Button>
            </div>
          </form>
        </>
      ) : (
        <p className={classes.soft}>{t("account.password.none")}</p>
      )}
    </section>
  );
}
