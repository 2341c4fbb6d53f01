import type { FormQuestion, ReportForm } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSettled } from "../help/useSettled";
import { useFormat } from "../i18n/format";
import { Choices } from "../parts/Choices";
import { Wrong } from "../parts/Wrong";
import { suggestionsQuery } from "./data";
import { type Draft, questionsLeft } from "./draft";
import type { Change } from "./ReportPage";

interface KindStepProps {
  draft: Draft;
  form: ReportForm | undefined;
  forms: readonly ReportForm[];
  change: Change;
  wrong: Record<string, string>;
}

/** What it is: by its own words, for which kinds are suggested, or from the list; then the questions of that kind. */
export function KindStep({ draft, form, forms, change, wrong }: KindStepProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useSettled(draft.words.trim(), 300);
  const found = useQuery(suggestionsQuery(words));
  const suggested = (words && found.data ? found.data.codes : [])
    .map((code) => forms.find((one) => one.code === code))
    .filter((one) => one !== undefined);

  return (
    <section className="report-step" aria-labelledby="report-kind">
      <h2 id="report-kind">{t("report.kind.title")}</h2>
      <div className="field">
        <label htmlFor="report-words">{t("report.kind.words")}</label>
        <input
          id="report-words"
          className="krds-input"
          maxLength={300}
          autoComplete="off"
          value={draft.words}
          placeholder={t("report.kind.example")}
          onChange={(event) => change({ words: event.target.value })}
        />
      </div>
      <div role="status" className="sr-only">
        {suggested.length > 0 && t("report.kind.count", { count: suggested.length })}
      </div>
      {suggested.length > 0 && (
        <Choices
          name="report-suggested"
          legend={t("report.kind.suggested")}
          choices={suggested.map((one) => ({ value: one.code, label: format.text(one.name) }))}
          chosen={draft.form}
          onChoose={(code) => change({ form: code })}
        />
      )}
      {words && found.data && suggested.length === 0 && (
        <p className="small">{t(found.data.away ? "report.kind.away" : "report.kind.none")}</p>
      )}
      <div className="field">
        <label htmlFor="report-form">{t("report.kind.list")}</label>
        <select
          id="report-form"
          className="krds-form-select large"
          value={form?.code ?? ""}
          aria-invalid={Boolean(wrong.form)}
          aria-describedby={wrong.form ? "wrong-form" : undefined}
          onChange={(event) => change({ form: event.target.value })}
        >
          <option value="">{t("report.kind.choose")}</option>
          <Options forms={forms} />
        </select>
        <Wrong id="wrong-form" reason={form ? undefined : wrong.form} />
      </div>
      {form &&
        questionsLeft(form).map((question) => (
          <Question
            key={`${form.code} ${question.code}`}
            question={question}
            value={draft.answers[question.code] ?? ""}
            takenAt={draft.takenAt}
            reason={wrong[question.code]}
            onAnswer={(value) => change((before) => ({ answers: { ...before.answers, [question.code]: value } }))}
          />
        ))}
    </section>
  );
}

function Options({ forms }: { forms: readonly ReportForm[] }) {
  const format = useFormat();
  const groups = new Map<string, ReportForm[]>();
  for (const one of forms) {
    const heading = one.group ? format.text(one.group) : "";
    groups.set(heading, [...(groups.get(heading) ?? []), one]);
  }
  const option = (one: ReportForm) => (
    <option key={one.code} value={one.code}>
      {format.text(one.name)}
    </option>
  );
  return [...groups].map(([heading, inner]) =>
    heading ? (
      <optgroup key={heading} label={heading}>
        {inner.map(option)}
      </optgroup>
    ) : (
      inner.map(option)
    ),
  );
}

interface QuestionProps {
  question: FormQuestion;
  value: string;
  takenAt: string | null;
  reason: string | undefined;
  onAnswer(value: string): void;
}

function Question({ question, value, takenAt, reason, onAnswer }: QuestionProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const asked = format.text(question.ask);
  const ask = question.required ? asked : t("report.optional", { ask: asked });
  const id = `report-answer-${question.code}`;
  if (question.kind === "choice") {
    const choices = (question.choices ?? []).map((choice) => ({ value: choice.ko, label: format.text(choice) }));
    return <Choices name={id} legend={ask} choices={choices} chosen={value} reason={reason} onChoose={onAnswer} />;
  }
  return (
    <div className="field">
      <label htmlFor={id}>{ask}</label>
      <input
        id={id}
        className="krds-input"
        maxLength={1000}
        autoComplete="off"
        value={value}
        aria-invalid={Boolean(reason)}
        aria-describedby={reason ? `${id}-wrong` : undefined}
        onChange={(event) => onAnswer(event.target.value)}
      />
      {question.kind === "time" && (
        <div className="report-times">
          {takenAt && (
            <button type="button" className="krds-btn small tertiary" onClick={() => onAnswer(format.moment(takenAt))}>
              {t("report.time.photo", { when: format.moment(takenAt) })}
            </button>
          )}
          <button
            type="button"
            className="krds-btn small tertiary"
            onClick={() => onAnswer(format.moment(new Date().toISOString()))}
          >
            {t("report.time.now")}
          </button>
        </div>
      )}
      <Wrong id={`${id}-wrong`} reason={reason} />
    </div>
  );
}
