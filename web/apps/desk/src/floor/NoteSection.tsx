import { Button, NativeSelect, Textarea } from "@mantine/core";
import type { PostedNote } from "@sori/api";
import { Failure, Loading, serverNow, timeText } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { leads } from "../app/access";
import { say } from "../app/say";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import { notesQuery, usePostNote, useWithdrawNote } from "../data/team";
import figures from "../figures/Figures.module.css";
import work from "./Work.module.css";

const longest = 500;
const lengths = [15, 30, 60, 120, 240, 480];

/** A note to everyone, and who has seen today's. */
export function NoteSection() {
  const { t } = useTranslation();
  const me = useMe();
  const notes = useQuery(notesQuery);
  return (
    <section className={figures.section} aria-labelledby="notes-title">
      <h2 id="notes-title">{t("notes.title")}</h2>
      {me && leads(me.roles) && <NoteForm />}
      {notes.isPending ? (
        <Loading lines={2} height={32} />
      ) : notes.isError ? (
        <Failure detail={problemDetail(notes.error)} onRetry={() => void notes.refetch()} />
      ) : notes.data.length === 0 ? (
        <p className={work.empty}>{t("notes.none")}</p>
      ) : (
        <ul className={work.rows}>
          {notes.data.map((posted) => (
            <NoteRow key={posted.note.id} posted={posted} />
          ))}
        </ul>
      )}
    </section>
  );
}

function NoteForm() {
  const { t } = useTranslation();
  const post = usePostNote();
  const [body, setBody] = useState("");
  const [minutes, setMinutes] = useState(60);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body.trim() === "") return;
    const until = new Date(serverNow() + minutes * 60_000).toISOString();
    post.mutate(
      { body: body.trim(), until },
      {
        onSuccess: () => {
          setBody("");
          say(t("notes.posted"));
        },
      },
    );
  };
  return (
    <form className={work.form} onSubmit={submit}>
      <Textarea
        className={work.grow}
        autosize
        minRows={1}
        maxRows={5}
        maxLength={longest}
        aria-label={t("notes.body")}
        placeholder={t("notes.body")}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label={t("notes.length")}
        value={String(minutes)}
        onChange={(event) => setMinutes(Number(event.currentTarget.value))}
        data={lengths.map((one) => ({ value: String(one), label: t("notes.forMinutes", { minutes: one }) }))}
      />
      <Button type="submit" loading={post.isPending} disabled={body.trim() === ""}>
        {t("notes.post")}
      </Button>
    </form>
  );
}

function NoteRow({ posted }: { posted: PostedNote }) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const withdraw = useWithdrawNote();
  const { note, readers } = posted;
  const seen = readers.filter((reader) => reader.seen_at !== null);
  const names = (wanted: boolean) =>
    readers
      .filter((reader) => (reader.seen_at !== null) === wanted)
      .map((reader) => reader.display_name)
      .join(", ");
  const on = Date.parse(note.until) > serverNow();
  return (
    <li className={work.note}>
      <p>{note.body}</p>
      <p className={work.about}>
        {note.by_name} · {timeText(note.posted_at, i18n.language)} ·{" "}
        {on ? t("notes.until", { time: timeText(note.until, i18n.language) }) : t("notes.over")}
      </p>
      <details className={work.about}>
        <summary>{t("notes.seen", { seen: seen.length, count: readers.length })}</summary>
        {seen.length > 0 && <p>{t("notes.seenBy", { names: names(true) })}</p>}
        {seen.length < readers.length && <p>{t("notes.notSeenBy", { names: names(false) })}</p>}
      </details>
      {on && me && leads(me.roles) && (
        <Button
          size="compact-sm"
          variant="default"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate(note.id)}
        >
          {t("notes.withdraw")}
        </Button>
      )}
    </li>
  );
}
