import type { FormQuestion, ReportForm } from "@sori/api";
import { expect, test } from "vitest";
import { emptyDraft, missing, questionsLeft, reportOf } from "./draft";

const question = (code: string, kind: FormQuestion["kind"], required = true): FormQuestion => ({
  code,
  kind,
  required,
  ask: { ko: code, en: code },
  choices: [],
});
const form = (...questions: FormQuestion[]): ReportForm => ({
  code: "hole",
  name: { ko: "구멍", en: "Hole" },
  group: null,
  questions,
});
const photo = (id: number) => ({ id, name: `${id}.jpg`, media_type: "image/jpeg", size: 1, width: 1, height: 1 });

test("the first place and the photos are answered by their own steps", () => {
  const one = form(question("where", "place"), question("picture", "photo"), question("other", "place"));
  expect(questionsLeft(one).map((left) => left.code)).toEqual(["other"]);
});

test("each question for a photo gets one, the last those that are left", () => {
  const one = form(question("near", "photo"), question("far", "photo"));
  const draft = { ...emptyDraft(), photos: [photo(1), photo(2), photo(3)] };
  expect(reportOf(draft, one, "ko").photos).toEqual({ near: [1], far: [2, 3] });
  expect(missing({ ...draft, photos: [photo(1)] }, one)).toEqual(["far"]);
});

test("photos go nowhere where the form takes none", () => {
  expect(reportOf({ ...emptyDraft(), photos: [photo(1)] }, form(question("what", "text")), "ko").photos).toEqual({});
});

test("a point answers for the place as words do, and what was chosen goes along", () => {
  const one = form(question("where", "place"), question("what", "text", false));
  const draft = emptyDraft();
  expect(missing(draft, one)).toEqual(["where"]);
  const placed = { ...draft, point: { longitude: 127, latitude: 37.5 }, area: "west\nw1" };
  expect(missing(placed, one)).toEqual([]);
  expect(reportOf(placed, one, "en")).toMatchObject({
    longitude: 127,
    district: "west",
    neighbourhood: "w1",
    answers: {},
    language: "en",
  });
  expect(reportOf({ ...draft, address: " 시청 앞 ", answers: { what: " " } }, one, "ko").answers).toEqual({
    where: "시청 앞",
  });
});
