import type { TrackedNotices } from "@sori/api";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { steps } from "./data";
import { Failed, useStep } from "./steps";

/** Where the citizen is told of their case beside this page: asked for, changed to another address, ended. */
export function Notices({ token, notices }: { token: string; notices: TrackedNotices | null }) {
  const { t } = useTranslation();
  const end = useStep(token, t("tracking.notices.ended"));
  if (notices === null) return <NoticesForm token={token} />;
  return (
    <section className="card" aria-labelledby="tracking-notices">
      <h2 id="tracking-notices">{t("tracking.notices.title")}</h2>
      <p>{t(`tracking.notices.${notices.channel}`, { to: notices.to })}</p>
      <Failed step={end} />
      <button
        type="button"
        className="krds-btn medium tertiary"
        aria-disabled={end.isPending}
        onClick={() => {
          if (!end.isPending) end.mutate(() => steps.tellNoMore(token));
        }}
      >
        {t("tracking.notices.end")}
      </button>
    </section>
  );
}

function NoticesForm({ token }: { token: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [to, setTo] = useState("");
  const step = useStep(token, t("tracking.notices.begun"));
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!step.isPending) step.mutate(() => steps.tell(token, to));
  }
  return (
    <form className="card" onSubmit={submit} noValidate aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{t("tracking.notices.title")}</h2>
      <p id={`${id}about`}>{t("tracking.notices.about")}</p>
      <div className="field">
        <label htmlFor={`${id}to`}>{t("tracking.notices.to")}</label>
        <input
          id={`${id}to`}
          className="krds-input"
          maxLength={254}
          value={to}
          aria-invalid={step.isError || undefined}
          aria-describedby={`${id}about`}
          onChange={(event) => setTo(event.target.value)}
        />
      </div>
      <Failed step={step} />
      <button type="submit" className="krds-btn large secondary" aria-disabled={step.isPending}>
        {t("tracking.notices.begin")}
      </button>
    </form>
  );
}
