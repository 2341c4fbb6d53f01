import type { Congestion, MenuChoice } from "@sori/api";
import { uuid } from "@sori/ui/storage";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { beginContact } from "../api/chat";
import { problemText } from "../api/words";
import { keepConversation } from "../conversation/store";
import { currentLanguage } from "../i18n";
import { useFormat } from "../i18n/format";
import { waitText } from "../i18n/wait";
import { BusynessBadge } from "../parts/BusynessBadge";
import { Notice } from "../parts/Notice";
import { usePageFocus } from "../parts/usePageFocus";
import { useTitle } from "../parts/useTitle";
import { Congested } from "./Congested";
import { requestKeyFor } from "./request";

interface BeforePageProps {
  entry: MenuChoice;
  busyness: Congestion;
  onBack(): void;
  /** Asks the chatbot instead; with the key of the notice that was shown. */
  onBot(notice: string | null): void;
}

export function BeforePage({ entry, busyness, onBack, onBot }: BeforePageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const heading = usePageFocus<HTMLHeadingElement>();
  const title = t("before.title", { topic: format.text(entry.label) });
  useTitle(title);
  // Of this visit to the page: says which way was taken by whom the notice was shown to.
  const [key] = useState(uuid);
  const notice = entry.open && busyness.ways ? key : null;

  return (
    <div className="inner page narrow">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {entry.open ? <Busy busyness={busyness} /> : <Closed opensAt={entry.opens_at} />}
      {entry.open && entry.full && <Notice tone="warning" title={t("before.full")} />}
      {entry.open && busyness.ways && (
        <Congested key={entry.key} entry={entry} busyness={busyness} notice={notice} onBot={() => onBot(notice)} />
      )}
      <Apply entry={entry} notice={notice} onBack={onBack} />
    </div>
  );
}

function Busy({ busyness }: { busyness: Congestion }) {
  const { t } = useTranslation();
  const { level, waiting, on_duty } = busyness;
  return (
    <>
      <section className="card" aria-labelledby="how-busy">
        <div className="card-head">
          <h2 id="how-busy">{t("busyness.title")}</h2>
          <BusynessBadge busyness={busyness} />
        </div>
        <p className="big">{on_duty === 0 ? t("before.nobody_on_duty") : t(`busyness.sentence.${level}`)}</p>
        <dl className="facts">
          <div>
            <dt>{t("busyness.waiting")}</dt>
            <dd>{t("common.people", { count: waiting })}</dd>
          </div>
          <div>
            <dt>{t("busyness.on_duty")}</dt>
            <dd>{t("common.people", { count: on_duty })}</dd>
          </div>
          {busyness.expected && (
            <div>
              <dt>{t("waits.label")}</dt>
              <dd>{waitText(busyness.expected, t)}</dd>
            </div>
          )}
        </dl>
      </section>
      <ul className="reassure">
        <li>{t("before.keep")}</li>
        <li>{t("before.privacy")}</li>
      </ul>
    </>
  );
}

function Closed({ opensAt }: { opensAt: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Notice tone="warning" title={t("before.closed")}>
      {opensAt && t("before.opens_at", { time: format.moment(opensAt) })}
    </Notice>
  );
}

function Apply({ entry, notice, onBack }: { entry: MenuChoice; notice: string | null; onBack(): void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // State is too late for a second click in the same moment.
  const asking = useRef(false);

  async function apply() {
    if (asking.current) return;
    asking.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await keepConversation(await beginContact(entry.key, requestKeyFor(entry.key), currentLanguage(), notice));
    } catch (error) {
      setProblem(problemText(error, t));
      setBusy(false);
    } finally {
      asking.current = false;
    }
  }

  return (
    <>
      {problem && (
        <Notice tone="danger" title={t("before.failed")} urgent>
          {problem}
        </Notice>
      )}
      <div className="actions">
        <button type="button" className="krds-btn xlarge tertiary" onClick={onBack}>
          {t("common.back")}
        </button>
        {entry.open && !entry.full && (
          <button type="button" className="krds-btn xlarge primary" onClick={apply} aria-disabled={busy}>
            {busy ? t("before.applying") : t("before.apply")}
          </button>
        )}
      </div>
    </>
  );
}
