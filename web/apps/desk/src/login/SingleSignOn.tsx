import { Alert, Button } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./LoginPage.module.css";

const refusals = ["away", "cancelled", "over", "failed", "unknown", "without_role"] as const;

interface SingleSignOnProps {
  name: string;
  to: string | undefined;
  /** Why coming back from there did not work, if it did not. */
  refused: string | undefined;
}

/** The way to the city's identity provider, and why it ended here. */
export function SingleSignOn({ name, to, refused }: SingleSignOnProps) {
  const { t } = useTranslation();
  const why = refusals.find((refusal) => refusal === refused);
  return (
    <div className={classes.form}>
      {why && (
        <Alert role="alert" className={classes.error} variant="default">
          {t(`login.refused.${why}`)}
        </Alert>
      )}
      <Button
        component="a"
        href={`/api/single-sign-on${to ? `?to=${encodeURIComponent(to)}` : ""}`}
        leftSection={<IconLogin2 size={18} aria-hidden />}
        fullWidth
      >
        {t("login.singleSignOn", { name })}
      </Button>
      <p className={classes.or}>{t("login.or")}</p>
    </div>
  );
}
