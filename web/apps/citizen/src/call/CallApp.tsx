import { keypad } from "@sori/ui/call";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { waitText } from "../i18n/wait";
import { useMenu } from "../pages/useMenu";
import { Frame } from "../parts/Frame";
import { Notice } from "../parts/Notice";
import { usePageFocus } from "../parts/usePageFocus";
import { useTitle } from "../parts/useTitle";
import "../styles/call.css";
import { CalledBack } from "./CalledBack";
import { useCall } from "./useCall";
import { isOpen, useCalledBack } from "./useCallback";

/** The telephone on a page: calls the centre over the internet, without a telephone line. */
export default function CallApp() {
  const { t } = useTranslation();
  const menu = useMenu(true);
  const call = useCall();
  const heading = usePageFocus<HTMLHeadingElement>();
  useTitle(t("call.title"));
  const under_way = call.stage !== "before" && call.stage !== "over";
  const { callback, cancel } = useCalledBack(!under_way);

  useEffect(() => {
    if (!under_way) return;
    const typed = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      if (!ctrlKey && !metaKey && !altKey && /^[0-9*#]$/.test(key)) call.press(key);
    };
    const asked = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("keydown", typed);
    window.addEventListener("beforeunload", asked);
    return () => {
      window.removeEventListener("keydown", typed);
      window.removeEventListener("beforeunload", asked);
    };
  }, [under_way, call.press]);

  return (
    <Frame menu={menu.data}>
      <div className="inner page narrow call">
        <h1 ref={heading} tabIndex={-1}>
          {t("call.title")}
        </h1>
        {under_way ? (
          <UnderWay call={call} />
        ) : callback.data && isOpen(callback.data) ? (
          <>
            {call.problem && (
              <Notice tone="danger" urgent title={t("call.failed")}>
                {call.problem}
              </Notice>
            )}
            <CalledBack
              callback={callback.data}
              cancelling={cancel.isPending}
              onTake={call.call}
              onCancel={() => cancel.mutate()}
            />
          </>
        ) : (
          <>
            {callback.isError && (
              <Notice tone="danger" title={t("call.callback.failed")}>
                {problemText(callback.error, t)}
              </Notice>
            )}
            {callback.data?.state === "given_up" && <Notice tone="danger">{t("call.callback.given_up")}</Notice>}
            {callback.data?.state === "cancelled" && <Notice tone="success">{t("call.callback.cancelled")}</Notice>}
            {call.stage === "over" && !call.problem && <Notice tone="success">{t("call.ended")}</Notice>}
            {call.problem && (
              <Notice tone="danger" urgent title={t("call.failed")}>
                {call.problem}
              </Notice>
            )}
            <p className="lead">{t("call.lead")}</p>
            <ul className="reassure">
              <li>{t("call.microphone")}</li>
              <li>{t("call.captions")}</li>
            </ul>
            <div className="actions">
              <a className="krds-btn xlarge tertiary" href="/">
                {t("call.chat")}
              </a>
              <button type="button" className="krds-btn xlarge primary" onClick={call.call}>
                {t(call.stage === "over" ? "call.again" : "call.call")}
              </button>
            </div>
          </>
        )}
      </div>
    </Frame>
  );
}

function UnderWay({ call }: { call: ReturnType<typeof useCall> }) {
  const { t } = useTranslation();
  const { stage, saying, standing, written } = call;
  const expected =
    standing?.high_s == null
      ? null
      : { low_s: standing.low_s ?? 0, mean_s: ((standing.low_s ?? 0) + standing.high_s) / 2, high_s: standing.high_s };
  return (
    <>
      <section className="card" aria-labelledby="call-state">
        <div role="status">
          <h2 id="call-state">
            {stage === "talking" && standing?.counsellor
              ? t("call.state.talking_to", { name: standing.counsellor })
              : t(`call.state.${stage}`)}
          </h2>
        </div>
        {stage === "waiting" && standing && (
          <dl className="facts">
            <div>
              <dt>{t("call.queue")}</dt>
              <dd>{standing.queue}</dd>
            </div>
            <div>
              <dt>{t("call.place")}</dt>
              <dd>{t("call.place_value", { count: standing.place ?? 1 })}</dd>
            </div>
            {expected && (
              <div>
                <dt>{t("waits.label")}</dt>
                <dd>{waitText(expected, t)}</dd>
              </div>
            )}
          </dl>
        )}
        <div aria-live="polite">
          {saying && stage !== "talking" && (
            <>
              <p className="call-caption">{saying.text}</p>
              {!saying.spoken && <p className="small">{t("call.silent")}</p>}
            </>
          )}
          {written.map((words, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: only ever added to
            <p key={index} className="call-written">
              {words}
            </p>
          ))}
        </div>
      </section>
      <fieldset className="call-keys">
        <legend>{t("call.keypad")}</legend>
        {keypad.map((key) => (
          <button
            key={key}
            type="button"
            className="krds-btn xlarge secondary"
            data-meant={saying?.keys.includes(key) || undefined}
            onClick={() => call.press(key)}
          >
            {key}
          </button>
        ))}
      </fieldset>
      <div className="actions">
        <button
          type="button"
          className="krds-btn xlarge tertiary"
          aria-pressed={call.muted}
          onClick={() => call.mute(!call.muted)}
        >
          {t(call.muted ? "call.unmute" : "call.mute")}
        </button>
        <button type="button" className="krds-btn xlarge primary" onClick={call.hangUp}>
          {t("call.hang_up")}
        </button>
      </div>
    </>
  );
}
