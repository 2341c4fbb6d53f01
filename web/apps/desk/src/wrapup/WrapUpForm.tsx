import { Alert, Button, Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ContactSummary, Disposition, Me, Result } from "@sori/api";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { say } from "../app/say";
import { Keys } from "../commands/Keys";
import { useCommand } from "../commands/registry";
import { useDraft } from "../composer/useDraft";
import { contactQuery } from "../data/contact";
import { useWrapUp } from "../data/desk";
import { problemDetail } from "../data/queries";
import { ResultField } from "./ResultField";
import { TopicField } from "./TopicField";
import classes from "./WrapUp.module.css";
import { WrapUpTimer } from "./WrapUpTimer";

interface Draft {
  topic: number | null;
  result: Result | null;
  note: string;
}

const empty: Draft = { topic: null, result: null, note: "" };
const isEmpty = (draft: Draft) => draft.topic === null && draft.result === null && draft.note === "";

/** Topic, Enter, a number, Ctrl+Enter: that is a whole wrap-up. The note is for what those cannot say. */
export function WrapUpForm({ me, contact }: { me: Me; contact: ContactSummary }) {
  const wrapUp = useWrapUp(contact.id);
  return <WrapUpFields me={me} contact={contact} wrapUp={wrapUp} />;
}

interface WrapUpFieldsProps {
  me: Me;
  contact: ContactSummary;
  wrapUp: Saving;
}

/** How a wrap-up is saved: on one's desk, or in a colleague's stead. */
interface Saving {
  mutate: (disposition: Disposition, options: { onSuccess: () => void }) => void;
  isPending: boolean;
  isError: boolean;
  error: unknown;
}

export function WrapUpFields({ me, contact, wrapUp }: WrapUpFieldsProps) {
  const { t } = useTranslation();
  const detail = useQuery(contactQuery(contact.id));
  const [draft, setDraft] = useDraft<Draft>(`${me.id}.${contact.id}.wrap-up`, empty, isEmpty);
  const wide = useMediaQuery("(min-width: 721px)");
  const topicField = useRef<HTMLInputElement>(null);
  const resultField = useRef<HTMLFieldSetElement>(null);
  const noteField = useRef<HTMLTextAreaElement>(null);
  // What the chatbot took it to be about is preset, until the counsellor has chosen or cleared it.
  const guessed = detail.data?.guessed_topic_id ?? null;
  const preset = useRef(false);
  useEffect(() => {
    if (guessed === null || preset.current) return;
    preset.current = true;
    setDraft((before) => (isEmpty(before) ? { ...before, topic: guessed } : before));
  }, [guessed, setDraft]);
  const complete = draft.topic !== null && draft.result !== null;

  const focusResult = () => resultField.current?.querySelector<HTMLInputElement>("input:checked, input")?.focus();
  const save = () => {
    const { topic, result, note } = draft;
    if (topic === null) topicField.current?.focus();
    else if (result === null) focusResult();
    else if (!wrapUp.isPending) {
      wrapUp.mutate(
        { topic_id: topic, result, note: note.trim() },
        {
          onSuccess: () => {
            setDraft(empty);
            say(t("wrapUp.saved", { citizen: t("citizen.name", { id: contact.citizen_id }) }));
          },
        },
      );
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  };
  useCommand("focusWrapUp", () => topicField.current?.focus());
  // On a phone the keyboard that focus brings up would hide the conversation.
  useEffect(() => {
    if (wide) topicField.current?.focus({ preventScroll: true });
  }, [wide]);

  return (
    <form className={classes.form} onSubmit={submit} onKeyDown={press} aria-label={t("wrapUp.title")}>
      <header className={classes.head}>
        <h3>{t("wrapUp.title")}</h3>
        {detail.data && (
          <WrapUpTimer
            since={detail.data.wrap_up_started_at ?? contact.ended_at ?? contact.started_at}
            limit={detail.data.wrap_up_limit_s}
          />
        )}
      </header>
      <TopicField
        inputRef={topicField}
        value={draft.topic}
        onChange={(topic) => {
          setDraft((before) => ({ ...before, topic }));
          if (topic !== null) setTimeout(focusResult, 0);
        }}
      />
      <ResultField
        groupRef={resultField}
        value={draft.result}
        onChange={(result) => setDraft((before) => ({ ...before, result }))}
        onDone={() => noteField.current?.focus()}
      />
      <Textarea
        ref={noteField}
        label={t("wrapUp.note")}
        placeholder={t("wrapUp.noteHint")}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={4000}
        value={draft.note}
        onChange={(event) => {
          const note = event.currentTarget.value;
          setDraft((before) => ({ ...before, note }));
        }}
      />
      {wrapUp.isError && (
        <Alert role="alert" color="red" variant="outline" className={classes.error}>
          {problemDetail(wrapUp.error) || t("offline")}
        </Alert>
      )}
      <div className={classes.actions}>
        <span className={classes.help}>{complete ? "" : t("wrapUp.incomplete")}</span>
        <Button type="submit" loading={wrapUp.isPending} leftSection={<IconCheck size={16} aria-hidden />}>
          {t("wrapUp.save")}
        </Button>
        <Keys label="Ctrl+Enter" />
      </div>
    </form>
  );
}
