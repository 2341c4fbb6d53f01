import { isProblem, type TrackedCase, type TrackedEntry } from "@sori/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { useFormat } from "../i18n/format";
import { useMenu } from "../pages/useMenu";
import { Frame } from "../parts/Frame";
import { Notice } from "../parts/Notice";
import { Spinner } from "../parts/Spinner";
import { useTitle } from "../parts/useTitle";
import "../styles/tracking.css";
import { publicPhotoUrl, resultPhotoUrl, trackedQuery } from "./data";
import { Notices } from "./Notices";
import { AnswerForm, RateForm, ReopenForm, Withdraw } from "./steps";

/** A case as whoever has its link follows it (`/case/its-token`). */
export default function TrackingPage() {
  const { t } = useTranslation();
  const menu = useMenu(true);
  const token = decodeURIComponent(window.location.pathname.replace(/^\/case\/?/, ""));
  const found = useQuery(trackedQuery(token));
  useTitle(t("tracking.title"));
  return (
    <Frame menu={menu.data}>
      <div className="inner page narrow tracking">
        {found.data ? (
          <Tracked token={token} one={found.data} />
        ) : found.isError ? (
          <>
            <h1>{t("tracking.title")}</h1>
            <Notice
              tone="danger"
              urgent
              action={
                isProblem(found.error, 404) ? undefined : (
                  <button type="button" className="krds-btn medium primary" onClick={() => void found.refetch()}>
                    {t("common.retry")}
                  </button>
                )
              }
            >
              {problemText(found.error, t)}
            </Notice>
          </>
        ) : (
          <Spinner label={t("common.loading")} />
        )}
      </div>
    </Frame>
  );
}

function Tracked({ token, one }: { token: string; one: TrackedCase }) {
  const { t } = useTranslation();
  const format = useFormat();
  const waits = one.urgency === "stopped";
  return (
    <>
      <h1>{format.text(one.type_name)}</h1>
      {one.followed && <Notice tone="information">{t("tracking.followed")}</Notice>}
      <p className="lead">{t(nowText(one), { department: format.text(one.department) })}</p>
      <dl className="facts">
        <div>
          <dt>{t("tracking.number")}</dt>
          <dd>{one.number}</dd>
        </div>
        <div>
          <dt>{t("tracking.department")}</dt>
          <dd>{format.text(one.department)}</dd>
        </div>
        {one.urgency !== "over" && (
          <div>
            <dt>{t("tracking.due")}</dt>
            <dd>{waits ? t("tracking.dueStopped") : one.due_at ? format.moment(one.due_at) : t("tracking.dueSoon")}</dd>
          </div>
        )}
      </dl>
      {one.urgency === "overdue" && <Notice tone="warning">{t("tracking.overdue")}</Notice>}
      {one.question !== null && <AnswerForm token={token} question={one.question} />}
      <section aria-labelledby="tracking-history">
        <h2 id="tracking-history">{t("tracking.history")}</h2>
        <ol className="timeline">
          {[...one.history].reverse().map((entry) => (
            <Entry key={`${entry.at}${entry.move}`} token={token} entry={entry} followed={one.followed} />
          ))}
        </ol>
      </section>
      {one.public_photos.length > 0 && (
        <section aria-labelledby="tracking-photos">
          <h2 id="tracking-photos">{t("tracking.publicPhotos")}</h2>
          <ul className="tracking-photos">
            {one.public_photos.map((id, index) => (
              <li key={id}>
                <img src={publicPhotoUrl(id)} alt={t("tracking.publicPhoto", { number: index + 1 })} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {one.urgency !== "over" && <Notices token={token} notices={one.notices} />}
      {one.may_rate && <RateForm token={token} />}
      {one.rating !== null && <p role="status">{t("tracking.rated", { score: one.rating })}</p>}
      {one.reopen_until !== null && <ReopenForm token={token} until={one.reopen_until} />}
      {one.answers.length > 0 && (
        <details className="tracking-answers">
          <summary>{t("tracking.answers")}</summary>
          <dl>
            {one.answers.map((each) => (
              <div key={each.ask}>
                <dt>{each.ask}</dt>
                <dd>{each.value ?? "—"}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {one.may_withdraw && <Withdraw token={token} />}
      <p className="small">{t(one.followed ? "tracking.keepFollowed" : "tracking.keep")}</p>
    </>
  );
}

interface EntryProps {
  token: string;
  entry: TrackedEntry;
  followed: boolean;
}

function Entry({ token, entry, followed }: EntryProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const due = entry.move === "extended" || entry.move === "noticed" ? entry.due_at : null;
  return (
    <li data-mine={entry.by_citizen || undefined}>
      <p className="when">
        <time dateTime={entry.at}>{format.moment(entry.at)}</time>
      </p>
      <p>{t(moveText(entry, followed), { department: format.text(entry.department) })}</p>
      {entry.text !== null && <blockquote>{entry.text}</blockquote>}
      {due && <p>{t("tracking.newDue", { due: format.moment(due) })}</p>}
      {entry.photos.length > 0 && (
        <ul className="tracking-photos">
          {entry.photos.map((id, index) => (
            <li key={id}>
              <img src={resultPhotoUrl(token, id)} alt={t("tracking.photo", { number: index + 1 })} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** What is said otherwise to somebody who didn't report it. */
const othersNow = ["needs_information", "merged", "rejected", "reopened", "withdrawn"] as const;
const othersMove = ["asked", "answered", "withdrawn", "reopened"] as const;

function nowText(one: TrackedCase) {
  const other = one.followed ? othersNow.find((state) => state === one.state) : undefined;
  return other ? (`tracking.others.now.${other}` as const) : (`tracking.now.${one.state}` as const);
}

function moveText(entry: TrackedEntry, followed: boolean) {
  const other = followed ? othersMove.find((move) => move === entry.move) : undefined;
  return other ? (`tracking.others.move.${other}` as const) : (`tracking.move.${entry.move}` as const);
}
