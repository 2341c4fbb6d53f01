"""The setup as its administrator changes it: at once, at a moment, whole or not at all; and taking it back."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from factories import Browser, Clock, answer, problem, rows, text
from running import People
from sori.centre import administration
from sori.platform.database import Database

Parts = dict[str, Any]


def edit(kind: str, code: str, before: Parts | None, after: Parts | None) -> Parts:
    return {"kind": kind, "code": code, "before": before, "after": after}


def words(english: str) -> Parts:
    return {"ko": text(english).ko, "en": text(english).en}


async def setup_of(browser: Browser) -> Parts:
    found: Parts = (await browser.read("/api/setup"))["setup"]
    return found


async def changes(browser: Browser, *edits: Parts, **more: Any) -> httpx.Response:
    return await browser.post("/api/setup/changes", json={"edits": list(edits), **more})


async def makes(browser: Browser, *edits: Parts, **more: Any) -> Parts:
    made: Parts = answer(await changes(browser, *edits, **more))
    return made


async def renames(browser: Browser, shortcut: str, title: str, **more: Any) -> Parts:
    """Gives a phrase another title: the smallest change there is."""
    before = (await setup_of(browser))["phrases"][shortcut]
    return await makes(browser, edit("phrases", shortcut, before, {**before, "title": words(title)}), **more)


async def title(browser: Browser, shortcut: str = "hi") -> str:
    found: str = (await setup_of(browser))["phrases"][shortcut]["title"]["en"]
    return found


async def parking(browser: Browser) -> list[Parts]:
    """Edits for a line of its own: a skill, somebody who has it, a queue, a key."""
    cheol = (await setup_of(browser))["staff"]["cheol"]
    queue = {"name": words("Parking"), "steps": [{"after_s": 0, "skill": "parking", "level": 2}]}
    return [
        edit("skills", "parking", None, {"name": words("Parking")}),
        edit("staff", "cheol", cheol, {**cheol, "skills": {**cheol["skills"], "parking": 2}}),
        edit("queues", "parking", None, {**queue, "hours": {"wed": ["09:00-18:00"]}}),
        edit("menu", "5", None, {"label": words("Parking"), "queue": "parking", "position": 9}),
    ]


async def test_a_change_of_many_parts_comes_into_force_at_once_and_is_in_the_audit_log(
    people: People, database_url: str
) -> None:
    browser = await people.staff("administrator")
    made = await makes(browser, *await parking(browser), note="  a line for parking ")
    assert (made["state"], made["note"], made["made_by"]) == ("applied", "a line for parking", "administrator")
    assert (await setup_of(browser))["queues"]["parking"]["target_s"] == 20  # what was left out is spelt out
    menu = await people.browser().read("/api/chat/menu")
    assert menu["entries"][-1]["label"] == words("Parking")
    assert (await people.citizen().opens("5"))["queue"]["en"] == "Parking"
    kept = await rows(database_url, "select action, about, detail from audit where action ^@ 'setup.'")
    assert [(action, about) for action, about, _ in kept] == [("setup.applied", {"change": made["id"]})]
    assert kept[0][2]["edits"][0]["after"] == {"name": words("Parking")}
    assert [change["id"] for change in (await browser.read("/api/setup/changes"))["items"]] == [made["id"]]


async def test_everything_wrong_with_a_draft_is_told_before_and_nothing_of_it_is_made(people: People) -> None:
    browser = await people.staff("administrator")
    skill, person, queue, entry = await parking(browser)
    queue["after"]["hours"] = {"wed": ["9-18"]}
    faults = await browser.do("/api/setup/check", edits=[skill, queue, entry])
    assert [(fault["kind"], fault["code"], fault["field"]) for fault in faults] == [
        ("queues", "parking", "steps"),
        ("queues", "parking", "hours.wed"),
    ]
    assert "09:00-18:00" in faults[1]["text"]
    refused = await changes(browser, skill, queue, entry)
    assert problem(refused) == (422, "setup_faulty")
    assert [error["place"] for error in refused.json()["errors"]] == [
        "queues.parking.steps",
        "queues.parking.hours.wed",
    ]
    assert "parking" not in (await setup_of(browser))["skills"]
    queue["after"]["hours"] = {}
    assert await browser.do("/api/setup/check", edits=[skill, person, queue, entry]) == []


async def test_what_somebody_else_changed_meanwhile_is_not_written_over(people: People) -> None:
    first, second = await people.staff("administrator"), await people.staff("team_leader")
    before = (await setup_of(second))["phrases"]["hi"]
    await renames(first, "hi", "Good morning")
    mine = edit("phrases", "hi", before, {**before, "title": words("Good evening")})
    assert problem(await changes(second, mine)) == (422, "setup_faulty")
    faults = await second.do("/api/setup/check", edits=[mine])
    assert [(fault["kind"], fault["code"]) for fault in faults] == [("phrases", "hi")]
    assert await title(first) == "Good morning"


async def test_a_change_that_changes_nothing_is_none(people: People) -> None:
    browser = await people.staff("administrator")
    before = (await setup_of(browser))["phrases"]["hi"]
    assert problem(await changes(browser, edit("phrases", "hi", before, before))) == (422, "setup_no_edits")
    assert (await browser.read("/api/setup/changes"))["items"] == []


async def test_a_scheduled_change_comes_into_force_at_its_moment(
    people: People, clock: Clock, database: Database
) -> None:
    browser = await people.staff("administrator")
    later = clock() + timedelta(hours=1)
    made = await renames(browser, "hi", "Good morning", effective_at=later.isoformat())
    assert made["state"] == "scheduled"
    await passes_to(database, clock.passes(3599))
    assert await title(browser) == "Greeting"
    await passes_to(database, clock.passes(1))
    assert await title(browser) == "Good morning"
    assert (await browser.read("/api/setup/changes"))["items"][0]["state"] == "applied"


async def passes_to(database: Database, now: datetime) -> None:
    """What the worker does each second."""
    async with database.transaction() as transaction:
        await administration.apply_due(transaction, now)
        await administration.end_emergency(transaction, now)


async def test_a_draft_for_a_moment_is_looked_at_as_things_will_be_then(people: People, clock: Clock) -> None:
    browser = await people.staff("administrator")
    first, second = clock() + timedelta(hours=1), clock() + timedelta(hours=2)
    made = await renames(browser, "hi", "Good morning", effective_at=first.isoformat())
    before, after = made["edits"][0]["after"], {**made["edits"][0]["after"], "title": words("Good evening")}
    change = edit("phrases", "hi", before, after)
    assert problem(await changes(browser, change)) == (422, "setup_faulty")  # not there yet
    assert await browser.do("/api/setup/check", edits=[change], effective_at=second.isoformat()) == []
    assert (await makes(browser, change, effective_at=second.isoformat()))["state"] == "scheduled"


async def test_a_scheduled_change_that_no_longer_fits_is_kept_with_what_is_wrong(
    people: People, clock: Clock, database: Database
) -> None:
    browser = await people.staff("administrator")
    later = clock() + timedelta(hours=1)
    await makes(browser, *await parking(browser), effective_at=later.isoformat())
    cheol = (await setup_of(browser))["staff"]["cheol"]
    await makes(browser, edit("staff", "cheol", cheol, {**cheol, "display_name": "Cheol Kim"}))
    await passes_to(database, clock.passes(3600))
    failed = (await browser.read("/api/setup/changes"))["items"][1]
    assert failed["state"] == "failed"
    assert [(fault["kind"], fault["code"]) for fault in failed["faults"]] == [("staff", "cheol")]
    assert "meanwhile" in failed["faults"][0]["text"]
    assert "parking" not in (await setup_of(browser))["skills"]
    assert problem(await browser.post(f"/api/setup/changes/{failed['id']}/undo")) == (409, "setup_not_undoable")


async def test_a_scheduled_change_is_called_off(people: People, clock: Clock, database: Database) -> None:
    browser = await people.staff("administrator")
    made = await renames(browser, "hi", "Good morning", effective_at=(clock() + timedelta(hours=1)).isoformat())
    assert (await browser.do(f"/api/setup/changes/{made['id']}/undo"))["state"] == "cancelled"
    await passes_to(database, clock.passes(7200))
    assert await title(browser) == "Greeting"


async def test_a_change_is_undone_by_one_of_its_own_and_only_once(people: People) -> None:
    browser = await people.staff("administrator")
    before = await setup_of(browser)
    made = await makes(browser, *await parking(browser))
    undone = await browser.do(f"/api/setup/changes/{made['id']}/undo")
    assert (undone["state"], undone["undoes_id"]) == ("applied", made["id"])
    assert await setup_of(browser) == before
    assert problem(await browser.post(f"/api/setup/changes/{made['id']}/undo")) == (409, "setup_not_undoable")
    again = await browser.do(f"/api/setup/changes/{undone['id']}/undo")  # the undoing is a change like any other
    assert "parking" in (await setup_of(browser))["queues"]
    assert again["undoes_id"] == undone["id"]
    assert problem(await browser.post("/api/setup/changes/999/undo")) == (404, "no_setup_change")


async def test_what_was_changed_again_since_is_not_undone(people: People) -> None:
    browser = await people.staff("administrator")
    made = await renames(browser, "hi", "Good morning")
    await renames(browser, "hi", "Good evening")
    assert problem(await browser.post(f"/api/setup/changes/{made['id']}/undo")) == (422, "setup_faulty")
    assert await title(browser) == "Good evening"


async def test_a_team_leader_changes_what_people_take_but_not_who_they_are_nor_the_queues(people: People) -> None:
    browser = await people.staff("team_leader")
    shown = await browser.read("/api/setup")
    assert "phrases" in shown["may_edit"]
    assert "queues" not in shown["may_edit"]
    anna, water = shown["setup"]["staff"]["anna"], shown["setup"]["queues"]["water"]
    assert (await renames(browser, "hi", "Good morning"))["made_by"] == "team_leader"
    await makes(browser, edit("staff", "anna", anna, {**anna, "skills": {"general": 3, "water": 1}}))
    anna = (await setup_of(browser))["staff"]["anna"]
    for refused in (
        edit("staff", "anna", anna, {**anna, "display_name": "Somebody"}),
        edit("staff", "anna", anna, {**anna, "roles": ["administrator"]}),
        edit("staff", "anna", anna, None),
        edit("staff", "new", None, {**anna}),
        edit("queues", "water", water, {**water, "target_s": 30}),
    ):
        assert problem(await changes(browser, refused)) == (403, "setup_not_yours")


async def test_a_team_leader_does_not_undo_an_administrators_change(people: People, clock: Clock) -> None:
    administrator, leader = await people.staff("administrator"), await people.staff("team_leader")
    made = await makes(administrator, *await parking(administrator))
    later = (clock() + timedelta(hours=1)).isoformat()
    water = (await setup_of(administrator))["queues"]["water"]
    waiting = await makes(administrator, edit("queues", "water", water, {**water, "target_s": 30}), effective_at=later)
    for change in (made, waiting):
        refused = await leader.post(f"/api/setup/changes/{change['id']}/undo")
        assert problem(refused) == (403, "setup_not_yours")


async def test_who_is_new_logs_in_once_a_password_was_set(people: People) -> None:
    browser = await people.staff("administrator")
    await makes(browser, edit("staff", "dana", None, {"display_name": "Dana", "roles": ["planner"]}))
    assert (await browser.read("/api/setup"))["without_password"] == ["dana"]
    log_in = {"login": "dana", "password": "a-good-password"}
    assert problem(await people.browser().post("/api/session", json=log_in)) == (401, "wrong_log_in")
    short = await browser.put("/api/staff/dana/password", json={"password": "short"})
    assert problem(short) == (422, "password_too_short")
    assert (await browser.put("/api/staff/dana/password", json={"password": "a-good-password"})).status_code == 204
    assert (await people.browser().do("/api/session", **log_in))["display_name"] == "Dana"
    assert (await browser.read("/api/setup"))["without_password"] == []


async def test_who_is_taken_out_is_let_in_no_more_and_comes_back_as_they_were(people: People) -> None:
    browser, anna = await people.staff("administrator"), await people.counsellor("anna", available=False)
    before = (await setup_of(browser))["staff"]["anna"]
    made = await makes(browser, edit("staff", "anna", before, None))
    assert problem(await anna.browser.get("/api/desk")) == (401, "not_logged_in")
    await browser.do(f"/api/setup/changes/{made['id']}/undo")
    assert (await setup_of(browser))["staff"]["anna"] == before


async def test_a_retired_queue_leaves_the_menu_and_those_who_wait_in_it_are_served(people: People) -> None:
    browser, citizen = await people.staff("administrator"), people.citizen()
    await citizen.opens("9")
    setup = await setup_of(browser)
    await makes(
        browser,
        edit("menu", "9", setup["menu"]["9"], None),
        edit("queues", "foreign", setup["queues"]["foreign"], None),
    )
    assert [entry["key"] for entry in (await people.browser().read("/api/chat/menu"))["entries"]] == ["3", "2"]
    assert (await citizen.sees())["queue"]["en"] == "foreign"


@pytest.mark.parametrize(
    ("country", "year", "expected"),
    [("KR", 2026, (200, "")), ("XX", 2026, (422, "setup_country")), ("KR", 1, (422, ""))],
)
async def test_public_holidays_are_those_of_the_country(
    people: People, country: str, year: int, expected: tuple[int, str]
) -> None:
    browser = await people.staff("team_leader")
    response = await browser.get("/api/setup/public-holidays", params={"country": country, "year": year})
    assert response.status_code == expected[0]
    if expected[0] == 200:
        assert {"day": "2026-03-01", "name": {"ko": "삼일절", "en": "Independence Movement Day"}} in response.json()
        assert country in (await browser.read("/api/setup"))["holiday_countries"]


async def test_on_a_public_holiday_queues_close_unless_the_centre_works_that_day(people: People, clock: Clock) -> None:
    browser = await people.staff("administrator")
    clock.moment = datetime.fromisoformat("2026-08-17T02:00:00Z")  # Monday: the substitute for Liberation Day
    browser = await people.staff("administrator")

    async def is_open() -> bool:
        entries = (await people.browser().read("/api/chat/menu"))["entries"]
        return bool(next(entry["open"] for entry in entries if entry["key"] == "9"))

    assert await is_open()
    centre = (await setup_of(browser))["centre"]
    await makes(browser, edit("centre", "", centre, {**centre, "holiday_country": "KR"}))
    assert not await is_open()
    await makes(browser, edit("holidays", "2026-08-17", None, {"name": words("We work"), "closed": False}))
    assert await is_open()
