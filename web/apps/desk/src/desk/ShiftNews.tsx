import { Button } from "@mantine/core";
import type { Desk, FloorNote, Shift } from "@sori/api";
import { Since, serverNow, timeText } from "@sori/ui";
import { IconCoffee, IconEar, IconSpeakerphone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../app/say";
import { Keys } from "../commands/Keys";
import { useCommand } from "../commands/registry";
import { useChangeState } from "../data/desk";
import { shiftQuery, useDeclineBreak, useDismissNote } from "../data/team";
import classes from "./ShiftNews.module.css";

/** What the team leader tells me: notes to everyone, that I may go on a break, a whisper in another contact. */
export function ShiftNews({ desk, selected }: { desk: Desk; selected: number | null }) {
  const { t } = useTranslation();
  const { data: shift } = useQuery(shiftQuery);
  const notes = (shift?.notes ?? []).filter((note) => Date.parse(note.until) > serverNow());
  const whispers = (shift?.whispers ?? []).filter((one) => one.contact_id !== selected);
  return (
    <div role="status">
      {notes.map((note) => (
        <NoteCard key={note.id} note={note} />
      ))}
      {shift?.suggestion && <SuggestionCard suggestion={shift.suggestion} />}
      {whispers.map((one) => {
        const contact = desk.contacts.find((held) => held.id === one.contact_id);
        return (
          <p key={one.contact_id} className={classes.card}>
            <IconEar size={16} aria-hidden />
            <Link to="/desk" search={{ contact: one.contact_id }}>
              {t("shift.whispers", {
                count: one.count,
                citizen: t("citizen.name", { id: contact?.citizen_id ?? "" }),
              })}
            </Link>
          </p>
        );
      })}
    </div>
  );
}

function NoteCard({ note }: { note: FloorNote }) {
  const { t, i18n } = useTranslation();
  const dismiss = useDismissNote();
  return (
    <div className={classes.card}>
      <IconSpeakerphone size={16} aria-hidden />
      <div>
        <p>{note.body}</p>
        <p className={classes.about}>
          {note.by_name} · {timeText(note.posted_at, i18n.language)}
        </p>
        <Button size="compact-sm" loading={dismiss.isPending} onClick={() => dismiss.mutate(note.id)}>
          {t("shift.seen")}
        </Button>
      </div>
    </div>
  );
}

function SuggestionCard({ suggestion }: { suggestion: NonNullable<Shift["suggestion"]> }) {
  const { t, i18n } = useTranslation();
  const change = useChangeState();
  const decline = useDeclineBreak();
  const go = () => change.mutate({ state: "break" }, { onError: sayProblem });
  useCommand("takeBreak", go);
  return (
    <div className={classes.card}>
      <IconCoffee size={16} aria-hidden />
      <div>
        <p>
          {t("shift.mayGo", {
            name: suggestion.by_name,
            time: timeText(suggestion.until, i18n.language),
          })}
        </p>
        <div className={classes.buttons}>
          <Button size="compact-sm" rightSection={<Keys label="Alt+B" />} loading={change.isPending} onClick={go}>
            {t("shift.go")}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={decline.isPending}
            onClick={() => decline.mutate(undefined)}
          >
            {t("shift.later")}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** How long my state may still last, or by how much it has gone over. */
export function TimeLeft({ endsAt }: { endsAt: string }) {
  const { t } = useTranslation();
  const over = Date.parse(endsAt) <= serverNow();
  return over ? (
    <span className={classes.over}>
      {t("shift.over")} <Since since={endsAt} />
    </span>
  ) : (
    <Until until={endsAt} />
  );
}

function Until({ until }: { until: string }) {
  const { t, i18n } = useTranslation();
  return <span className={classes.about}>{t("shift.until", { time: timeText(until, i18n.language) })}</span>;
}
