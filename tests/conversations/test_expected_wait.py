"""The expected wait: told as it is stored, measured by the wait that came; congestion, and the ways taken."""

import asyncio
from random import Random
from typing import Any, LiteralString
from uuid import uuid4

import pytest
from psycopg.rows import dict_row

from factories import Citizen, Clock, Counsellor, Leader, problem
from running import People
from sori.conversations.service import expectation


async def held(people: People, query: LiteralString, *parameters: Any) -> list[dict[str, Any]]:
    async with people.database.reading() as transaction, transaction.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, parameters)
        return await cursor.fetchall()


async def tells(people: People, clock: Clock, seconds: float = 2) -> None:
    """The worker's round, after so many seconds."""
    clock.passes(seconds)
    async with people.database.transaction() as transaction:
        await expectation.tell(transaction, clock(), Random(7).random)


async def estimates(people: People) -> list[dict[str, Any]]:
    return await held(people, "select * from wait_estimate order by id")


async def expected(citizen: Citizen, key: str = "3") -> Any:
    """What the menu tells, read anew: a process shares what it read for a second."""
    await asyncio.sleep(1)
    menu = await citizen.browser.read("/api/chat/menu")
    return next(entry["busyness"] for entry in menu["entries"] if entry["key"] == key)


async def set_centre(people: People, **columns: Any) -> None:
    async with people.database.transaction() as transaction:
        for column, value in columns.items():
            await transaction.execute(f"update centre set {column} = %s", (value,))  # type: ignore[arg-type]
        await transaction.execute("update centre set version = version + 1")


async def message_queue(people: People) -> int:
    """Makes the foreign queue, which is open now, the one for messages; gives its id."""
    queue_id = (await held(people, "select id from queue where code = 'foreign'"))[0]["id"]
    await set_centre(people, message_queue_id=queue_id)
    return int(queue_id)


async def congested(people: People, leader: Leader, clock: Clock) -> None:
    """One counsellor, two chats in hand, and three who wait: more than a minute for whoever comes."""
    await people.counsellor("anna")
    for _ in range(5):
        await people.citizen().opens("3")
    await leader.steps()
    await set_centre(people, notice_after_s=60)
    await tells(people, clock)


async def test_without_anybody_on_duty_no_wait_is_promised(people: People, clock: Clock) -> None:
    await tells(people, clock)
    assert (await expected(people.citizen()))["expected"] is None
    await people.citizen().opens("3")
    (told,) = await estimates(people)
    assert (told["low_s"], told["mean_s"], told["high_s"]) == (None, None, None)


async def test_who_joins_a_free_centre_is_told_that_it_is_a_matter_of_seconds(people: People, clock: Clock) -> None:
    await people.counsellor("anna")
    await tells(people, clock)
    told = (await expected(people.citizen()))["expected"]
    assert told["low_s"] <= told["mean_s"] <= told["high_s"] <= 10


async def test_what_is_told_when_queueing_is_what_the_menu_told_and_what_is_stored(
    people: People, leader: Leader, clock: Clock
) -> None:
    await congested(people, leader, clock)
    citizen = people.citizen()
    by_menu = (await expected(citizen))["expected"]
    by_opening = await citizen.opens("3")
    assert by_opening["expected"] == by_menu
    stored = (await estimates(people))[-1]
    assert {key: stored[key] for key in by_menu} == by_menu
    assert (stored["during"], stored["place"], stored["contact_id"]) == (False, 4, by_opening["contact_id"])


async def test_the_further_back_the_longer_and_each_sees_their_own(
    people: People, leader: Leader, clock: Clock
) -> None:
    await people.counsellor("anna")
    citizens = [people.citizen() for _ in range(6)]
    for citizen in citizens:
        await citizen.opens("3")
    await leader.steps()
    await tells(people, clock)
    seen = [(await citizen.sees())["expected"] for citizen in citizens]
    assert seen[:2] == [None, None]  # offered to Anna already
    means = [told["mean_s"] for told in seen[2:]]
    assert means == sorted(means)
    assert means[0] < means[-1]


async def test_nobody_is_told_the_same_again(people: People, leader: Leader, clock: Clock) -> None:
    await congested(people, leader, clock)
    before = await estimates(people)
    await tells(people, clock, seconds=0)
    assert await estimates(people) == before


async def test_the_wait_that_came_is_written_with_every_estimate(people: People, leader: Leader, clock: Clock) -> None:
    anna = await people.counsellor("anna")
    await tells(people, clock)
    contact_id = (await people.citizen().opens("3"))["contact_id"]
    await leader.steps()
    clock.passes(7)
    await anna.takes(contact_id)
    await tells(people, clock)
    (told,) = await estimates(people)
    assert (told["outcome"], told["waited_s"]) == ("answered", 7.0)


async def test_who_gives_up_leaves_open_how_long_it_would_have_been(
    people: People, leader: Leader, clock: Clock
) -> None:
    await congested(people, leader, clock)
    citizen = people.citizen()
    await citizen.opens("3")
    clock.passes(5)
    await citizen.leaves()
    await tells(people, clock)
    told = next(told for told in await estimates(people) if not told["during"] and told["settled_at"])
    assert (told["outcome"], told["waited_s"]) == ("abandoned", 5.0)


async def test_the_threshold_decides_who_is_told_of_congestion(people: People, leader: Leader, clock: Clock) -> None:
    await congested(people, leader, clock)
    assert (await expected(people.citizen()))["ways"] == ["chatbot"]
    await message_queue(people)
    clock.passes(2)
    await tells(people, clock)
    assert (await expected(people.citizen()))["ways"] == ["message", "chatbot"]
    await set_centre(people, notice_after_s=7200)
    await tells(people, clock)
    assert (await expected(people.citizen()))["ways"] is None


@pytest.fixture
async def told(people: People, leader: Leader, clock: Clock) -> str:
    """The key of a notice that a citizen who has not queued was shown."""
    await message_queue(people)
    await congested(people, leader, clock)
    key = str(uuid4())
    assert (await expected(people.citizen()))["ways"] == ["message", "chatbot"]
    await people.citizen().browser.do("/api/chat/notices", key=key, menu_key="3")
    return key


async def taken(people: People, key: str) -> tuple[str | None, int | None]:
    (notice,) = await held(people, "select * from congestion_notice where key = %s", key)
    return notice["taken"], notice["contact_id"]


async def leaves_message(citizen: Citizen, **more: Any) -> Any:
    body = {"menu_key": "3", "language": "ko", "request_key": str(uuid4()), "client_key": str(uuid4())}
    return await citizen.browser.do("/api/chat/left-messages", **{**body, "body": "When is it repaired?", **more})


async def test_who_waits_all_the_same_is_counted_so(people: People, told: str) -> None:
    contact_id = (await people.citizen().opens("3", notice_key=told))["contact_id"]
    assert await taken(people, told) == ("waited", contact_id)


async def test_who_gives_up_after_all_left(people: People, clock: Clock, told: str) -> None:
    citizen = people.citizen()
    contact_id = (await citizen.opens("3", notice_key=told))["contact_id"]
    await citizen.leaves()
    await tells(people, clock)
    assert await taken(people, told) == ("left", contact_id)


async def test_who_does_nothing_for_ten_minutes_has_gone(people: People, clock: Clock, told: str) -> None:
    await tells(people, clock, seconds=599)
    assert await taken(people, told) == (None, None)
    await tells(people, clock, seconds=2)
    assert await taken(people, told) == ("left", None)


async def test_a_message_left_is_answered_later_on_the_same_device(
    people: People, leader: Leader, clock: Clock, told: str
) -> None:
    citizen = people.citizen()
    left = await leaves_message(citizen, notice_key=told)
    assert await taken(people, told) == ("message", left["contact_id"])
    assert left["left_message"]
    await citizen.leaves()  # closes the page: it is not given up
    assert (await citizen.sees())["state"] == "waiting"
    cheol = await people.counsellor("cheol")
    await leader.steps()
    await cheol.takes(left["contact_id"])
    await cheol.says(left["contact_id"], "On Friday.")
    assert (await citizen.sees())["messages"][-1]["body"] == "On Friday."


async def test_a_message_sent_twice_is_left_once(people: People, told: str) -> None:
    citizen = people.citizen()
    keys = {"request_key": str(uuid4()), "client_key": str(uuid4())}
    first, second = [await leaves_message(citizen, **keys) for _ in range(2)]
    assert first["contact_id"] == second["contact_id"]
    assert [message["body"] for message in second["messages"] if message["sender"] == "citizen"] == [
        "When is it repaired?"
    ]


async def test_without_a_queue_for_messages_none_can_be_left(people: People) -> None:
    body = {"menu_key": "3", "language": "ko", "request_key": str(uuid4()), "client_key": str(uuid4()), "body": "x"}
    browser = people.citizen().browser
    await browser.get("/api/chat/menu")
    assert problem(await browser.post("/api/chat/left-messages", json=body)) == (409, "no_messages")


async def test_who_waits_may_leave_what_was_written_as_a_message(
    people: People, leader: Leader, clock: Clock, told: str
) -> None:
    citizen = people.citizen()
    contact_id = (await citizen.opens("3", notice_key=told))["contact_id"]
    assert (await citizen.sees())["ways"] == ["message"]
    assert problem(await citizen.browser.post("/api/chat/left-message", json={})) == (409, "message_missing")
    await citizen.says("When is it repaired?")
    shown = await citizen.browser.do("/api/chat/left-message")
    assert (shown["left_message"], shown["ways"], shown["state"]) == (True, None, "waiting")
    assert await taken(people, told) == ("message", contact_id)
    cheol = await people.counsellor("cheol")
    await leader.steps()
    assert await cheol.offered() == [contact_id]


async def test_congestion_that_comes_while_waiting_is_told_once(people: People, leader: Leader, clock: Clock) -> None:
    await message_queue(people)
    await congested(people, leader, clock)
    await tells(people, clock, seconds=40)
    notices = await held(people, "select contact_id, during, taken from congestion_notice")
    assert notices
    assert len({notice["contact_id"] for notice in notices}) == len(notices)
    assert {(notice["during"], notice["taken"]) for notice in notices} == {(True, None)}


async def test_two_tellers_agree(people: People, leader: Leader, clock: Clock) -> None:
    """A worker that starts anew learns from the database what the one before it knew."""
    anna: Counsellor = await people.counsellor("anna")
    for _ in range(8):
        contact_id = (await people.citizen().opens("3"))["contact_id"]
        await leader.steps()
        await tells(people, clock)
        await anna.takes(contact_id)
        await anna.ends(contact_id)
        await anna.wraps_up(contact_id)
    await tells(people, clock)
    async with people.database.transaction() as transaction:
        known = transaction.cache.pop("expected_wait").sides
        await expectation.tell(transaction, clock(), Random(7).random)
        assert transaction.cache["expected_wait"].sides == known


async def report(people: People, **query: Any) -> Any:
    leader = await people.staff("team_leader")
    return await leader.read("/api/floor/expected-wait", **query)


async def test_figures_counted_by_hand_each_with_its_records(people: People, clock: Clock) -> None:
    for _ in range(4):
        await people.citizen().opens("3")
    async with people.database.transaction() as transaction:
        visits = [visit["id"] for visit in await held(people, "select id from queue_visit order by id")]
        told = [  # answered inside, answered too late, gave up open, gave up too late
            (20.0, "answered"),
            (50.0, "answered"),
            (5.0, "abandoned"),
            (70.0, "abandoned"),
        ]
        for visit, (waited_s, outcome) in zip(visits, told, strict=True):
            await transaction.execute(
                """insert into wait_estimate (visit_id, contact_id, queue_id, given_at, during, place, low_s, mean_s,
                       high_s, outlook_s, spread_s, average_s, by_place_s, settled_at, waited_s, outcome)
                   select id, contact_id, queue_id, %s, false, 1, 10, 20, 30, 20, 5, 60, 40, %s, %s, %s
                   from queue_visit where id = %s""",
                (clock(), clock(), waited_s, outcome, visit),
            )
    total = (await report(people))["total"]
    assert total == {
        "given": 4,
        "inside": 1,
        "outside": 2,
        "coverage_pct": 33.3,
        "answered": 2,
        "gave_up": 1,
        "no_end": 0,
        "error_s": 15.0,  # 0 and 30
        "average_error_s": 25.0,  # 40 and 10
        "place_error_s": 15.0,  # 20 and 10
    }
    leader = await people.staff("team_leader")
    for figure in ("given", "inside", "outside", "answered", "gave_up", "no_end"):
        page = await leader.read("/api/floor/expected-wait/estimates", figure=figure)
        assert len(page["items"]) == total[figure], figure
    clock.passes(24 * 3600)
    assert (await report(people))["total"]["given"] == 0
    assert (await report(people, days=7))["total"]["given"] == 4


async def test_the_ways_taken_are_counted_with_their_records(people: People, told: str) -> None:
    await leaves_message(people.citizen(), notice_key=told)
    counted = {one["taken"]: one["count"] for one in (await report(people))["taken"]}
    assert counted["message"] == 1
    leader = await people.staff("team_leader")
    page = await leader.read("/api/floor/expected-wait/notices", taken="message")
    assert [record["taken"] for record in page["items"]] == ["message"]
    assert await held(people, "select from audit where action = 'congestion_notice.looked_behind'")
