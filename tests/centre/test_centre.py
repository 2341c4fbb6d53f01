"""How a centre is set up: menu, hours, holidays, announcements; and an empty database that has none yet."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from factories import Clock, changes_setup, problem, rows, until
from running import People, settings_for, started
from sori.centre import service
from sori.platform.database import Database
from sori.server import create_app

WEDNESDAY_NIGHT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # 21:00 in Seoul
SATURDAY = datetime(2026, 3, 7, 3, 0, tzinfo=UTC)  # noon in Seoul


def entries(menu: dict[str, list[dict[str, object]]]) -> dict[str, tuple[object, object]]:
    return {str(entry["key"]): (entry["open"], entry["opens_at"]) for entry in menu["entries"]}


async def test_the_menu_is_the_databases_in_its_order_and_changes_with_it(people: People, database_url: str) -> None:
    menu = await people.browser().read("/api/chat/menu")
    assert [entry["key"] for entry in menu["entries"]] == ["3", "2", "9"]
    assert menu["notice"]["en"] == "Welcome"
    assert menu["city"]["ko"] == "시험시"
    await changes_setup(database_url, """insert into menu_entry values ('0', -1, '{"ko": "새", "en": "New"}', 1)""")
    menu = await people.browser().read("/api/chat/menu")
    assert menu["entries"][0]["label"] == {"ko": "새", "en": "New"}
    assert (await people.citizen().opens("0"))["menu_key"] == "0"


@pytest.mark.parametrize(
    ("moment", "open_keys"),
    [(None, {"3", "2", "9"}), (WEDNESDAY_NIGHT, {"3", "2"}), (SATURDAY, {"3", "2"})],
    ids=["Wednesday 10:00", "Wednesday 21:00", "Saturday noon"],
)
async def test_the_menu_tells_what_is_open_in_the_citys_zone(
    people: People, clock: Clock, moment: datetime | None, open_keys: set[str]
) -> None:
    clock.moment = moment or clock.moment
    shown = entries(await people.browser().read("/api/chat/menu"))
    assert {key for key, (is_open, _) in shown.items() if is_open} == open_keys
    assert all((opens_at is None) is is_open for is_open, opens_at in shown.values())


async def test_the_menu_tells_when_what_is_closed_opens_next(people: People, clock: Clock) -> None:
    clock.moment = SATURDAY
    _, opens_at = entries(await people.browser().read("/api/chat/menu"))["9"]
    assert opens_at == "2026-03-09T00:00:00Z"  # Monday nine o'clock in Seoul, told in UTC


async def test_after_hours_a_queues_contacts_go_to_its_night_team(people: People, clock: Clock) -> None:
    assert (await people.citizen().opens("2"))["queue"]["en"] == "water"
    clock.moment = WEDNESDAY_NIGHT
    opened = await people.citizen().opens("2")
    assert (opened["queue"]["en"], opened["menu_key"]) == ("general", "2")


async def test_a_closed_queue_without_a_night_team_takes_nobody(people: People, clock: Clock) -> None:
    clock.moment = WEDNESDAY_NIGHT
    body = {"menu_key": "9", "language": "ko", "request_key": "0b7c2c5e-0000-4000-8000-000000000001"}
    browser = people.browser()
    assert problem(await browser.post("/api/chat/contacts", json=body)) == (409, "queue_closed")
    assert problem(await browser.post("/api/chat/contacts", json={**body, "menu_key": "7"})) == (
        404,
        "unknown_menu_key",
    )
    clock.moment += timedelta(hours=12)  # the next morning the same request is welcome
    assert (await browser.do("/api/chat/contacts", **body))["state"] == "waiting"


async def test_choices_below_a_key_lead_to_queues_and_the_key_to_them(people: People, database_url: str) -> None:
    await changes_setup(
        database_url,
        """insert into menu_entry values ('5', 5, '{"ko": "더", "en": "More"}', null),
               ('51', 6, '{"ko": "물", "en": "Water"}', 2)""",
    )
    menu = await people.browser().read("/api/chat/menu")
    shown = {entry["key"]: (entry["open"], entry["busyness"] is None) for entry in menu["entries"]}
    assert shown["5"] == (True, True)
    assert shown["51"] == (True, False)
    body = {"menu_key": "5", "language": "ko", "request_key": "0b7c2c5e-0000-4000-8000-000000000002"}
    assert problem(await people.browser().post("/api/chat/contacts", json=body)) == (409, "menu_goes_on")
    assert (await people.citizen().opens("51"))["queue"]["en"] == "water"


async def test_a_full_queue_is_shown_as_full_and_takes_nobody_until_there_is_room(
    people: People, database_url: str
) -> None:
    await changes_setup(database_url, "update queue set most_waiting = 1 where code = 'general'")
    first, second = people.citizen(), people.citizen()
    await first.opens("3")

    async def shown_as_full() -> bool:
        menu = await people.browser().read("/api/chat/menu")
        return [entry["full"] for entry in menu["entries"]] == [True, False, False]

    await until(shown_as_full)
    body = {"menu_key": "3", "language": "ko", "request_key": "0b7c2c5e-0000-4000-8000-000000000003"}
    assert problem(await second.browser.post("/api/chat/contacts", json=body)) == (409, "queue_full")
    await first.leaves()
    assert (await second.browser.do("/api/chat/contacts", **body))["state"] == "waiting"


async def test_on_a_holiday_only_what_is_open_on_holidays_is_open(
    people: People, clock: Clock, database_url: str
) -> None:
    await changes_setup(
        database_url, """insert into holiday values ('2026-03-04', '{"ko": "쉬는 날", "en": "Holiday"}')"""
    )
    shown = entries(await people.browser().read("/api/chat/menu"))
    assert shown == {"3": (True, None), "2": (True, None), "9": (False, "2026-03-05T00:00:00Z")}
    assert (await people.citizen().opens("2"))["queue"]["en"] == "general"
    clock.passes(24 * 3600)
    assert (await people.citizen().opens("2"))["queue"]["en"] == "water"


async def test_a_citizen_is_told_how_busy_it_is_before_queueing(people: People) -> None:
    async def busyness() -> dict[str, object]:
        menu = await people.browser().read("/api/chat/menu")
        found: dict[str, object] = menu["entries"][0]["busyness"]
        return found

    async def becomes(level: str, waiting: int, on_duty: int) -> None:
        # All who ask share what is counted once a second.
        async def is_so() -> bool:
            shown = await busyness()
            return (shown["level"], shown["waiting"], shown["on_duty"]) == (level, waiting, on_duty)

        await until(is_so)

    await becomes("very_busy", 0, 0)
    await people.counsellor("anna")
    await becomes("quiet", 0, 1)
    await people.citizen().opens("3")
    await becomes("busy", 1, 1)
    await people.citizen().opens("3")
    await becomes("very_busy", 2, 1)


async def test_an_announcement_is_shown_while_it_holds(people: People, clock: Clock, database_url: str) -> None:
    await rows(
        database_url,
        """insert into announcement (code, body, shown_from, shown_until)
           values ('snow', '{"ko": "눈", "en": "Snow"}', %s, %s)""",
        (clock() + timedelta(hours=1), clock() + timedelta(hours=2)),
    )

    async def notice() -> object:
        return (await people.browser().read("/api/chat/menu"))["notice"]["en"]

    assert await notice() == "Welcome"
    clock.passes(3600)
    assert await notice() == "Snow"
    clock.passes(3600)
    assert await notice() == "Welcome"


async def test_the_simulation_is_switched_by_team_leaders_and_administrators_and_written_down(
    people: People, database_url: str
) -> None:
    for login, on in (("team_leader", False), ("administrator", True)):
        browser = await people.staff(login)
        assert (await browser.put("/api/simulation", json={"on": on})).json()["simulation_on"] is on
        assert (await people.browser().read("/api/chat/menu"))["simulated"] is on
    assert await rows(database_url, "select detail from audit where action = 'simulation.switched' order by id") == [
        ({"on": False},),
        ({"on": True},),
    ]


async def test_a_real_centre_shows_no_log_ins_and_has_nothing_to_simulate(people: People, database_url: str) -> None:
    await changes_setup(database_url, "update centre set demo = false, simulation_on = false")
    assert await people.browser().read("/api/demo") == {"demo": False, "logins": [], "simulation_on": False}
    browser = await people.staff("administrator")
    assert problem(await browser.put("/api/simulation", json={"on": True})) == (404, "no_demo")


async def test_before_a_centre_is_made_pages_tell_that_it_has_to_be(empty_url: str, clock: Clock) -> None:
    app = create_app(settings_for(empty_url), clock=clock)
    async with (
        started(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as browser,
    ):
        assert problem(await browser.get("/api/chat/menu")) == (503, "no_centre")
        assert (await browser.get("/health")).json() == {"status": "ok"}


async def test_a_setup_reads_back_as_it_was_written(database: Database) -> None:
    async with database.transaction() as transaction:
        centre = await service.centre(transaction)
        topics = await service.topics(transaction)
        phrases = await service.canned_phrases(transaction)
    assert [queue.code for queue in centre.queues] == ["general", "water", "foreign"]
    water = centre.queues[1]
    assert (water.after_hours_queue_id, len(water.hours), water.steps[0].skill) == (centre.queues[0].id, 5, "water")
    assert [(topic.level, topic.code) for topic in topics] == [(1, "water"), (2, "bill"), (3, "amount")]
    assert topics[2].parent_id == topics[1].id
    assert [phrase.shortcut for phrase in phrases] == ["hi"]
