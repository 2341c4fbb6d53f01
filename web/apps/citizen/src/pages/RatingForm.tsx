import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { rate } from "../api/chat";
import { problemText } from "../api/words";
import { keepConversation } from "../conversation/store";
import { announce } from "../parts/announcer";
import { Notice } from "../parts/Notice";

const SCORES = [1, 2, 3, 4, 5] as const;
const LONGEST_COMMENT = 1000;

export function RatingForm() {
  const { t } = useTranslation();
  const [score, setScore] = useState<number | null>(null);
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    if (score === null) {
      setProblem(t("rating.missing"));
      document.getElementById("score-1")?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await keepConversation(await rate({ score, comment: comment.trim() }));
      announce(t("rating.thanks"));
    } catch (error) {
      setProblem(problemText(error, t));
      setBusy(false);
    }
  }

  return (
    <form className="card rating" onSubmit={submit} noValidate>
      <fieldset>
        <legend>{t("rating.title")}</legend>
        <div className="stars">
          {SCORES.map((value) => (
            <div key={value} className={score !== null && value <= score ? "star on" : "star"}>
              <input
                type="radio"
                id={`score-${value}`}
                name="score"
                value={value}
                checked={score === value}
                onChange={() => {
                  setScore(value);
                  setProblem(null);
                }}
              />
              <label htmlFor={`score-${value}`}>
                <Star />
                <span className="sr-only">{t("rating.points", { score: value })}, </span>
                <span className="star-label">{t(`rating.score.${value}`)}</span>
              </label>
            </div>
          ))}
        </div>
      </fieldset>
      <div className="field">
        <label htmlFor="comment">{t("rating.comment")}</label>
        <textarea
          id="comment"
          className="krds-input"
          rows={3}
          maxLength={LONGEST_COMMENT}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
          aria-describedby="comment-hint"
        />
        <p id="comment-hint" className="hint">
          {t("rating.comment_hint")}
        </p>
      </div>
      {problem && (
        <Notice tone="danger" title={score === null ? undefined : t("rating.failed")} urgent>
          {problem}
        </Notice>
      )}
      <button type="submit" className="krds-btn large primary" aria-disabled={busy}>
        {t(busy ? "rating.submitting" : "rating.submit")}
      </button>
    </form>
  );
}

function Star() {
  return (
    <svg className="star-shape" viewBox="0 0 24 24" width="40" height="40" aria-hidden="true">
      <path d="M12 2.6l2.9 5.9 6.5.9-4.7 4.6 1.1 6.5L12 17.4l-5.8 3.1 1.1-6.5L2.6 9.4l6.5-.9z" />
    </svg>
  );
}
