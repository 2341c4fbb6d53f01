import type { TrackedCase } from "@sori/api";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { useFormat } from "../i18n/format";
import { announce } from "../parts/announcer";
import { Choices } from "../parts/Choices";
import { Notice } from "../parts/Notice";
import { keepTracked, steps } from "./data";

const LONGEST = 2000;
const SCORES = [1, 2, 3, 4, 5] as const;

export function useStep(token: string, done: string) {
  return useMutation({
    mutationFn: (make: () => Promise<TrackedCase>) => make(),
    onSuccess: (now) => {
      keepTracked(token, now);
      announce(done);
    },
  });
}

/** Why a step was not made. */
export function Failed({ step }: { step: ReturnType<typeof useStep> }) {
  const { t } = useTranslation();
  return step.isError ? (
    <Notice tone="danger" urgent>
      {problemText(step.error, t)}
    </Notice>
  ) : null;
}

interface WordsFormProps {
  token: string;
  id: string;
  title: string;
  about: ReactNode;
  label: string;
  button: string;
  done: string;
  make(text: string): Promise<TrackedCase>;
}

/** A few words, sent. What was written stays where sending failed. */
function WordsForm({ token, id, title, about, label, button, done, make }: WordsFormProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const step = useStep(token, done);
  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(text.trim() === "");
    if (text.trim() === "") document.getElementById(id)?.focus();
    else if (!step.isPending) step.mutate(() => make(text.trim()));
  }
  return (
    <form className="card" onSubmit={submit} noValidate aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {about}
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <textarea
          id={id}
          className="krds-input"
          rows={4}
          maxLength={LONGEST}
          value={text}
          aria-invalid={missing || undefined}
          aria-describedby={missing ? `${id}-missing` : undefined}
          onChange={(event) => setText(event.target.value)}
        />
        {missing && (
          <p id={`${id}-missing`} className="hint" role="alert">
            {t("tracking.empty")}
          </p>
        )}
      </div>
      <Failed step={step} />
      <button type="submit" className="krds-btn large primary" aria-disabled={step.isPending}>
        {button}
      </button>
    </form>
  );
}

export function AnswerForm({ token, question }: { token: string; question: string }) {
  const { t } = useTranslation();
  return (
    <WordsForm
      token={token}
      id="tracking-answer"
      title={t("tracking.asked")}
      about={<blockquote>{question}</blockquote>}
      label={t("tracking.yourAnswer")}
      button={t("tracking.send")}
      done={t("tracking.sent")}
      make={(text) => steps.answer(token, text)}
    />
  );
}

export function ReopenForm({ token, until }: { token: string; until: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <p>
        <button type="button" className="krds-btn medium secondary" onClick={() => setOpen(true)}>
          {t("tracking.reopen")}
        </button>
      </p>
    );
  return (
    <WordsForm
      token={token}
      id="tracking-reopen"
      title={t("tracking.reopen")}
      about={<p>{t("tracking.reopenUntil", { until: format.moment(until) })}</p>}
      label={t("tracking.reopenWhy")}
      button={t("tracking.reopenSend")}
      done={t("tracking.reopened")}
      make={(text) => steps.reopen(token, text)}
    />
  );
}

export function Withdraw({ token }: { token: string }) {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const step = useStep(token, t("tracking.withdrawn"));
  if (!sure)
    return (
      <p>
        <button type="button" className="krds-btn small text" onClick={() => setSure(true)}>
          {t("tracking.withdraw")}
        </button>
      </p>
    );
  return (
    <section className="card" aria-labelledby="tracking-withdraw">
      <h2 id="tracking-withdraw">{t("tracking.withdrawSure")}</h2>
      <p>{t("tracking.withdrawAbout")}</p>
      <Failed step={step} />
      <div className="actions">
        <button
          type="button"
          className="krds-btn medium primary"
          aria-disabled={step.isPending}
          onClick={() => {
            if (!step.isPending) step.mutate(() => steps.withdraw(token));
          }}
        >
          {t("tracking.withdraw")}
        </button>
        <button type="button" className="krds-btn medium tertiary" onClick={() => setSure(false)}>
          {t("tracking.withdrawNot")}
        </button>
      </div>
    </section>
  );
}

export function RateForm({ token }: { token: string }) {
  const { t } = useTranslation();
  const [score, setScore] = useState<number | null>(null);
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const step = useStep(token, t("tracking.thanks"));
  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(score === null);
    if (score === null) document.querySelector<HTMLElement>("[name=tracking-score]")?.focus();
    else if (!step.isPending) step.mutate(() => steps.rate(token, score, text.trim()));
  }
  return (
    <form className="card" onSubmit={submit} noValidate>
      <Choices
        name="tracking-score"
        legend={t("tracking.rate")}
        choices={SCORES.map((value) => ({ value: String(value), label: t(`rating.score.${value}`) }))}
        chosen={String(score ?? "")}
        reason={missing ? t("rating.missing") : undefined}
        onChoose={(value) => setScore(Number(value))}
      />
      <div className="field">
        <label htmlFor="tracking-comment">{t("rating.comment")}</label>
        <textarea
          id="tracking-comment"
          className="krds-input"
          rows={3}
          maxLength={LONGEST}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Failed step={step} />
      <button type="submit" className="krds-btn large secondary" aria-disabled={step.isPending}>
        {t("rating.submit")}
      </button>
    </form>
  );
}
