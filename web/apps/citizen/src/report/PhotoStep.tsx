import type { ReportForm } from "@sori/api";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ACCEPT_PHOTO, faultOfPhoto } from "../composer/file";
import { UploadList } from "../composer/UploadList";
import { useUploads } from "../composer/useUploads";
import { useFormat } from "../i18n/format";
import { Wrong } from "../parts/Wrong";
import { uploadReportPhoto } from "./data";
import { type Draft, photoQuestions } from "./draft";
import type { Change } from "./ReportPage";

/** As many photos as one report may have. */
const MOST = 5;

interface PhotoStepProps {
  draft: Draft;
  form: ReportForm | undefined;
  change: Change;
  wrong: Record<string, string>;
  onUploading(count: number): void;
}

/** The photo comes first: it often tells the place and the time too. */
export function PhotoStep({ draft, form, change, wrong, onUploading }: PhotoStepProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [tooMany, setTooMany] = useState(false);
  const asked = form ? photoQuestions(form) : [];
  const told = asked.filter((one) => one.ask.ko);
  const reason = asked.map((one) => wrong[one.code]).find(Boolean);

  const uploads = useUploads((photo) => change((before) => ({ photos: [...before.photos, photo] })), {
    upload: async (file, onProgress, signal) => {
      const { photo, point, taken_at } = await uploadReportPhoto(draft.key, file, onProgress, signal);
      change((before) => ({
        takenAt: taken_at ?? before.takenAt,
        // What the citizen has chosen stays.
        ...(point && before.point === null ? { point, source: "photo" as const, area: "" } : {}),
      }));
      return photo;
    },
    problemOf: (file) => {
      const fault = faultOfPhoto(file);
      return fault && t(fault === "wrong_type" ? "bot.form.wrongType" : `attachment.${fault}`);
    },
  });
  const waiting = uploads.pending.filter((one) => one.problem === null).length;
  useEffect(() => onUploading(waiting), [waiting, onUploading]);
  useRetryOnline(uploads);

  const add = (files: File[]) => {
    const room = MOST - draft.photos.length - waiting;
    setTooMany(files.length > room);
    uploads.add(files.slice(0, Math.max(room, 0)));
  };

  return (
    <section className="report-step" aria-labelledby="report-photo">
      <h2 id="report-photo">{t("report.photo.title")}</h2>
      <p className="small" id="report-photo-hint">
        {t("report.photo.hint", { most: MOST })}
      </p>
      {told.length > 0 && (
        <ul className="report-asked">
          {told.map((one) => (
            <li key={one.code}>{format.text(one.ask)}</li>
          ))}
        </ul>
      )}
      {form && asked.length === 0 && draft.photos.length > 0 && <p className="small">{t("report.photo.unused")}</p>}
      <UploadList
        attachments={draft.photos}
        pending={uploads.pending}
        onRemove={(id) => change((before) => ({ photos: before.photos.filter((photo) => photo.id !== id) }))}
        onDrop={uploads.drop}
        onRetry={(key, file) => void uploads.retry(key, file)}
      />
      {tooMany && (
        <p className="composer-problem" role="alert">
          {t("bot.form.most", { most: MOST })}
        </p>
      )}
      <button
        type="button"
        className={`krds-btn xlarge report-camera ${draft.photos.length > 0 ? "secondary" : "primary"}`}
        aria-describedby={reason ? "report-photo-hint wrong-photo" : "report-photo-hint"}
        data-invalid={reason ? true : undefined}
        onClick={() => input.current?.click()}
      >
        {t(draft.photos.length > 0 ? "report.photo.more" : "report.photo.take")}
      </button>
      <Wrong id="wrong-photo" reason={reason} />
      <input
        ref={input}
        type="file"
        accept={ACCEPT_PHOTO}
        multiple
        hidden
        aria-label={t("report.photo.take")}
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          // The same photo may be chosen again after it was removed.
          event.target.value = "";
        }}
      />
    </section>
  );
}

/** What didn't get through goes on by itself when the network is back. */
function useRetryOnline(uploads: ReturnType<typeof useUploads>): void {
  const held = useRef(uploads);
  held.current = uploads;
  useEffect(() => {
    const retry = () => {
      for (const one of held.current.pending) {
        if (one.problem !== null && one.retryable) void held.current.retry(one.key, one.file);
      }
    };
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, []);
}
