"""A citizen's answer is phrased by a language model, checked, and stays as it was where anything goes wrong."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from asking import Asker, taught
from endpoint import Endpoint, answering
from factories import Clock, problem, rows
from running import People, served, settings_for
from sori.chatbot.store import review as store
from sori.platform.model_endpoint import RESTS
from sori.platform.settings import LanguageModelEndpoint
from sori.server import create_app

QUESTION = "침대 버리려는데 스티커 어디서 사요"
GOOD = ["bulky: 이렇", "게 합니다. [", "1] 사업소에서 가", "구는 이렇게 버립니다. [1]"]
SHOWN = "bulky: 이렇게 합니다. [1] 사업소에서 가구는 이렇게 버립니다. [1]"
KEY = "a-key-that-nobody-may-read"
_BOTS_FIRST = "select body from message where contact_id = %s and sender = 'bot' order by id limit 1"


@dataclass
class Phrased:
    """A citizen at a chatbot with a language model, over real connections."""

    asker: Asker
    others: list[Asker]
    """The same browser in front of other processes of the centre."""
    endpoint: Endpoint
    database_url: str
    people: People

    async def asks(self, words: str = QUESTION) -> Any:
        """Says something; gives the answer's turn."""
        told = await self.asker.says(words)
        return next(turn for turn in reversed(told["turns"]) if turn["source"])

    async def hears(self, turn: Any, asker: Asker | None = None) -> list[tuple[str, Any]]:
        """All that the stream of a turn tells, to its end."""
        return [one async for one in self.stream(turn, asker)]

    async def stream(self, turn: Any, asker: Asker | None = None) -> AsyncIterator[tuple[str, Any]]:
        at = asker or self.asker
        path = f"/api/chat/bot/conversations/{at.key}/turns/{turn['id']}/stream"
        async with at.browser.stream("GET", path) as response:
            assert response.status_code == 200, await response.aread()
            kind = ""
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield kind, json.loads(line.removeprefix("data: "))

    async def phrased(self, words: str = QUESTION) -> Any:
        """Asks; gives the turn as it stands in the end, which is also what a reload shows."""
        turn = await self.asks(words)
        assert turn["phrasing"]
        kind, last = (await self.hears(turn))[-1]
        assert kind == "answer"
        assert not last["phrasing"]
        again = next(one for one in (await self.asker.sees())["turns"] if one["id"] == turn["id"])
        assert again == last
        assert last["body"] == turn["body"]
        return last

    async def outcomes(self) -> list[Any]:
        found = await rows(self.database_url, "select outcome from bot_phrased_answer order by turn_id")
        return [outcome for (outcome,) in found]

    async def used(self) -> int:
        found = await rows(self.database_url, "select coalesce(sum(tokens), 0)::int from language_model_day")
        return int(found[0][0])


@asynccontextmanager
async def at_work(
    database_url: str, clock: Clock, endpoint: Endpoint, *, processes: int = 1, **more: Any
) -> AsyncIterator[Phrased]:
    """Web processes with this endpoint beside a chatbot that has learned."""
    model = LanguageModelEndpoint(**{"url": endpoint.url, "model": "small", "key": KEY, **more})
    async with AsyncExitStack() as stack:
        socket = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "search.socket"
        settings = replace(settings_for(database_url), search_socket=socket, language_model=model, metrics_token="m")
        crowd = []
        for _ in range(processes):
            app = create_app(settings, clock=clock)
            base = await stack.enter_async_context(served(app))
            crowd.append(People(app.state.database, clock, httpx.AsyncHTTPTransport, base, []))
            stack.push_async_callback(crowd[-1].close)
        await stack.enter_async_context(taught(crowd[0].database, clock, socket))
        asker = Asker(crowd[0].browser("ko"))
        await asker.begins()
        others = [Asker(people.browser("ko"), asker.key) for people in crowd[1:]]
        for other in others:
            other.browser.cookies = asker.browser.cookies
        yield Phrased(asker, others, endpoint, database_url, crowd[0])


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with answering(Endpoint(steps=list(GOOD))) as endpoint:
        yield endpoint


@pytest.fixture
async def citizen(database_url: str, clock: Clock, endpoint: Endpoint) -> AsyncIterator[Phrased]:
    async with at_work(database_url, clock, endpoint) as phrased:
        yield phrased


async def test_an_answer_is_phrased_sentence_by_sentence_with_its_sources(citizen: Phrased) -> None:
    turn = await citizen.asks()
    assert (turn["body"], turn["phrasing"], turn["phrased"]) == ("bulky: 이렇게 합니다.", True, None)
    *sentences, (_, last) = await citizen.hears(turn)
    assert sentences == [
        ("sentence", {"text": "bulky: 이렇게 합니다. [1]"}),
        ("sentence", {"text": "사업소에서 가구는 이렇게 버립니다. [1]"}),
    ]
    assert last["phrased"]["text"] == SHOWN
    assert [(one["number"], one["source"]["code"]) for one in last["phrased"]["sources"]] == [(1, "bulky")]
    assert (await citizen.asker.sees())["turns"][-1] == last
    (kept,) = await rows(
        citizen.database_url,
        "select outcome, body, model, prompt_tokens, completion_tokens, took_ms >= 0 from bot_phrased_answer",
    )
    assert kept == ("phrased", SHOWN, "small", 400, 60, True)
    assert await citizen.used() == 460
    assert citizen.endpoint.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert citizen.endpoint.received[0]["model"] == "small"


async def test_sentences_come_before_the_answer_is_whole(citizen: Phrased) -> None:
    more = asyncio.Event()
    citizen.endpoint.steps = ["bulky: 이렇게 합니다. [1] 사", more, "업소에서 가구는 이렇게 버립니다. [1]"]
    stream = citizen.stream(await citizen.asks())
    assert await anext(stream) == ("sentence", {"text": "bulky: 이렇게 합니다. [1]"})
    more.set()
    assert [kind async for kind, _ in stream] == ["sentence", "answer"]


async def test_personal_data_does_not_leave_the_house(citizen: Phrased) -> None:
    await citizen.phrased(f"{QUESTION} 제 번호는 010-1234-5678 주민번호 900101-1234567 메일 kim@example.com")
    for personal in ("010-1234-5678", "5678", "900101", "1234567", "kim@"):
        assert personal not in citizen.endpoint.asked
    assert "침대 버리려는데" in citizen.endpoint.asked


NOT_TO_BE_SHOWN: dict[str, list[str | bytes]] = {
    "uncited": ["bulky: 이렇게 합니다. [1] 구청으로 오십시오."],
    "unknown_fact": ["bulky: 이렇게 합니다. [1] 02-999-1234로 전화합니다. [1] 네. [1]"],
    "unknown_source": ["bulky: 이렇게 합니다. [7]"],
    "turned_round": ["bulky: 이렇게 하지 않습니다. [1]"],
    "empty": [""],
    "unreadable": ["bulky: 이렇게 합니다. [1] ", b"data: {not json}\n\n"],
    "cut_off": ["bulky: 이렇게 합니다. [1] ", b'data: {"error": {"message": "out of memory"}}\n\n'],
}


async def test_an_answer_that_must_not_be_shown_stays_as_it_was(citizen: Phrased) -> None:
    for outcome, steps in NOT_TO_BE_SHOWN.items():
        citizen.endpoint.steps = list(steps)
        citizen.endpoint.finish = None if outcome in ("unreadable", "cut_off") else "stop"
        assert (await citizen.phrased())["phrased"] is None
    assert await citizen.outcomes() == list(NOT_TO_BE_SHOWN)


async def test_an_endpoint_that_refuses_changes_nothing_and_costs_nothing(
    citizen: Phrased, clock: Clock, capfd: pytest.CaptureFixture[str]
) -> None:
    refusals = {401: "key_refused", 429: "busy", 500: "refused", 307: "refused"}
    for status in refusals:
        citizen.endpoint.status = status
        assert (await citizen.phrased())["phrased"] is None
        clock.passes(RESTS.total_seconds() + 1)
    assert await citizen.outcomes() == list(refusals.values())
    assert len(citizen.endpoint.received) == len(refusals)
    assert await citizen.used() == 0
    written = "".join(capfd.readouterr())
    assert "language_model.failed" in written
    assert KEY not in written
    assert "침대" not in written


@pytest.mark.parametrize(
    ("steps", "times", "outcome"),
    [
        ([], {"first_token_s": 0.05}, "slow_start"),
        (["bulky: 이렇게 합니다. [1] 사"], {"whole_s": 0.4}, "too_slow"),
    ],
)
async def test_who_answers_too_slowly_is_left(
    database_url: str, clock: Clock, endpoint: Endpoint, steps: list[Any], times: Any, outcome: str
) -> None:
    endpoint.steps = [*steps, asyncio.Event()]
    async with at_work(database_url, clock, endpoint, **times) as citizen:
        assert (await citizen.phrased())["phrased"] is None
        assert await citizen.outcomes() == [outcome]
        await asyncio.wait_for(endpoint.left.wait(), 10)


async def test_an_endpoint_that_is_not_there_changes_nothing(
    database_url: str, clock: Clock, endpoint: Endpoint
) -> None:
    async with at_work(database_url, clock, endpoint, url="http://127.0.0.1:1/v1") as citizen:
        assert (await citizen.phrased())["phrased"] is None
        assert await citizen.outcomes() == ["no_connection"]


async def test_after_failures_in_a_row_it_is_left_alone_for_a_minute(citizen: Phrased, clock: Clock) -> None:
    citizen.endpoint.status = 500
    for _ in range(3):
        await citizen.phrased()
    citizen.endpoint.status = 200
    assert not (await citizen.asks())["phrasing"]
    assert len(citizen.endpoint.received) == 3
    clock.passes(RESTS.total_seconds() + 1)
    assert (await citizen.phrased())["phrased"]["text"] == SHOWN


async def test_when_the_days_tokens_are_used_up_answers_stay_until_the_next_day(
    database_url: str, clock: Clock, endpoint: Endpoint
) -> None:
    async with at_work(database_url, clock, endpoint, tokens_a_day=3_000) as citizen:
        today = "insert into language_model_day values ((%s at time zone 'Asia/Seoul')::date, 2900)"
        await rows(database_url, today, (clock(),))
        assert (await citizen.phrased())["phrased"] is None
        assert await citizen.outcomes() == ["no_budget"]
        assert endpoint.received == []
        told = await citizen.asker.browser.get("/metrics", headers={"authorization": "Bearer m"})
        assert 'sori_phrased_answers_total{outcome="no_budget"}' in told.text
        clock.passes(24 * 3600)
        assert (await citizen.phrased())["phrased"] is not None


async def test_who_leaves_ends_the_endpoints_work_and_sees_the_answer_itself(citizen: Phrased) -> None:
    citizen.endpoint.steps = ["bulky: 이렇게 합니다. [1] 사", asyncio.Event()]
    turn = await citizen.asks()
    stream = citizen.stream(turn)
    assert (await anext(stream))[0] == "sentence"
    await stream.aclose()  # type: ignore[attr-defined]
    await asyncio.wait_for(citizen.endpoint.left.wait(), 10)
    ((_, last),) = await citizen.hears(turn)
    assert last["phrased"] is None
    assert await citizen.outcomes() == ["left"]


async def test_two_processes_phrase_an_answer_once_and_tell_the_same(
    database_url: str, clock: Clock, endpoint: Endpoint
) -> None:
    more = asyncio.Event()
    endpoint.steps = ["bulky: 이렇게 합니다. [1] 사", more, "업소에서 가구는 이렇게 버립니다. [1]"]
    async with at_work(database_url, clock, endpoint, processes=2) as citizen:
        turn = await citizen.asks()
        first = citizen.stream(turn)
        assert (await anext(first))[0] == "sentence"
        second = asyncio.create_task(citizen.hears(turn, citizen.others[0]))
        more.set()
        *_, last = [one async for one in first]
        assert await second == [last]
        assert last[1]["phrased"]["text"] == SHOWN
        assert len(endpoint.received) == 1


async def test_whose_process_died_sees_the_answer_itself_when_the_time_is_up(citizen: Phrased, clock: Clock) -> None:
    turn = await citizen.asks()
    await rows(citizen.database_url, "update bot_phrased_answer set claimed_at = %s", (clock(),))
    waiting = asyncio.create_task(citizen.hears(turn))
    clock.passes(60)
    ((_, last),) = await waiting
    assert (last["phrasing"], last["phrased"]) == (False, None)
    assert citizen.endpoint.received == []
    assert await citizen.outcomes() == ["expired"]


async def test_a_person_who_takes_over_and_an_editor_read_what_the_citizen_saw(citizen: Phrased) -> None:
    citizen.endpoint.steps = ["수도요금은 이사할 때 이렇게 정산합니다. [1]"]
    last = await citizen.phrased("이사하는데 수도요금은요")
    assert last["phrased"] is not None
    told = await citizen.asker.does("handover")
    (body,) = await rows(citizen.database_url, _BOTS_FIRST, (told["contact_id"],))
    assert body[0].startswith("수도요금은 이사할 때 이렇게 정산합니다. [1]\n")
    assert "[1] 출처: 수도요금은 이사할 때 어떻게 정산하나요?" in body[0]

    editor = await citizen.people.staff("knowledge_editor")
    (conversation,) = await rows(citizen.database_url, "select id from bot_conversation")
    shown = await editor.read(f"/api/chatbot/conversations/{conversation[0]}")
    turn = next(one for one in shown["turns"] if one["phrasing"])
    assert turn["body"] == "moving: 이렇게 합니다."
    assert turn["phrasing"]["text"] == "수도요금은 이사할 때 이렇게 정산합니다. [1]"
    assert (turn["phrasing"]["outcome"], turn["phrasing"]["tokens"]) == ("phrased", 460)
    assert [one["number"] for one in turn["phrasing"]["sources"]] == [1]


async def test_what_was_phrased_is_deleted_with_the_words(citizen: Phrased, clock: Clock) -> None:
    await citizen.phrased()
    await citizen.asker.does("leave")
    async with citizen.people.database.transaction() as transaction:
        assert await store.forget(transaction, clock.passes(60), 10) == 1
    assert await rows(citizen.database_url, "select body, outcome from bot_phrased_answer") == [("", "phrased")]


async def test_handed_over_meanwhile_it_stays_as_the_counsellor_reads_it(citizen: Phrased) -> None:
    more = asyncio.Event()
    citizen.endpoint.steps = ["moving: 이렇게 합니다. [1] 사", more, "업소에서 정산합니다. [1]"]
    turn = await citizen.asks("이사하는데 수도요금은요")
    stream = citizen.stream(turn)
    assert (await anext(stream))[0] == "sentence"
    told = await citizen.asker.does("handover")
    more.set()
    *_, (kind, last) = [one async for one in stream]
    assert (kind, last["phrased"]) == ("answer", None)
    assert await citizen.outcomes() == ["overtaken"]
    (body,) = await rows(
        citizen.database_url,
        _BOTS_FIRST,
        (told["contact_id"],),
    )
    assert body[0].startswith("moving: 이렇게 합니다.\n출처:")


async def test_only_whose_answer_it_is_may_have_it_phrased(citizen: Phrased) -> None:
    turn = await citizen.asks()
    stranger = Asker(citizen.people.browser(), citizen.asker.key)
    await Asker(stranger.browser).begins()
    path = f"/api/chat/bot/conversations/{citizen.asker.key}/turns/{{}}/stream"
    assert problem(await stranger.browser.get(path.format(turn["id"]))) == (404, "no_conversation")
    assert problem(await citizen.asker.browser.get(path.format(turn["id"] + 100))) == (404, "no_answer")
    assert citizen.endpoint.received == []


async def test_an_article_withdrawn_meanwhile_is_not_phrased(citizen: Phrased) -> None:
    turn = await citizen.asks()
    await rows(citizen.database_url, "update article set state = 'retired', published = null, published_at = null")
    ((_, last),) = await citizen.hears(turn)
    assert last["phrased"] is None
    assert (await citizen.outcomes(), citizen.endpoint.received) == (["withdrawn"], [])


async def test_without_an_endpoint_nothing_is_phrased(asker: Asker, database_url: str) -> None:
    told = await asker.says(QUESTION)
    assert (told["turns"][-1]["phrasing"], told["turns"][-1]["phrased"]) == (False, None)
    assert await rows(database_url, "select turn_id from bot_phrased_answer") == []
