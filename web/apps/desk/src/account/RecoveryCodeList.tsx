import { Button } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { say } from "../app/say";
import classes from "./Account.module.css";

/** Recovery codes, which are shown this once. */
export function RecoveryCodeList({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    say(t("account.codes.copied"));
  };
  return (
    <div className={classes.form}>
      <p className={classes.lead}>{t("account.codes.lead")}</p>
      <ul className={classes.codes} aria-label={t("account.codes.title")}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      {navigator.clipboard && (
        <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>
          {t("account.codes.copy")}
        </Button>
      )}
      <Button onClick={onDone}>{t("account.codes.kept")}</Button>
    </div>
  );
}
