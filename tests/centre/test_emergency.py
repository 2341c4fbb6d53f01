"""The emergency: one switch, and the line gets its group, notice, priority and size, until a set time."""

from datetime import timedelta
from typing import Any

from factories import Clock, answer, problem, rows
from running import People
from sori.centre import administration, service
from sori.platform.database import Database

PLAN = {
    "queue": "water",
    "menu_key": "0",
    "label": {"ko": "긴급 단수", "en": "Water is off"},
    "notice": {"ko": "단수 중입니다.", "en": "The water is off."},
    "head_start_s": 900,
    "elastic": {"minimum": 1, "maximum": 2, "waiting_per_person": 2, "cooldown_s": 60},
}


async def prepare(people: People) -> Any:
    browser = await people.staff("administrator")
    await browser.do("/api/setup/changes", edits=[{"kind": "emergency", "code": "", "before": None, "after": PLAN}])
    return browser


async def test_without_a_plan_there_is_nothing_to_switch(people: People, clock: Clock) -> None:
    browser = await people.staff("team_leader")
    until = (clock() + timedelta(hours=2)).isoformat()
    assert problem(await browser.put("/api/emergency", json={"until": until})) == (409, "no_emergency_plan")
    assert await browser.read("/api/emergency") is None


async def test_the_switch_gives_the_line_its_key_notice_priority_and_group(
    people: People, clock: Clock, database: Database, database_url: str
) -> None:
    browser = await prepare(people)
    until = clock() + timedelta(hours=2)
    begun = answer(await browser.put("/api/emergency", json={"until": until.isoformat()}))
    assert begun["until"] == "2026-03-04T03:00:00Z"
    menu = await people.browser().read("/api/chat/menu")
    assert (menu["entries"][0]["key"], menu["entries"][0]["label"]) == ("0", PLAN["label"])
    assert menu["notice"] == PLAN["notice"]  # before the announcement that holds
    assert (await people.citizen().opens("0"))["queue"]["en"] == "water"
    async with database.transaction() as transaction:
        centre = await service.centre(transaction)
    water = next(queue for queue in centre.queues if queue.code == "water")
    assert (water.head_start_s, water.elastic and water.elastic.maximum) == (900, 2)
    assert (await browser.read("/api/setup"))["setup"]["queues"]["water"]["head_start_s"] == 0
    counsellor = await people.staff("anna")
    assert (await counsellor.read("/api/emergency"))["label"] == PLAN["label"]
    assert await rows(database_url, "select detail ->> 'after' from audit where action = 'emergency.switched'") == [
        ("2026-03-04T03:00:00+00:00",)
    ]


async def test_it_ends_by_itself_at_its_time(people: People, clock: Clock, database: Database) -> None:
    browser = await prepare(people)
    answer(await browser.put("/api/emergency", json={"until": (clock() + timedelta(hours=2)).isoformat()}))
    for seconds, on in ((7199, True), (1, False)):
        async with database.transaction() as transaction:
            await administration.end_emergency(transaction, clock.passes(seconds))
        menu = await people.browser().read("/api/chat/menu")
        assert ("0" in [entry["key"] for entry in menu["entries"]]) is on
        assert (menu["notice"]["en"] == "Welcome") is not on
        assert (await browser.read("/api/emergency") is not None) is on


async def test_it_is_prolonged_and_ended_by_hand(people: People, clock: Clock) -> None:
    browser = await prepare(people)
    for hours in (1, 3):
        until = (clock() + timedelta(hours=hours)).isoformat()
        answer(await browser.put("/api/emergency", json={"until": until}))
    assert (await browser.read("/api/emergency"))["until"] == "2026-03-04T04:00:00Z"
    past = (clock() - timedelta(seconds=1)).isoformat()
    assert problem(await browser.put("/api/emergency", json={"until": past})) == (422, "emergency_over")
    assert answer(await browser.put("/api/emergency", json={"until": None})) is None
    assert await browser.read("/api/emergency") is None


async def test_counsellors_see_it_and_do_not_switch_it(people: People, clock: Clock) -> None:
    await prepare(people)
    browser = await people.staff("anna")
    until = (clock() + timedelta(hours=1)).isoformat()
    assert problem(await browser.put("/api/emergency", json={"until": until})) == (403, "not_allowed")
