import { Alert } from "@mantine/core";
import { Failure, Loading } from "@sori/ui";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { accountQuery } from "../data/account";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import classes from "./Account.module.css";
import { PasswordSection } from "./PasswordSection";
import { SecondFactorSection } from "./SecondFactorSection";
import { SessionSection } from "./SessionSection";

/** How I get in: password, second factor, and where I am logged in. */
export function AccountPage() {
  const { t } = useTranslation();
  const me = useMe();
  const account = useQuery(accountQuery);
  useEffect(() => {
    document.title = `${t("account.title")} — Sori`;
  }, [t]);
  const owed = me?.owes?.[0];
  return (
    <div className={classes.page}>
      {owed && (
        <Alert
          role="status"
          variant="default"
          className={classes.owed}
          icon={<IconAlertTriangle size={20} aria-hidden />}
          title={t(`account.owed.${owed}.title`)}
        >
          {t(`account.owed.${owed}.lead`)}
        </Alert>
      )}
      {account.data ? (
        <>
          <PasswordSection account={account.data} />
          <SecondFactorSection account={account.data} />
          <SessionSection account={account.data} />
        </>
      ) : account.isError ? (
        <Failure detail={problemDetail(account.error)} onRetry={() => void account.refetch()} />
      ) : (
        <Loading lines={6} height={60} />
      )}
    </div>
  );
}
