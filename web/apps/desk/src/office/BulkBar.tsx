import { Button, Textarea } from "@mantine/core";
import type { ManyMove } from "@sori/api";
import { Dialog } from "@sori/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say, sayProblem, sayWait } from "../app/say";
import { DepartmentField } from "./DepartmentField";
import { useMoveMany } from "./data";
import classes from "./Office.module.css";
import { ReplyField } from "./ReplyField";

/** What can be done to all chosen cases at once; those of which it can't be done are told, one by one. */
export function BulkBar({ ids, onDone }: { ids: number[]; onDone(): void }) {
  const { t } = useTranslation("office");
  const [asked, setAsked] = useState<"completed" | "transferred" | null>(null);
  const [text, setText] = useState("");
  const [departmentId, setDepartmentId] = useState<number | null>(null);
  const move = useMoveMany();
  const make = (what: ManyMove) =>
    move.mutate(
      { caseIds: ids, move: what, text, departmentId },
      {
        onSuccess: (refused) => {
          say(t("bulk.moved", { count: ids.length - refused.length }));
          for (const reason of new Set(refused.map((one) => one.reason))) sayWait(reason);
          setAsked(null);
          onDone();
        },
        onError: sayProblem,
      },
    );
  return (
    <section className={classes.bulk} aria-label={t("bulk.label")}>
      <strong role="status">{t("bulk.chosen", { count: ids.length })}</strong>
      <Button loading={move.isPending} onClick={() => make("accepted")}>
        {t("do.accepted")}
      </Button>
      <Button variant="default" loading={move.isPending} onClick={() => make("started")}>
        {t("do.started")}
      </Button>
      <Button variant="default" onClick={() => setAsked("completed")}>
        {t("do.completed")}
      </Button>
      <Button variant="default" onClick={() => setAsked("transferred")}>
        {t("do.transferred")}
      </Button>
      <Dialog opened={asked !== null} onClose={() => setAsked(null)} title={asked ? t(`do.${asked}`) : ""}>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (asked) make(asked);
          }}
        >
          {asked === "transferred" && <DepartmentField chosen={departmentId} onChoose={setDepartmentId} />}
          {asked === "completed" && <ReplyField onChoose={(reply) => setText(reply.body)} />}
          <Textarea
            label={t(asked === "completed" ? "field.result" : "field.why")}
            required
            autosize
            minRows={4}
            maxLength={2000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" loading={move.isPending}>
            {asked ? t(`do.${asked}`) : ""}
          </Button>
        </form>
      </Dialog>
    </section>
  );
}
