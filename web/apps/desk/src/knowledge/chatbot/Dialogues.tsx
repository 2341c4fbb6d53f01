import { Button, Select, Textarea, TextInput } from "@mantine/core";
import type { DialogueFile } from "@sori/api";
import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import classes from "../Knowledge.module.css";
import { dialogueFilesQuery, useHoldDialogues, useKeepDialogues } from "./data";

/** Dialogue tests: files that editors write, held with the chatbot as it is now. */
export function Dialogues() {
  const files = useQuery(dialogueFilesQuery);
  if (files.isError) return <Failure detail={problemDetail(files.error)} onRetry={() => void files.refetch()} />;
  if (!files.data) return <Loading lines={6} />;
  return <Editor files={files.data} />;
}

function Editor({ files }: { files: DialogueFile[] }) {
  const { t } = useTranslation("knowledge");
  const [name, setName] = useState(files[0]?.name ?? "");
  const [content, setContent] = useState(files[0]?.content ?? t("chatbot.example"));
  const hold = useHoldDialogues();
  const keep = useKeepDialogues();
  const kept = files.find((file) => file.name === name.trim());
  const save = (what: string, done: string) => keep.mutate({ name, content: what }, { onSuccess: () => say(done) });
  return (
    <div className={classes.columns}>
      <section className={classes.card} aria-label={t("chatbot.view.dialogues")}>
        {files.length > 0 && (
          <Select
            label={t("chatbot.files")}
            data={files.map((file) => file.name)}
            value={kept?.name ?? null}
            onChange={(chosen) => {
              const file = files.find((one) => one.name === chosen);
              if (!file) return;
              setName(file.name);
              setContent(file.content);
              hold.reset();
            }}
          />
        )}
        <TextInput
          label={t("chatbot.fileName")}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label={t("chatbot.fileContent")}
          description={t("chatbot.fileAbout")}
          autosize
          minRows={12}
          maxRows={28}
          maxLength={40000}
          spellCheck={false}
          styles={{ input: { fontFamily: "monospace, var(--mantine-font-family)" } }}
          value={content}
          onChange={(event) => setContent(event.currentTarget.value)}
        />
        <div className={classes.actions}>
          <Button onClick={() => hold.mutate(content)} loading={hold.isPending}>
            {t("chatbot.hold")}
          </Button>
          <Button
            variant="default"
            onClick={() => save(content, t("edit.saved"))}
            loading={keep.isPending}
            disabled={!name.trim() || !content.trim() || kept?.content === content}
          >
            {t("edit.save")}
          </Button>
          {kept && (
            <Button variant="subtle" onClick={() => save("", t("chatbot.removed"))} loading={keep.isPending}>
              {t("chatbot.removeFile")}
            </Button>
          )}
        </div>
      </section>
      <section className={classes.card} aria-label={t("chatbot.result")} aria-live="polite">
        <h3>{t("chatbot.result")}</h3>
        {hold.isError ? (
          <p className={classes.warning} data-bad role="alert">
            {problemDetail(hold.error)}
          </p>
        ) : hold.data ? (
          <>
            <p>
              {hold.data.faults.length === 0
                ? t("chatbot.allGood", { count: hold.data.dialogues })
                : t("chatbot.someWrong", { count: hold.data.dialogues, wrong: hold.data.faults.length })}
            </p>
            <ul className={classes.list}>
              {hold.data.faults.map((fault) => (
                <li key={`${fault.line} ${fault.what}`} className={classes.warning} data-bad>
                  {t("chatbot.line", { line: fault.line })} {fault.what}
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p className={classes.soft}>{t("chatbot.notHeld")}</p>
        )}
      </section>
    </div>
  );
}
