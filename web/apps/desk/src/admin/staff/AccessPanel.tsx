import { Button, Group, TextInput } from "@mantine/core";
import type { Account } from "@sori/api";
import { Dialog, dateTimeText, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { SessionTable } from "../../account/SessionTable";
import { say, sayProblem } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { waysInQuery } from "../../data/session";
import classes from "../Admin.module.css";
import { accessOfQuery, useEndSessionsOf, usePutIdentity, useResetSecondFactor } from "../access/data";
import fields from "../fields/Fields.module.css";

/** How somebody gets in, which is no part of the setup: what is done here is done at once. */
export function AccessPanel({ login }: { login: string }) {
  const { t } = useTranslation("admin");
  const access = useQuery(accessOfQuery(login));
  const { data: ways } = useQuery(waysInQuery);
  if (access.isError) {
    return <Failure detail={problemDetail(access.error)} onRetry={() => void access.refetch()} />;
  }
  if (!access.data) return <Loading lines={3} height={40} />;
  return (
    <>
      <SecondFactor account={access.data} />
      {ways?.single_sign_on && <Identity account={access.data} />}
      <Sessions account={access.data} />
      <p>
        <Link className={classes.open} to="/admin/$section" params={{ section: "audit" }} search={{ person: login }}>
          {t("personAccess.audit")}
        </Link>
      </p>
    </>
  );
}

function SecondFactor({ account }: { account: Account }) {
  const { t, i18n } = useTranslation("admin");
  const [asking, setAsking] = useState(false);
  const reset = useResetSecondFactor(account.login);
  const factor = account.second_factor;
  const send = () =>
    reset.mutate(null, { onSuccess: () => say(t("personAccess.factorReset")), onError: sayProblem, onSettled: close });
  const close = () => setAsking(false);
  return (
    <section className={fields.group} aria-labelledby="person-factor">
      <h3 id="person-factor">{t("personAccess.factor")}</h3>
      <p>
        {factor
          ? t("personAccess.factorOn", {
              since: dateTimeText(factor.since, i18n.language),
              codes: factor.recovery_codes,
            })
          : t(account.second_factor_needed ? "personAccess.factorOwed" : "personAccess.factorOff")}
      </p>
      {factor && (
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t("personAccess.reset")}
          </Button>
        </div>
      )}
      <Dialog opened={asking} onClose={close} title={t("personAccess.resetAsk", { name: account.display_name })}>
        <p>{t("personAccess.resetAbout")}</p>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            {t("personAccess.keep")}
          </Button>
          <Button loading={reset.isPending} onClick={send}>
            {t("personAccess.reset")}
          </Button>
        </Group>
      </Dialog>
    </section>
  );
}

function Identity({ account }: { account: Account }) {
  const { t } = useTranslation("admin");
  const [email, setEmail] = useState(account.identity_email ?? "");
  const put = usePutIdentity(account.login);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put.mutate(email.trim() || null, { onSuccess: () => say(t("personAccess.identitySaved")) });
  };
  return (
    <form className={fields.group} onSubmit={submit}>
      <h3>{t("personAccess.identity")}</h3>
      <p>{t(account.identity_linked ? "personAccess.linked" : "personAccess.notLinked")}</p>
      <TextInput
        label={t("personAccess.email")}
        type="email"
        value={email}
        error={put.isError ? problemDetail(put.error) || t("offline") : undefined}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" loading={put.isPending}>
          {t("personAccess.saveIdentity")}
        </Button>
      </div>
    </form>
  );
}

function Sessions({ account }: { account: Account }) {
  const { t } = useTranslation("admin");
  const end = useEndSessionsOf(account.login);
  const send = (id: number | null) =>
    end.mutate(id, { onSuccess: () => say(t("personAccess.ended")), onError: sayProblem });
  return (
    <section className={fields.group} aria-labelledby="person-sessions">
      <h3 id="person-sessions">{t("personAccess.sessions")}</h3>
      {account.failures > 0 && <p>{t("personAccess.failures", { count: account.failures })}</p>}
      <SessionTable sessions={account.sessions} busy={end.isPending} onEnd={send} />
      {account.sessions.length > 1 && (
        <div>
          <Button variant="default" loading={end.isPending} onClick={() => send(null)}>
            {t("personAccess.endAll")}
          </Button>
        </div>
      )}
    </section>
  );
}
