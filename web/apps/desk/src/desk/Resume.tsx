import { Button } from "@mantine/core";
import type { Desk } from "@sori/api";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../app/say";
import { useChangeState } from "../data/desk";
import classes from "./OfferCard.module.css";

/** One press back to receiving contacts. */
export function Resume() {
  const { t } = useTranslation();
  const change = useChangeState();
  return (
    <Button loading={change.isPending} onClick={() => change.mutate({ state: "available" }, { onError: sayProblem })}>
      {t("desk.resume")}
    </Button>
  );
}

/** An offer went by unanswered, and no more will come until its counsellor says so: that must not go unnoticed. */
export function NotAnswering({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      {desk.state === "not_answering" && (
        <div className={classes.missed}>
          <p>
            <IconAlertTriangle size={16} aria-hidden />
            {t("desk.notAnswering")}
          </p>
          <Resume />
        </div>
      )}
    </div>
  );
}
