import type { Attachment, FormQuestion, NewReport, ReportForm } from "@sori/api";
import { shelf, uuid } from "@sori/ui/storage";

export interface Point {
  longitude: number;
  latitude: number;
}

/** What a place was told by: it stays clear to the citizen where a point comes from. */
export type Source = "map" | "phone" | "photo";

/** A report being made; kept on the device so that a reload or a lost network loses nothing of it. */
export interface Draft {
  /** The same key is one case, however often it is sent. */
  key: string;
  photos: Attachment[];
  /** When the camera took the newest photo that tells. */
  takenAt: string | null;
  point: Point | null;
  source: Source | null;
  address: string;
  /** The area chosen where the place alone does not tell: district and neighbourhood, a line each. */
  area: string;
  words: string;
  form: string;
  answers: Record<string, string>;
}

const KEY = "sori.report";

export function emptyDraft(): Draft {
  return {
    key: uuid(),
    photos: [],
    takenAt: null,
    point: null,
    source: null,
    address: "",
    area: "",
    words: "",
    form: "",
    answers: {},
  };
}

export function loadDraft(): Draft {
  try {
    const saved: unknown = JSON.parse(shelf.get(KEY) ?? "null");
    return isDraft(saved) ? saved : emptyDraft();
  } catch {
    return emptyDraft();
  }
}

export function saveDraft(draft: Draft): void {
  shelf.set(KEY, JSON.stringify(draft));
}

export function forgetDraft(): void {
  shelf.remove(KEY);
}

export function isEmpty(draft: Draft): boolean {
  return draft.photos.length === 0 && draft.point === null && !draft.address && !draft.words && !draft.form;
}

/** Questions that the steps above don't answer already. */
export function questionsLeft(form: ReportForm): FormQuestion[] {
  const place = placeQuestion(form);
  return form.questions.filter((one) => one !== place && one.kind !== "photo");
}

export function placeQuestion(form: ReportForm): FormQuestion | undefined {
  return form.questions.find((one) => one.kind === "place");
}

export function photoQuestions(form: ReportForm): FormQuestion[] {
  return form.questions.filter((one) => one.kind === "photo");
}

/** The draft as it is sent: one photo a question in order, the last question taking those that are left. */
export function reportOf(draft: Draft, form: ReportForm, language: "ko" | "en"): NewReport {
  const photos: Record<string, number[]> = {};
  const asked = photoQuestions(form);
  draft.photos.forEach((photo, at) => {
    const question = asked[Math.min(at, asked.length - 1)];
    if (question) photos[question.code] = [...(photos[question.code] ?? []), photo.id];
  });
  const place = placeQuestion(form);
  const answers: Record<string, string> = {};
  for (const question of questionsLeft(form)) {
    const said = draft.answers[question.code]?.trim();
    if (said) answers[question.code] = said;
  }
  if (place && draft.address.trim()) answers[place.code] = draft.address.trim();
  const [district, neighbourhood] = draft.area.split("\n");
  return {
    key: draft.key,
    form: form.code,
    language,
    answers,
    photos,
    longitude: draft.point?.longitude ?? null,
    latitude: draft.point?.latitude ?? null,
    district: district || null,
    neighbourhood: neighbourhood || null,
  };
}

/** Questions without an answer that need one, by code, those of the place and the photos among them. */
export function missing(draft: Draft, form: ReportForm): string[] {
  const report = reportOf(draft, form, "ko");
  return form.questions
    .filter((one) => one.required)
    .filter((one) => {
      if (one.kind === "photo") return !report.photos[one.code]?.length;
      if (one === placeQuestion(form)) return !report.answers[one.code] && draft.point === null;
      return !report.answers[one.code];
    })
    .map((one) => one.code);
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  const texts = ["key", "address", "area", "words", "form"];
  return (
    texts.every((name) => typeof record[name] === "string") &&
    Array.isArray(record.photos) &&
    typeof record.answers === "object" &&
    record.answers !== null
  );
}
