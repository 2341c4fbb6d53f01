import { Button } from "@mantine/core";
import type { ContactSummary } from "@sori/api";
import { useTranslation } from "react-i18next";
import { useReturn } from "../data/team";
import classes from "./ShiftNews.module.css";

/** The team leader talks in my stead; while they are away, or once the talk is over, I can take it back. */
export function TakenOver({ contact }: { contact: ContactSummary }) {
  const { t } = useTranslation();
  const back = useReturn();
  return (
    <div className={classes.taken} role="status">
      <p>{t("takeOver.by", { name: contact.taken_by?.display_name ?? "" })}</p>
      <Button size="compact-sm" variant="default" loading={back.isPending} onClick={() => back.mutate(contact.id)}>
        {t("takeOver.takeBack")}
      </Button>
    </div>
  );
}
