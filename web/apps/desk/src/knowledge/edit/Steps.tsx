import { Button, TextInput } from "@mantine/core";
import type { ArticleShown } from "@sori/api";
import { Dialog, dateTimeText } from "@sori/ui";
import { IconCheck, IconClock, IconSend, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { momentOf } from "../../admin/fields/moment";
import { editsKnowledge, writesKnowledge } from "../../app/access";
import { say } from "../../app/say";
import { useMe } from "../../data/session";
import { type Step, useStep } from "../data";
import classes from "../Knowledge.module.css";

/** What can be done with an article now. */
export function Steps({ shown }: { shown: ArticleShown }) {
  const { t, i18n } = useTranslation("knowledge");
  const me = useMe();
  const step = useStep();
  const [asked, setAsked] = useState<"schedule" | "retire" | null>(null);
  const [at, setAt] = useState("");
  const { article, moves } = shown;
  if (!me || !writesKnowledge(me.roles)) return null;
  const take = (what: Step, moment: string | null = null) =>
    step.mutate(
      { article, step: what, at: moment },
      {
        onSuccess: () => {
          say(t(`step.done.${what === "publish" && moment ? "schedule" : what}`));
          setAsked(null);
        },
      },
    );
  return (
    <div className={classes.actions}>
      {article.publish_at && (
        <span className={classes.soft}>
          {t("step.scheduledFor", { at: dateTimeText(article.publish_at, i18n.language) })}
        </span>
      )}
      {moves.includes("submit") && (
        <Button
          leftSection={<IconSend size={16} aria-hidden />}
          loading={step.isPending}
          onClick={() => take("submit")}
        >
          {t("step.submit")}
        </Button>
      )}
      {moves.includes("publish") && (
        <Button
          leftSection={<IconCheck size={16} aria-hidden />}
          loading={step.isPending}
          onClick={() => take("publish")}
        >
          {t("step.publish")}
        </Button>
      )}
      {moves.includes("schedule") && (
        <Button
          variant="default"
          leftSection={<IconClock size={16} aria-hidden />}
          onClick={() => setAsked("schedule")}
        >
          {t("step.schedule")}
        </Button>
      )}
      {article.state === "review" && editsKnowledge(me.roles) && !moves.includes("publish") && (
        <span className={classes.soft}>{t("step.fourEyes")}</span>
      )}
      {moves.includes("send_back") && (
        <Button variant="default" onClick={() => take("send_back")}>
          {t(article.state === "scheduled" ? "step.callOff" : "step.send_back")}
        </Button>
      )}
      {article.published !== null && (
        <Button variant="default" onClick={() => take("confirm")}>
          {t("step.confirm")}
        </Button>
      )}
      {moves.includes("retire") && (
        <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsked("retire")}>
          {t("step.retire")}
        </Button>
      )}
      <Dialog opened={asked === "schedule"} onClose={() => setAsked(null)} title={t("step.schedule")}>
        <div className={classes.stack}>
          <TextInput
            type="datetime-local"
            label={t("step.when")}
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
            data-autofocus
          />
          <Button disabled={at === ""} loading={step.isPending} onClick={() => take("publish", momentOf(at))}>
            {t("step.schedule")}
          </Button>
        </div>
      </Dialog>
      <Dialog opened={asked === "retire"} onClose={() => setAsked(null)} title={t("step.retire")}>
        <div className={classes.stack}>
          <p>{t("step.sure")}</p>
          <div className={classes.actions}>
            <Button className={classes.danger} loading={step.isPending} onClick={() => take("retire")}>
              {t("step.retire")}
            </Button>
            <Button variant="default" onClick={() => setAsked(null)} data-autofocus>
              {t("step.cancel")}
            </Button>
          </div>
        </div>
      </Dialog>
    </div>
  );
}
