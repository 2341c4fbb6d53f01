import { isProblem, type Reported, type ReportForm } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { currentLanguage } from "../i18n";
import { announce } from "../parts/announcer";
import { Notice } from "../parts/Notice";
import { Spinner } from "../parts/Spinner";
import { useTitle } from "../parts/useTitle";
import { AlikeReports } from "./AlikeReports";
import { DonePanel } from "./DonePanel";
import { formsQuery, postReport } from "./data";
import { type Draft, emptyDraft, forgetDraft, isEmpty, loadDraft, missing, reportOf, saveDraft } from "./draft";
import { KindStep } from "./KindStep";
import { PhotoStep } from "./PhotoStep";
import { PlaceStep } from "./PlaceStep";

export type Change = (change: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => void;

/** A photo, a place, what it is: then it is sent. Everything is on one page, so that nothing needs to be found again. */
export function ReportPage() {
  const { t } = useTranslation();
  const forms = useQuery(formsQuery);
  const [reported, setReported] = useState<Reported | null>(null);
  useTitle(t("report.title"));
  if (reported) return <DonePanel reported={reported} onAgain={() => setReported(null)} />;
  return (
    <div className="inner page narrow">
      <h1>{t("report.title")}</h1>
      <p className="lead">{t("report.lead")}</p>
      {forms.data ? (
        forms.data.length === 0 ? (
          <Notice tone="information" title={t("report.noForms")}>
            <a href="/">{t("report.toChat")}</a>
          </Notice>
        ) : (
          <ReportForms forms={forms.data} onDone={setReported} />
        )
      ) : forms.isError ? (
        <Notice
          tone="danger"
          urgent
          title={t("error.title")}
          action={
            <button type="button" className="krds-btn large primary" onClick={() => void forms.refetch()}>
              {t("common.retry")}
            </button>
          }
        >
          {problemText(forms.error, t)}
        </Notice>
      ) : (
        <Spinner label={t("common.loading")} />
      )}
    </div>
  );
}

interface ReportFormsProps {
  forms: readonly ReportForm[];
  onDone(reported: Reported): void;
}

function ReportForms({ forms, onDone }: ReportFormsProps) {
  const { t } = useTranslation();
  const [draft, change] = useKeptDraft();
  const [resumed, setResumed] = useState(() => !isEmpty(draft));
  const [uploading, setUploading] = useState(0);
  const [sending, setSending] = useState(false);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const page = useRef<HTMLFormElement>(null);
  const form = forms.find((one) => one.code === draft.form);

  const refuse = (found: Record<string, string>) => {
    setWrong(found);
    setProblem(t("report.unanswered", { count: Object.keys(found).length }));
    // After the reasons are on the page: the first field that has one.
    setTimeout(() => page.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus(), 0);
  };

  async function send(event: FormEvent) {
    event.preventDefault();
    if (sending) return;
    setProblem(null);
    if (!form) return refuse({ form: t("report.kind.missing") });
    const left = missing(draft, form);
    if (left.length > 0) {
      const kinds = new Map(form.questions.map((one) => [one.code, one.kind]));
      return refuse(Object.fromEntries(left.map((code) => [code, t(`report.missing.${kinds.get(code) ?? "text"}`)])));
    }
    if (uploading > 0) return setProblem(t("report.photo.wait"));
    setSending(true);
    try {
      const reported = await postReport(reportOf(draft, form, currentLanguage()));
      forgetDraft();
      announce(t("report.done.title"));
      onDone(reported);
    } catch (error) {
      setSending(false);
      const errors = isProblem(error, 422) ? error.errors : [];
      if (errors.length > 0) refuse(Object.fromEntries(errors.map((one) => [one.place, one.detail])));
      else setProblem(problemText(error, t));
    }
  }

  return (
    <form ref={page} className="report" onSubmit={(event) => void send(event)} noValidate>
      {resumed && (
        <Notice
          tone="information"
          action={
            <button
              type="button"
              className="krds-btn medium tertiary"
              onClick={() => {
                change(emptyDraft());
                setWrong({});
                setResumed(false);
              }}
            >
              {t("report.anew")}
            </button>
          }
        >
          {t("report.resumed")}
        </Notice>
      )}
      <PhotoStep draft={draft} form={form} change={change} wrong={wrong} onUploading={setUploading} />
      <PlaceStep draft={draft} form={form} change={change} wrong={wrong} />
      <KindStep draft={draft} form={form} forms={forms} change={change} wrong={wrong} />
      {form && (draft.point !== null || draft.address.trim() !== "") && <AlikeReports draft={draft} form={form} />}
      <p className="small">{t("report.privacy")}</p>
      {problem && (
        <Notice tone="danger" urgent>
          {problem}
        </Notice>
      )}
      <div className="actions">
        <button type="submit" className="krds-btn xlarge primary" aria-disabled={sending}>
          {t(sending ? "report.sending" : "report.send")}
        </button>
      </div>
    </form>
  );
}

/** The draft, written down with each change. */
function useKeptDraft(): [Draft, Change] {
  const [draft, setDraft] = useState(loadDraft);
  useEffect(() => {
    if (isEmpty(draft)) forgetDraft();
    else saveDraft(draft);
  }, [draft]);
  const change: Change = useCallback((next) => {
    setDraft((before) => ({ ...before, ...(typeof next === "function" ? next(before) : next) }));
  }, []);
  return [draft, change];
}
