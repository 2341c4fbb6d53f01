"""The floor's figures: against the published table, against a day counted by hand, and against every possible day."""

import asyncio
import csv
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import WEDNESDAY_10, Citizen, Clock, Counsellor, Leader, rows
from running import People
from sori.conversations.figures import Figure, Floor, FloorQueue
from sori.conversations.model import percentage
from sori.conversations.service import floor as floor_service
from sori.conversations.service.floor import Looked
from sori.platform.settings import ROOT

PUBLISHED = ROOT.parent / "shared/data/seoul120/phone_answer_rate.csv"


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published table is not here")
def test_answer_rates_are_rounded_as_the_published_ones_are() -> None:
    table = list(csv.DictReader(PUBLISHED.read_text("utf-8").splitlines()))
    assert table
    for row in table:
        assert percentage(int(row["answered"]), int(row["inbound"])) == float(row["answer_rate_pct"]), row["period"]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, None), (0, 7, 0.0), (7, 7, 100.0), (1, 2000, 0.1), (1, 2001, 0.0), (999, 2000, 50.0), (1999, 2000, 100.0)],
)
def test_halves_are_rounded_up_and_nothing_of_nothing_is_no_figure(
    part: int, whole: int, expected: float | None
) -> None:
    assert percentage(part, whole) == expected


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_never_off_by_more_than_half_of_its_last_digit(part: int, extra: int) -> None:
    whole = part + extra
    figure = percentage(part, whole)
    assert figure is not None
    assert abs(figure * whole - part * 100) <= 0.05 * whole * (1 + 1e-9)


async def floor_of(people: People, now: datetime) -> Floor:
    async with people.database.transaction() as transaction:
        return await floor_service.floor(transaction, now)


async def queue_of(people: People, code: str, now: datetime) -> FloorQueue:
    return next(queue for queue in (await floor_of(people, now)).queues if queue.code == code)


async def behind(people: People, figure: Figure, queue: int | None, now: datetime) -> list[int]:
    actor = await people.actor("team_leader")
    async with people.database.transaction() as transaction:
        page = await floor_service.behind(transaction, actor, Looked(figure, queue), None, now)
    return [line.id for line in page.items]


async def test_a_morning_counted_by_hand(people: People, leader: Leader, clock: Clock) -> None:
    anna = await people.counsellor("anna")  # two chats at once
    citizens = [people.citizen() for _ in range(5)]
    contacts = [(await citizen.opens("3"))["contact_id"] for citizen in citizens]
    clock.passes(10)
    await leader.steps()
    await anna.takes(contacts[0])  # after 10 s: within the target of 20 s
    clock.passes(9)
    await anna.takes(contacts[1])  # after 19 s: within
    clock.passes(11)
    await citizens[2].leaves()  # abandoned after 30 s
    await anna.ends(contacts[0])
    await anna.wraps_up(contacts[0])
    await leader.steps()
    await anna.takes(contacts[3])  # after 30 s: answered, not within
    clock.passes(30)
    await people.citizen().opens("9")  # another queue, still waiting
    now = clock.passes(5)

    general = await queue_of(people, "general", now)
    assert (general.inbound, general.answered, general.abandoned, general.waiting, general.talking) == (5, 3, 1, 1, 2)
    assert general.longest_wait_s == 65
    assert (general.answer_rate_pct, general.service_level_pct) == (75.0, 50.0)
    assert (general.on_duty, general.free, general.open) == (1, 0, True)
    foreign = await queue_of(people, "foreign", now)
    assert (foreign.inbound, foreign.answered, foreign.waiting, foreign.longest_wait_s) == (1, 0, 1, 5)
    assert (foreign.answer_rate_pct, foreign.service_level_pct, foreign.on_duty) == (None, None, 0)

    on_floor = {counsellor.display_name: counsellor for counsellor in (await floor_of(people, now)).counsellors}
    assert set(on_floor) == {"Anna"}
    assert (on_floor["Anna"].state, [held.id for held in on_floor["Anna"].contacts]) == (
        "busy",
        [contacts[1], contacts[3]],
    )

    assert await behind(people, Figure.ANSWERED, general.id, now) == [contacts[3], contacts[1], contacts[0]]
    assert await behind(people, Figure.WITHIN_TARGET, general.id, now) == [contacts[1], contacts[0]]
    assert await behind(people, Figure.ABANDONED, general.id, now) == [contacts[2]]
    assert await behind(people, Figure.WAITING, general.id, now) == [contacts[4]]
    assert await behind(people, Figure.TALKING, general.id, now) == [contacts[3], contacts[1]]
    assert await behind(people, Figure.INBOUND, general.id, now) == list(reversed(contacts))


async def test_the_citys_day_begins_at_its_own_midnight(people: People, leader: Leader, clock: Clock) -> None:
    clock.moment = datetime(2026, 3, 4, 14, 59, 50, tzinfo=UTC)  # ten seconds to midnight in Seoul
    anna = await people.counsellor("anna")
    contact = (await people.citizen().opens("3"))["contact_id"]
    waiting = (await people.citizen().opens("3"))["contact_id"]
    assert (await queue_of(people, "general", clock())).inbound == 2
    now = clock.passes(20)
    general = await queue_of(people, "general", now)
    assert (general.inbound, general.answered, general.waiting) == (0, 0, 2)
    await leader.steps()
    await anna.takes(contact)
    general = await queue_of(people, "general", now)
    assert (general.waiting, general.talking) == (1, 1)
    assert await behind(people, Figure.WAITING, general.id, now) == [waiting]
    assert await behind(people, Figure.TALKING, general.id, now) == [contact]


async def test_a_transferred_contact_counts_once_in_each_queue_it_stayed_in(
    people: People, leader: Leader, clock: Clock
) -> None:
    anna = await people.counsellor("anna")
    contact = (await people.citizen().opens("3"))["contact_id"]
    await leader.steps()
    await anna.takes(contact)
    water = (await queue_of(people, "water", clock())).id
    clock.passes(300)
    await anna.passes(contact, "water", queue_id=water)
    clock.passes(15)
    await leader.steps()
    await anna.takes(contact)
    figures = {queue.code: queue for queue in (await floor_of(people, clock())).queues}
    for code in ("general", "water"):
        assert (figures[code].inbound, figures[code].answered, figures[code].service_level_pct) == (1, 1, 100.0), code
    assert (figures["general"].talking, figures["water"].talking) == (0, 1)


async def test_a_page_behind_a_figure_has_fifty_lines_and_tells_where_the_next_begins(
    people: People, clock: Clock
) -> None:
    for _ in range(53):
        await people.citizen().opens("3")
    browser = await people.staff("manager")
    first = await browser.read("/api/floor/contacts", figure="waiting", queue_id=1)
    second = await browser.read("/api/floor/contacts", figure="waiting", queue_id=1, before=first["next_before"])
    ids = [line["id"] for line in first["items"] + second["items"]]
    assert (len(first["items"]), len(second["items"]), second["next_before"]) == (50, 3, None)
    assert ids == sorted(set(ids), reverse=True)


async def test_the_floor_is_told_at_the_applications_time(people: People) -> None:
    floor = await (await people.staff("manager")).read("/api/floor")
    assert floor["now"] == WEDNESDAY_10.isoformat().replace("+00:00", "Z")


# --- any day at all -----------------------------------------------------------------------------------------------

ACTIONS = (
    "arrive",
    "arrive",
    "arrive",
    "step",
    "step",
    "accept",
    "accept",
    "refuse",
    "leave",
    "end",
    "wrap_up",
    "transfer",
    "wait",
)


class Day:
    """Whatever may happen in a day, one thing after another."""

    def __init__(self, people: People, leader: Leader, clock: Clock, counsellors: list[Counsellor]) -> None:
        self.people, self.leader, self.clock, self.counsellors = people, leader, clock, counsellors
        self.citizens: list[Citizen] = []

    async def happens(self, action: str, number: int) -> None:
        counsellor = self.counsellors[number % len(self.counsellors)]
        post = counsellor.browser.post
        if action == "arrive":
            self.citizens.append(self.people.citizen())
            body = {"menu_key": "32"[number % 2], "language": "ko", "request_key": str(uuid4())}
            await self.citizens[-1].browser.post("/api/chat/contacts", json=body)
        elif action == "step":
            await self.leader.steps()
        elif action == "leave" and self.citizens:
            await self.citizens[number % len(self.citizens)].browser.post("/api/chat/leave", json={})
        elif action == "wait":
            self.clock.passes(number)
        elif action in ("accept", "refuse"):
            for offer in (await counsellor.desk())["offers"]:
                await post(f"/api/desk/offers/{offer['id']}/{action}", json={})
            if action == "refuse":
                await counsellor.goes("available")
        else:
            body: dict[str, Any] = {"transfer": {"note": "n", "queue_id": 1 + number % 2}}.get(action, {})
            if action == "wrap_up":
                body = {"topic_id": await counsellor.topic(), "result": "answered"}
            for contact in (await counsellor.desk())["contacts"]:
                await post(f"/api/contacts/{contact['id']}/{action.replace('_', '-')}", json=body)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(1, 40)), min_size=5, max_size=30))
def test_figures_agree_with_each_other_and_with_the_records_whatever_happens(
    any_day: Any, actions: list[tuple[str, int]]
) -> None:
    any_day(actions)


@pytest.fixture
def any_day(people: People, leader: Leader, clock: Clock, database_url: str) -> Any:
    """Lives a day in the test's own event loop, and checks its figures at the end."""
    loop = asyncio.get_event_loop()
    state: dict[str, Day] = {}

    async def lives(actions: list[tuple[str, int]]) -> None:
        if "day" not in state:
            counsellors = [await people.counsellor("anna"), await people.counsellor("bora")]
            state["day"] = Day(people, leader, clock, counsellors)
        for action, number in actions:
            await state["day"].happens(action, number)
        await agree(people, clock(), database_url)

    return lambda actions: loop.run_until_complete(lives(actions))


async def agree(people: People, now: datetime, database_url: str) -> None:
    visits = await rows(
        database_url,
        """select queue.code, contact.state, visit.outcome, left_at - entered_at, visit.contact_id
           from queue_visit visit join queue on queue.id = visit.queue_id join contact on contact.id = contact_id""",
    )
    contacts = await rows(
        database_url, "select queue.code, state from contact join queue on queue.id = contact.queue_id"
    )
    for queue in (await floor_of(people, now)).queues:
        mine = [visit for visit in visits if visit[0] == queue.code]
        states = [state for code, state in contacts if code == queue.code]
        answered = [visit for visit in mine if visit[2] == "answered"]
        within = [visit for visit in answered if visit[3] <= timedelta(seconds=queue.target_s)]
        abandoned = [visit for visit in mine if visit[2] == "abandoned"]
        assert queue.inbound == queue.answered + queue.abandoned + queue.waiting
        assert (queue.inbound, queue.answered, queue.abandoned) == (len(mine), len(answered), len(abandoned))
        assert queue.waiting == states.count("waiting") + states.count("offered")
        assert queue.talking == states.count("talking")
        assert queue.answer_rate_pct == percentage(len(answered), len(answered) + len(abandoned))
        assert queue.service_level_pct == percentage(len(within), len(answered) + len(abandoned))
        records = {Figure.ANSWERED: answered, Figure.ABANDONED: abandoned, Figure.INBOUND: mine}
        for figure, expected in records.items():
            shown = await behind(people, figure, queue.id, now)
            assert shown == sorted({visit[4] for visit in expected}, reverse=True)[:50]
    for counsellor in (await floor_of(people, now)).counsellors:
        assert len(counsellor.contacts) <= counsellor.capacity
