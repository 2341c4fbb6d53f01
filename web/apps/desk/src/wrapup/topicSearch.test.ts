import type { Topic } from "@sori/api";
import { describe, expect, it } from "vitest";
import { pathText, searchTopics, topicPaths } from "./topicSearch";

let next = 1;
const topics: Topic[] = [];
function add(ko: string, en: string, level: number, parent: number | null): number {
  const id = next++;
  topics.push({ id, parent_id: parent, level, name: { ko, en }, code: `t${id}` });
  return id;
}
const traffic = add("교통", "Traffic", 1, null);
const parking = add("불법주정차", "Illegal parking", 2, traffic);
add("신고", "Report", 3, parking);
add("과태료", "Fine", 3, parking);
const bus = add("버스", "Bus", 2, traffic);
add("불친절 신고", "Report of rudeness", 3, bus);
const water = add("수도", "Water", 1, null);
const bill = add("요금", "Bill", 2, water);
add("조회", "Look-up", 3, bill);

const paths = topicPaths(topics);
const find = (typed: string) => searchTopics(paths, typed).map((topic) => pathText(topic.path, "ko"));

describe("the topic search", () => {
  it("offers third-level topics with the whole path", () => {
    expect(find("")).toHaveLength(4);
    expect(find("")[0]).toBe("교통 › 불법주정차 › 신고");
  });

  it("finds by any level", () => {
    expect(find("수도")).toEqual(["수도 › 요금 › 조회"]);
    expect(find("주정차")).toHaveLength(2);
  });

  it("finds by initial consonants and by half-written syllables", () => {
    expect(find("ㅂㅂㅈㅈㅊ")).toHaveLength(2);
    expect(find("과ㅌ")).toEqual(["교통 › 불법주정차 › 과태료"]);
  });

  it("needs every word to be found", () => {
    expect(find("교통 신고")).toHaveLength(2);
    expect(find("버스 신고")).toEqual(["교통 › 버스 › 불친절 신고"]);
    expect(find("수도 신고")).toEqual([]);
  });

  it("puts what begins with the word before what only contains it", () => {
    expect(find("신고")[0]).toBe("교통 › 불법주정차 › 신고");
  });

  it("finds in English too", () => {
    expect(find("park fine")).toEqual(["교통 › 불법주정차 › 과태료"]);
  });
});
