import { Button, Textarea } from "@mantine/core";
import { Dialog } from "@sori/ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { useComment } from "../data";
import classes from "../Knowledge.module.css";

/** Tells the owners that an article is wrong. */
export function ReportDialog({ id, opened, onClose }: { id: number; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("knowledge");
  const [body, setBody] = useState("");
  const comment = useComment();
  const send = () =>
    comment.mutate(
      { id, kind: "wrong", body },
      {
        onSuccess: () => {
          say(t("report.sent"));
          setBody("");
          onClose();
        },
      },
    );
  return (
    <Dialog opened={opened} onClose={onClose} title={t("report.title")}>
      <div className={classes.stack}>
        <Textarea
          label={t("report.body")}
          autosize
          minRows={3}
          maxLength={2000}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
          data-autofocus
        />
        <div className={classes.actions}>
          <Button onClick={send} loading={comment.isPending} disabled={body.trim() === ""}>
            {t("report.send")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
