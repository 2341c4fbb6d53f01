import type { CallbackShown } from "@sori/api";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../i18n";
import { ring } from "./ring";

interface CalledBackProps {
  callback: CallbackShown;
  cancelling: boolean;
  onTake(): void;
  onCancel(): void;
}

/** A citizen who is to be called back: their place, and the call when it comes. */
export function CalledBack({ callback, cancelling, onTake, onCancel }: CalledBackProps) {
  const { t } = useTranslation();
  const ringing = callback.state === "ringing";
  useEffect(() => (ringing ? ring() : undefined), [ringing]);
  const language = currentLanguage();
  const at =
    callback.due_at &&
    new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(callback.due_at));
  return (
    <section className="card" aria-labelledby="callback-state">
      <div role={ringing ? "alert" : "status"}>
        <h2 id="callback-state">{t(ringing ? "call.callback.ringing" : "call.callback.title")}</h2>
      </div>
      {!ringing && <p>{at ? t("call.callback.rest", { at }) : t("call.callback.lead")}</p>}
      <dl className="facts">
        <div>
          <dt>{t("call.queue")}</dt>
          <dd>{callback.queue[language]}</dd>
        </div>
        {callback.place !== null && !ringing && (
          <div>
            <dt>{t("call.callback.place")}</dt>
            <dd>{t("call.place_value", { count: callback.place })}</dd>
          </div>
        )}
        {callback.number && (
          <div>
            <dt>{t("call.callback.number")}</dt>
            <dd>{callback.number}</dd>
          </div>
        )}
      </dl>
      <div className="actions">
        <button type="button" className="krds-btn xlarge tertiary" disabled={cancelling} onClick={onCancel}>
          {t("call.callback.cancel")}
        </button>
        {ringing && (
          <button type="button" className="krds-btn xlarge primary" onClick={onTake}>
            {t("call.callback.take")}
          </button>
        )}
      </div>
    </section>
  );
}
