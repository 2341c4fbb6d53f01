import type { ContactSummary } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { abuseQuery } from "../data/contact";
import classes from "./ContactPane.module.css";

/** A call in which the caller was warned for abuse, or that was ended for it. */
export function AbuseFlag({ contact }: { contact: ContactSummary }) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...abuseQuery(contact.id), enabled: contact.channel === "phone" });
  if (!data?.warned_at) return null;
  return (
    <div className={classes.flag}>
      <strong>{t(data.ended_at ? "warn.flagEnded" : "warn.flagWarned")}</strong>
    </div>
  );
}
