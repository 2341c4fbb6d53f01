"""A citizen talks with the chatbot through the routes: answered, asked back, told that it doesn't know, handed over."""

import asyncio
from uuid import uuid4

from asking import Asker, Bot, sources, spoken, toml
from factories import Clock, Leader, answer, problem, rows
from running import People
from sori.chatbot.line import Words
from sori.chatbot.service import talk
from sori.knowledge.service import importing
from sori.platform.database import Database
from sori.platform.line import answering
from sori.platform.translation import Language


async def test_a_question_is_answered_with_the_articles_source_and_date(asker: Asker) -> None:
    told = await asker.says("침대 버리려는데 스티커 어디서 사요")
    (last,) = told["turns"][1:]
    assert last["body"] == "bulky: 이렇게 합니다."
    assert last["source"]["code"] == "bulky"
    assert last["source"]["published_on"] == "2026-03-04"
    assert last["source"]["department"] == {"ko": "사업소", "en": "Works"}
    assert await asker.sees() == told


async def test_what_it_does_not_know_it_says_and_a_yes_hands_over(asker: Asker) -> None:
    told = await asker.says("여권 재발급")
    assert "찾지 못했습니다" in spoken(told)[0]
    assert "상담사에게 연결해 드릴까요" in spoken(told)[1]
    assert (await asker.says("네"))["stage"] == "handed_over"


async def test_a_number_that_chooses_nothing_is_asked_about_and_no_miss(asker: Asker, database_url: str) -> None:
    assert "상담원" in spoken(await asker.says("3번"))[0]
    assert await _misses(database_url) == []


async def test_words_said_twice_under_one_key_are_said_once(asker: Asker) -> None:
    key = str(uuid4())
    first, second = await asyncio.gather(asker.says("책 대출 기간", key), asker.says("책 대출 기간", key))
    assert len(first["turns"]) == len(second["turns"]) == 2
    assert problem(await asker.tries("책 대출 기간", "no-key"))[0] == 400


async def test_a_lost_first_answer_begins_the_same_conversation_of_the_same_citizen(askers: People) -> None:
    first = Asker(askers.browser())
    await first.begins()
    again = Asker(askers.browser(), first.key)
    await again.begins()
    assert (await again.says("공원 텐트 시간"))["turns"] == (await first.sees())["turns"]


async def test_nobody_else_reads_or_goes_on_with_a_conversation(askers: People, asker: Asker) -> None:
    stranger = Asker(askers.browser(), asker.key)
    assert problem(await stranger.tries("안녕")) == (404, "no_conversation")
    assert problem(await stranger.browser.get("/api/chat/bot/conversation")) == (404, "no_conversation")
    other = Asker(askers.browser())
    await other.begins()
    stolen = await other.browser.post("/api/chat/bot/conversations", json={"key": asker.key, "language": "ko"})
    assert problem(stolen) == (409, "request_key_taken")


async def test_empty_and_endless_words_are_refused_with_the_field(asker: Asker) -> None:
    for body, code in (("  \0 ", "message_empty"), ("가" * 1_001, "text_too_long")):
        refused = await asker.tries(body)
        assert problem(refused) == (422, code)
        assert refused.json()["field"] == "body"


async def test_a_retired_article_is_not_answered_even_before_the_bot_has_learned_it(
    asker: Asker, bot: Bot, database_url: str
) -> None:
    await bot.stops()
    await rows(database_url, "update article set state = 'retired', published = null, published_at = null")
    bot.task = None
    assert bot.learning is not None
    await _without_following(bot)
    told = await asker.says("강아지 등록 방법")
    assert sources(told) == []
    assert "찾지 못했습니다" in spoken(told)[0]


async def _without_following(bot: Bot) -> None:
    """The bot answers from what it has learned, and hears of no change."""

    assert bot.learning is not None
    learning = bot.learning
    up = asyncio.Event()

    async def serve() -> None:
        async with answering(bot.socket, Words, learning.answer):
            up.set()
            await asyncio.Event().wait()

    bot.task = asyncio.create_task(serve())
    await up.wait()


async def test_handed_over_it_is_a_contact_in_the_queue_of_its_topic_with_all_that_was_said(
    askers: People, asker: Asker, clock: Clock
) -> None:
    await asker.says("이사하는데 수도요금은요")
    told = await asker.does("handover")
    assert (told["stage"], told["contact_id"] is not None) == ("handed_over", True)
    again = await asker.does("handover", menu_key="3")
    assert again["contact_id"] == told["contact_id"]

    counsellor = await askers.counsellor("anna")
    await Leader(askers.database, clock).steps()
    assert await counsellor.offered() == [told["contact_id"]]
    await counsellor.takes(told["contact_id"])
    detail = await counsellor.browser.read(f"/api/contacts/{told['contact_id']}")
    topics = {topic["id"]: topic["code"] for topic in await counsellor.browser.read("/api/topics")}
    assert detail["summary"]["queue"]["code"] == "water"
    assert topics[detail["guessed_topic_id"]] == "amount"
    messages = await counsellor.browser.read(f"/api/contacts/{told['contact_id']}/messages")
    assert [message["sender"] for message in messages][:4] == ["citizen", "bot", "bot", "system"]
    assert messages[0]["body"] == "이사하는데 수도요금은요"
    assert "출처: 수도요금은 이사할 때 어떻게 정산하나요?" in messages[1]["body"]
    seen = await asker.browser.read("/api/chat/conversation")
    assert [message["sender"] for message in seen["messages"]][:4] == ["citizen", "bot", "bot", "system"]


async def test_where_the_topic_tells_no_queue_the_citizen_chooses(askers: People, asker: Asker) -> None:
    await asker.says("공원 텐트 시간")
    told = await asker.says("상담원 연결해 주세요")
    assert (told["stage"], told["contact_id"]) == ("handed_over", None)
    refused = await asker.browser.post(f"/api/chat/bot/conversations/{asker.key}/handover", json={"menu_key": "7"})
    assert problem(refused) == (404, "unknown_menu_key")
    chosen = await asker.does("handover", menu_key="3")
    assert chosen["contact_id"] is not None
    assert (await asker.browser.read("/api/chat/conversation"))["menu_key"] == "3"


async def test_a_closed_queue_is_said_so_and_another_can_be_chosen(askers: People, asker: Asker, clock: Clock) -> None:
    clock.passes(14 * 3600)  # midnight
    told = await asker.does("handover")
    assert told["contact_id"] is None
    refused = await asker.browser.post(f"/api/chat/bot/conversations/{asker.key}/handover", json={"menu_key": "9"})
    assert problem(refused) == (409, "queue_closed")
    assert (await asker.does("handover", menu_key="3"))["contact_id"] is not None


async def test_while_it_is_away_the_citizen_is_told_and_can_still_reach_a_person(asker: Asker, bot: Bot) -> None:
    await bot.stops()
    told = await asker.says("공원 텐트 시간")
    assert "지금은 답을 찾아 드릴 수 없습니다" in spoken(told)[0]
    assert (await asker.says("네"))["stage"] == "handed_over"


async def test_with_too_few_articles_it_says_so_instead_of_guessing(asker: Asker, bot: Bot, database_url: str) -> None:
    await bot.stops()
    await rows(
        database_url,
        "update article set published = null, published_at = null, state = 'retired' where code <> 'books'",
    )
    few = Bot(bot.database, bot.socket)
    await few.listens()
    assert "지금은 답을 찾아 드릴 수 없습니다" in spoken(await asker.says("책 대출 기간"))[0]
    await few.stops()


async def test_silence_is_asked_once_and_then_ends_the_conversation(askers: People, asker: Asker, clock: Clock) -> None:
    await asker.says("공원 텐트 시간")
    for expected in ("listening", "ended"):
        clock.passes(talk.QUIET_AFTER.total_seconds() + 1)
        async with askers.database.transaction() as transaction:
            await talk.notice_silence(transaction, clock())
        assert (await asker.sees())["stage"] == expected
    assert problem(await asker.tries("공원 텐트 시간")) == (409, "chatbot_over")


async def test_the_bot_learns_what_is_published_and_confirmed_while_it_goes_on_answering(
    askers: People, asker: Asker, bot: Bot
) -> None:
    actor = await askers.actor("administrator")

    more = {"kites": ("연은 어디서 날릴 수 있나요?", ["연날리기 장소", "연 날리는 곳", "가오리연 날려도 되나요"])}
    async with askers.database.transaction() as transaction:
        await importing.bring_in(transaction, actor, "more.toml", toml(more), Language.EN, askers.clock(), publish=True)
    assert sources(await asker.says("책 대출 기간")) == ["books"]
    await bot.knows("연날리기 장소", "kites")
    assert sources(await asker.says("연날리기 장소")) == ["books", "kites"]


async def test_an_answer_that_did_not_help_is_kept_as_a_miss_until_it_did(asker: Asker, database_url: str) -> None:
    told = await asker.says("자동차세는 언제 내나요")
    turn = told["turns"][-1]["id"]
    rated = await asker.does("rating", turn_id=turn, helped=False)
    assert rated["turns"][-1]["helped"] is False
    assert await _misses(database_url) == [("자동차세는 언제 내나요", "not_helped")]
    await asker.does("rating", turn_id=turn, helped=True)
    assert await _misses(database_url) == []
    of_none = await asker.browser.post(
        f"/api/chat/bot/conversations/{asker.key}/rating", json={"turn_id": turn + 99, "helped": True}
    )
    assert problem(of_none) == (404, "no_answer")


async def _misses(database_url: str) -> list[tuple[str, str]]:
    return await rows(database_url, "select body, miss from bot_turn where miss is not null order by id")  # type: ignore[return-value]


async def test_a_live_contact_gets_what_was_said_to_the_bot_in_another_tab(askers: People, asker: Asker) -> None:
    await asker.says("이사하는데 수도요금은요")
    opened = answer(
        await asker.browser.post(
            "/api/chat/contacts", json={"menu_key": "3", "language": "ko", "request_key": str(uuid4())}
        )
    )
    told = await asker.does("handover")
    assert told["contact_id"] == opened["contact_id"]
    seen = await asker.browser.read("/api/chat/conversation")
    assert "이사하는데 수도요금은요" in [message["body"] for message in seen["messages"]]


async def test_ending_is_final_and_asked_twice_the_same(asker: Asker, database: Database) -> None:
    await asker.says("공원 텐트 시간")
    assert (await asker.does("leave"))["stage"] == "ended"
    assert (await asker.does("leave"))["stage"] == "ended"
    refused = await asker.browser.post(f"/api/chat/bot/conversations/{asker.key}/handover", json={})
    assert problem(refused) == (409, "chatbot_over")
