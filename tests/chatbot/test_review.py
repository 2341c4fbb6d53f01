"""Editors review what was said to the chatbot: misses become phrasings, figures open to their conversations."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import Asker, Bot, sources
from factories import Browser, Clock, answer, problem, rows
from running import People
from sori.chatbot.review import Likely, Miss, Missed, grouped
from sori.operations import retention

TIME = {"since": "2026-03-01", "until": "2026-03-31"}


@pytest.fixture
async def editor(askers: People) -> Browser:
    return await askers.staff("knowledge_editor")


async def misses(editor: Browser, **wanted: str) -> list[list[str]]:
    """The questions of each group."""
    return [[miss["text"] for miss in group["misses"]] for group in await editor.read("/api/chatbot/misses", **wanted)]


async def turns_of(editor: Browser) -> list[int]:
    groups = await editor.read("/api/chatbot/misses")
    return [miss["turn_id"] for group in groups for miss in group["misses"]]


def missed(at: int, text: str) -> Missed:
    moment = datetime(2026, 3, 4, tzinfo=UTC)
    return Missed(at, 1, moment, text, Miss.UNKNOWN, [Likely(at % 3, "a", "b", at / 100)])


@given(st.lists(st.text("여권재발급수도 요금", max_size=8), max_size=12), st.randoms(use_true_random=False))
def test_each_miss_is_in_one_group_and_their_order_changes_nothing(texts: list[str], chance: Any) -> None:
    found = [missed(at, text) for at, text in enumerate(texts)]
    groups = grouped(found)
    assert sorted(miss.turn_id for group in groups for miss in group.misses) == list(range(len(texts)))
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert grouped(shuffled) == groups
    assert [len(group.misses) for group in groups] == sorted((len(group.misses) for group in groups), reverse=True)


def test_alike_questions_are_together_whatever_their_spaces() -> None:
    groups = grouped(
        [missed(1, "여권 재발급"), missed(2, "텐트"), missed(3, "여권재발급요"), missed(4, "여권 재발급 요")]
    )
    assert [[miss.turn_id for miss in group.misses] for group in groups] == [[4, 3, 1], [2]]


async def test_a_miss_becomes_a_phrasing_that_the_bot_then_answers(
    asker: Asker, editor: Browser, bot: Bot, askers: People
) -> None:
    await asker.says("여권 재발급 010-1234-5678")
    assert await misses(editor) == [["여권 재발급 010-****-5678"]]
    (article,) = [one for one in (await editor.read("/api/knowledge/articles"))["items"] if one["code"] == "dogs"]
    await editor.do(
        "/api/chatbot/misses/settle",
        turn_ids=await turns_of(editor),
        settled_as="phrasing",
        article_id=article["id"],
    )
    assert await misses(editor) == []
    await bot.knows("여권 재발급", "dogs")
    (phrasing,) = await editor.read("/api/chatbot/phrasings")
    assert (phrasing["text"], phrasing["code"]) == ("여권 재발급 010-****-5678", "dogs")
    other = Asker(askers.browser())
    await other.begins()
    assert sources(await other.says("여권 재발급")) == ["dogs"]
    await editor.do(f"/api/chatbot/phrasings/{phrasing['id']}/remove")
    gone = await editor.post(f"/api/chatbot/phrasings/{phrasing['id']}/remove", json={})
    assert problem(gone) == (404, "no_phrasing")


async def test_what_is_settled_by_one_editor_is_refused_to_another(asker: Asker, editor: Browser) -> None:
    await asker.says("여권 재발급")
    ids = await turns_of(editor)
    refused = await editor.post(
        "/api/chatbot/misses/settle", json={"turn_ids": ids, "settled_as": "phrasing", "article_id": 9_999}
    )
    assert problem(refused) == (422, "article_not_public")
    refused = await editor.post(
        "/api/chatbot/misses/settle", json={"turn_ids": ids, "settled_as": "synonym", "terms": ["여권"]}
    )
    assert problem(refused) == (422, "synonym_group")
    await editor.do("/api/chatbot/misses/settle", turn_ids=ids, settled_as="synonym", terms=["여권", "패스포트"])
    assert ["여권", "패스포트"] in await editor.read("/api/knowledge/synonyms")
    again = await editor.post("/api/chatbot/misses/settle", json={"turn_ids": ids, "settled_as": "dismissed"})
    assert problem(again) == (409, "settled_already")


async def test_each_reason_is_kept_with_its_question(askers: People, editor: Browser) -> None:
    async def says(*texts: str) -> Asker:
        asker = Asker(askers.browser())
        await asker.begins()
        for text in texts:
            await asker.says(text)
        return asker

    await (await says("공원 텐트 시간")).does("handover")
    await (await says("여권 재발급")).does("leave")
    told = await (refused := await says("책 대출 기간")).sees()
    await refused.does("rating", turn_id=told["turns"][-1]["id"], helped=False)
    await (await says("강아지 등록 방법")).does("leave")  # answered: no miss
    assert await misses(editor, miss="handed_over") == [["공원 텐트 시간"]]
    assert await misses(editor, miss="unknown") == [["여권 재발급"]]
    assert await misses(editor, miss="not_helped") == [["책 대출 기간"]]
    assert sum(map(len, await misses(editor))) == 3


async def test_figures_count_each_conversation_once_and_open_to_it(askers: People, clock: Clock) -> None:
    for number, text in enumerate(("공원 텐트 시간", "여권 재발급", "책 대출 기간", None)):
        asker = Asker(askers.browser())
        await asker.begins()
        if text is not None:
            await asker.says(text)
            await asker.says("다른 도서관에서 빌린 책 연장" if number == 0 else "고맙습니다")
        if number == 2:
            await asker.does("handover", menu_key="3")
        clock.passes(24 * 3600)
    editor = await askers.staff("knowledge_editor")  # the session of the morning is over
    figures = await editor.read("/api/chatbot/figures", **TIME)
    counted = {name: value for name, value in figures["total"].items() if name != "period"}
    assert counted == {"conversations": 3, "people": 3, "items": 2, "answered": 1, "handed_over": 1, "left": 1}
    assert [line["period"] for line in figures["periods"]] == ["2026-03-06", "2026-03-05", "2026-03-04"]
    months = await editor.read("/api/chatbot/figures", **TIME, by="month")
    assert [(line["period"], line["conversations"]) for line in months["periods"]] == [("2026-03-01", 3)]
    for outcome in ("answered", "handed_over", "left"):
        lines = await editor.read("/api/chatbot/conversations", **TIME, outcome=outcome)
        assert len(lines) == counted[outcome]
    whole = await editor.read(f"/api/chatbot/conversations/{lines[0]['id']}")
    assert (whole["outcome"], whole["turns"][0]["miss"]) == ("left", "unknown")
    wrong = await editor.get("/api/chatbot/figures", params={"since": "2026-03-02", "until": "2026-03-01"})
    assert problem(wrong) == (422, "days_wrong")


async def test_each_look_is_logged_and_nobody_but_editors_looks(
    askers: People, asker: Asker, editor: Browser, database_url: str
) -> None:
    await asker.says("제 번호는 900101-1234567 이고 여권 재발급")
    (line,) = await editor.read("/api/chatbot/conversations", **TIME)
    assert "900101" not in line["first_words"]
    whole = await editor.read(f"/api/chatbot/conversations/{line['id']}")
    assert "900101" not in str(whole)
    logged = await rows(database_url, "select action from audit where starts_with(action, 'chatbot.') order by id")
    assert [action for (action,) in logged] == ["chatbot.looked_behind", "chatbot.read"]
    for login in ("anna", "team_leader", "analyst", "officer", "administrator"):
        stranger = await askers.staff(login)
        assert problem(await stranger.get(f"/api/chatbot/conversations/{line['id']}")) == (403, "not_allowed")
        assert problem(await stranger.get("/api/chatbot/misses")) == (403, "not_allowed")


async def test_dialogue_tests_are_held_with_the_published_knowledge_and_kept(editor: Browser) -> None:
    good = "dialogues:\n  - name: 책\n    steps:\n      - 시민: 책 대출 기간\n        답: books\n"
    assert await editor.do("/api/chatbot/dialogues/hold", content=good) == {"dialogues": 1, "faults": []}
    bad = good.replace("답: books", "답: dogs")
    (fault,) = (await editor.do("/api/chatbot/dialogues/hold", content=bad))["faults"]
    assert fault["line"] == 4
    assert "books" in fault["what"]
    for content in ("{", "a: &x [1]\nb: *x", "dialogues: 3", "dialogues: [{steps: [{시민: a, 끝: [b]}]}]", "\0"):
        told = answer(await editor.post("/api/chatbot/dialogues/hold", json={"content": content}))
        assert len(told["faults"]) == 1, content
    assert answer(await editor.put("/api/chatbot/dialogues", json={"name": "책", "content": good})) is None
    assert [file["name"] for file in await editor.read("/api/chatbot/dialogues")] == ["책"]
    refused = await editor.put("/api/chatbot/dialogues", json={"name": "../책", "content": good})
    assert problem(refused) == (422, "file_name")
    answer(await editor.put("/api/chatbot/dialogues", json={"name": "책", "content": " "}))
    assert await editor.read("/api/chatbot/dialogues") == []


async def test_dialogue_tests_are_refused_with_words_while_the_bot_is_away(editor: Browser, bot: Bot) -> None:
    await bot.stops()
    content = "dialogues:\n  - steps:\n      - 시민: 책\n"
    assert problem(await editor.post("/api/chatbot/dialogues/hold", json={"content": content})) == (503, "chatbot_away")


async def test_words_kept_long_enough_are_deleted_and_still_counted(
    askers: People, asker: Asker, editor: Browser, clock: Clock, database_url: str
) -> None:
    await asker.says("책 대출 기간")
    await asker.does("leave")
    before = await editor.read("/api/chatbot/figures", **TIME)
    async with askers.database.transaction() as transaction:
        await retention.delete(transaction, clock.passes(366 * 24 * 3600))
    assert await rows(database_url, "select distinct body from bot_turn") == [("",)]
    fresh = await askers.staff("knowledge_editor")
    assert await fresh.read("/api/chatbot/figures", **TIME) == before
    (line,) = await fresh.read("/api/chatbot/conversations", **TIME)
    assert problem(await fresh.get(f"/api/chatbot/conversations/{line['id']}")) == (404, "no_conversation")
