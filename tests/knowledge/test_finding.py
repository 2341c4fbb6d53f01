"""Looking for articles over the search process: who finds what, how soon, and what happens while it is away."""

import time
from typing import Any

from articles import Editor, published
from hypothesis import given
from hypothesis import strategies as st
from searching import Searching

from factories import Browser, Clock, Leader, answer, problem, until
from running import People
from sori.knowledge.finding import marked
from sori.knowledge.plain_text import plain, snippet

PUBLIC = "/api/public/knowledge/search"
STAFF = "/api/knowledge/search"


async def codes(browser: Browser, path: str, q: str, **more: Any) -> list[str]:
    return [one["code"] for one in (await browser.read(path, q=q, **more))["findings"]]


async def test_what_is_published_is_found_within_a_second(searchers: People) -> None:
    citizen = searchers.browser()
    began = time.monotonic()
    await published(searchers, question="대형폐기물은 어떻게 버리나요?")

    async def found() -> bool:
        return await codes(citizen, PUBLIC, "대형폐기물") == ["pothole"]

    await until(found, seconds=5)
    # No assertion on the time: a slow machine is not a fault. It is told for who looks.
    print(f"found after {time.monotonic() - began:.2f} s")


async def test_citizens_find_only_what_is_for_them_and_counsellors_all(searchers: People) -> None:
    await published(searchers, "open", question="주차 단속 신고")
    await published(searchers, "inside", question="주차 단속 내부 지침", audience="counsellors")
    anna, citizen = await searchers.staff("anna"), searchers.browser()

    async def all_are_found() -> bool:
        return set(await codes(anna, STAFF, "주차 단속")) == {"open", "inside"}

    await until(all_are_found)
    assert await codes(citizen, PUBLIC, "주차 단속") == ["open"]
    assert await codes(anna, STAFF, "주차 단속", audience="counsellors") == ["inside"]
    assert await codes(await searchers.staff("officer"), STAFF, "주차 단속") == ["open"]


async def test_a_topic_finds_what_is_about_those_below_it(searchers: People) -> None:
    await published(searchers, "bill", question="수도 요금 고지서", topics=["amount"])
    await published(searchers, "other", question="수도 요금 동파", topics=[])
    anna = await searchers.staff("anna")

    async def both() -> bool:
        return len(await codes(anna, STAFF, "수도 요금")) == 2

    await until(both)
    assert await codes(anna, STAFF, "수도 요금", topic="water") == ["bill"]
    listed = await (await searchers.staff("knowledge_editor")).read("/api/knowledge/articles", topic="water")
    assert [one["code"] for one in listed["items"]] == ["bill"]


async def test_a_retired_article_is_no_longer_found_and_a_revised_one_by_its_new_words(searchers: People) -> None:
    article = await published(searchers, question="공원 예약")
    editor, approver = await Editor.of(searchers), await Editor.of(searchers, "editor2")
    anna = await searchers.staff("anna")

    async def found(q: str) -> bool:
        return await codes(anna, STAFF, q) == ["pothole"]

    await until(lambda: found("공원"))
    revised = await editor.revises(article, question="운동장 대관")
    live = await approver.does(await editor.does(revised, "submit"), "publish")
    await until(lambda: found("운동장"))
    assert not await found("공원")

    await editor.does(live, "retire")

    async def gone() -> bool:
        return not await found("운동장")

    await until(gone)


async def test_citizens_find_an_article_only_while_it_is_valid(searchers: People, clock: Clock) -> None:
    await published(searchers, question="봄 축제 교통 통제", valid_from="2026-03-05", valid_to="2026-03-05")
    anna, citizen = await searchers.staff("anna"), searchers.browser()

    async def in_the_index() -> bool:
        return await codes(anna, STAFF, "봄 축제") == ["pothole"]

    await until(in_the_index)
    assert await codes(citizen, PUBLIC, "봄 축제") == []
    clock.passes(24 * 3600)
    assert await codes(citizen, PUBLIC, "봄 축제") == ["pothole"]


async def test_the_index_is_built_from_the_database_when_the_process_starts_again(
    searchers: People, searching: Searching
) -> None:
    await searching.stops()
    await published(searchers, question="여권 발급")
    citizen = searchers.browser()
    assert problem(await citizen.get(PUBLIC, params={"q": "여권"})) == (503, "search_away")

    await searching.starts()

    assert await codes(citizen, PUBLIC, "여권") == ["pothole"]


async def test_words_of_a_group_of_synonyms_find_each_other(searchers: People) -> None:
    await published(searchers, question="주민등록표 등본 발급", short="창구에서 뗍니다.", long="", steps=[])
    editor, citizen = await searchers.staff("knowledge_editor"), searchers.browser()
    assert await codes(citizen, PUBLIC, "증명쪽지") == []

    answer(await editor.put("/api/knowledge/synonyms", json=[["주민등록표 등본", "증명쪽지"]]))

    async def found() -> bool:
        return await codes(citizen, PUBLIC, "증명쪽지") == ["pothole"]

    await until(found)
    refused = await editor.put("/api/knowledge/synonyms", json=[["alone"]])
    assert problem(refused) == (422, "synonym_group")


async def test_questions_are_suggested_as_one_types_and_by_initial_consonants(searchers: People) -> None:
    await published(searchers, question="주민등록증 재발급")
    citizen = searchers.browser()

    async def suggested(q: str) -> bool:
        return await citizen.read("/api/public/knowledge/suggestions", q=q) == ["주민등록증 재발급"]

    await until(lambda: suggested("주미"))
    assert await suggested("ㅈㅁㄷㄹ")


async def test_what_was_looked_for_is_marked(searchers: People) -> None:
    await published(
        searchers, question="대형폐기물 배출 신고", long="**스티커**를 [여기서](https://example.org) 삽니다."
    )
    citizen = searchers.browser()

    async def found() -> Any:
        return (await citizen.read(PUBLIC, q="폐기물 스티커"))["findings"]

    [one] = await until(found)
    assert "".join(run["text"] for run in one["question"]) == "대형폐기물 배출 신고"
    assert [run["text"] for run in one["question"] if run["hit"]] == ["폐기물"]
    assert "스티커" in [run["text"] for run in one["snippet"] if run["hit"]]


async def test_nothing_to_look_for_is_refused(searchers: People) -> None:
    assert problem(await searchers.browser().get(PUBLIC, params={"q": "  "})) == (422, "question_empty")


async def test_the_desk_shows_articles_for_a_conversation_and_keeps_what_was_used(
    searchers: People, searched_app: Any, clock: Clock
) -> None:
    article = await published(searchers, question="대형폐기물 배출 신고")
    leader = Leader(searched_app[0].state.database, clock)
    anna, citizen = await searchers.counsellor(), searchers.citizen()
    contact = (await citizen.opens())["contact_id"]
    await leader.steps()
    await anna.takes(contact)
    path = f"/api/contacts/{contact}/help"

    assert (await anna.browser.read(path))["findings"] == []
    await citizen.says("안녕하세요")
    assert (await anna.browser.read(path))["findings"] == []
    await citizen.says("소파를 버리려는데 대형폐기물 신고를 해야 하나요?")

    async def helped() -> Any:
        return (await anna.browser.read(path))["findings"]

    [one] = await until(helped)
    assert one["code"] == "pothole"
    used = {"article_id": one["id"], "version": one["version"], "how": "inserted"}
    for _ in range(2):
        answer(
            await anna.browser.post(
                f"/api/contacts/{contact}/articles", json={**used, "key": "7f1c7c1e-8d5e-4a3e-9a59-2f3b51d0a001"}
            )
        )
    kept = (await anna.browser.read(path))["used"]
    assert [(use["code"], use["version"], use["how"]) for use in kept] == [("pothole", 1, "inserted")]
    [listed] = (await (await searchers.staff("knowledge_editor")).read("/api/knowledge/articles"))["items"]
    assert (listed["id"], listed["uses"]) == (article["id"], 1)

    bora = await searchers.counsellor("bora")
    assert problem(await bora.browser.get(path)) == (403, "contact_of_another")


@given(st.text(alphabet="가나 ab", max_size=30), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_marked_runs_are_the_text_whatever_the_marks(text: str, marks: list[tuple[int, int]]) -> None:
    runs = marked(text, marks)

    assert "".join(run.text for run in runs) == text
    assert all(run.text for run in runs)


def test_a_snippet_is_the_piece_with_the_most_of_what_was_found() -> None:
    text = "처음 " * 60 + "여기에 스티커 값이 있습니다. " + "끝 " * 60
    at = text.index("스티커")

    piece, marks = snippet(text, [(0, 2), (at, at + 3), (at + 4, at + 6)])

    assert [piece[start:end] for start, end in marks] == ["스티커", "값이"]


def test_markdown_is_read_without_its_marks() -> None:
    assert plain("## 제목\n- **굵게** [이름](https://example.org)\n") == "제목\n굵게 이름\n"
