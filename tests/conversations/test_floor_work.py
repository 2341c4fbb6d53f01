"""What a team leader does on the floor: taking over, whispering, notes, skills for today, breaks, rest, alerts."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from factories import Browser, Citizen, Clock, Counsellor, Leader, changes_setup, message, problem, rows
from running import People
from sori.conversations.service import alerts, breaks, skills


@pytest.fixture
async def anna(people: People) -> Counsellor:
    return await people.counsellor("anna")


@pytest.fixture
async def boss(people: People) -> Browser:
    return await people.staff("team_leader")


async def talking(people: People, leader: Leader, anna: Counsellor) -> tuple[Citizen, int]:
    citizen = people.citizen()
    contact = (await citizen.opens())["contact_id"]
    await leader.steps()
    await anna.takes(contact)
    return citizen, contact


async def round_of(people: People, work: Any, clock: Clock) -> None:
    async with people.database.transaction() as transaction:
        await work(transaction, clock())


# Taking over


async def test_a_contact_taken_over_is_talked_in_by_the_team_leader_and_keeps_the_counsellors_place(
    people: People, leader: Leader, anna: Counsellor, boss: Browser
) -> None:
    citizen, contact = await talking(people, leader, anna)
    assert problem(await boss.post(f"/api/contacts/{contact}/messages", json=message("hi"))) == (
        403,
        "contact_of_another",
    )
    await boss.do(f"/api/contacts/{contact}/take-over")
    await boss.do(f"/api/contacts/{contact}/take-over")
    assert problem(await anna.browser.post(f"/api/contacts/{contact}/messages", json=message("me"))) == (
        403,
        "contact_of_another",
    )
    assert problem(await anna.browser.post(f"/api/contacts/{contact}/end", json={})) == (403, "contact_of_another")
    await boss.do(f"/api/contacts/{contact}/messages", **message("the team leader here"))
    seen = await citizen.sees()
    assert seen["counsellor"]["display_name"] == "team_leader"
    assert [line["event"] for line in seen["messages"]][-2:] == ["taken_over", None]
    desk = await anna.desk()
    assert desk["contacts"][0]["taken_by"]["display_name"] == "team_leader"
    second = await people.citizen().opens()
    third = await people.citizen().opens()
    await leader.steps()
    assert await anna.offered() == [second["contact_id"]], third  # her two places: one taken over, one offered


async def test_a_returned_contact_is_its_counsellors_again(
    people: People, leader: Leader, anna: Counsellor, boss: Browser, database_url: str
) -> None:
    citizen, contact = await talking(people, leader, anna)
    await boss.do(f"/api/contacts/{contact}/take-over")
    await boss.do(f"/api/contacts/{contact}/return")
    await anna.says(contact, "me again")
    assert (await citizen.sees())["counsellor"]["display_name"] == "Anna"
    turns = await rows(
        database_url,
        """select login, ended_at is null from handling join staff on staff.id = counsellor_id
           where contact_id = %s order by handling.id""",
        (contact,),
    )
    assert turns == [("anna", False), ("team_leader", False), ("anna", True)]
    assert await rows(database_url, "select outcome from takeover") == [("returned",)]
    looks = await rows(database_url, "select action from audit where action like 'contact.%%' order by id")
    assert [row for row in looks if row[0] != "contact.looked_at"] == [("contact.taken_over",), ("contact.returned",)]


async def test_the_team_leader_ends_and_wraps_up_and_the_counsellor_has_room_again(
    people: People, leader: Leader, anna: Counsellor, boss: Browser
) -> None:
    _, contact = await talking(people, leader, anna)
    topic = await anna.topic()
    await boss.do(f"/api/contacts/{contact}/take-over")
    await boss.do(f"/api/contacts/{contact}/taken-over/end")
    await boss.do(f"/api/contacts/{contact}/taken-over/wrap-up", topic_id=topic, result="answered")
    assert (await anna.desk())["in_hand"] == 0


async def test_while_the_team_leader_is_away_the_counsellor_takes_the_contact_back(
    people: People, leader: Leader, anna: Counsellor, boss: Browser, database_url: str, clock: Clock
) -> None:
    _, contact = await talking(people, leader, anna)
    await boss.do(f"/api/contacts/{contact}/take-over")
    there = "insert into presence select 'counsellor', id, 'x', %s from staff where login = 'team_leader'"
    await rows(database_url, there, (clock() + timedelta(seconds=40),))
    assert problem(await anna.browser.post(f"/api/contacts/{contact}/return", json={})) == (409, "team_leader_is_there")
    clock.passes(60)
    await anna.browser.do(f"/api/contacts/{contact}/return")
    await anna.says(contact, "I go on")


async def test_a_citizen_who_leaves_while_taken_over_is_wrapped_up_by_either(
    people: People, leader: Leader, anna: Counsellor, boss: Browser
) -> None:
    citizen, contact = await talking(people, leader, anna)
    await boss.do(f"/api/contacts/{contact}/take-over")
    await citizen.leaves()
    await anna.browser.do(f"/api/contacts/{contact}/return")
    await anna.wraps_up(contact)
    assert (await anna.desk())["in_hand"] == 0


# Whispering


async def test_a_whisper_reaches_the_counsellor_and_nothing_of_it_the_citizen(
    people: People, leader: Leader, anna: Counsellor, boss: Browser, database_url: str
) -> None:
    citizen, contact = await talking(people, leader, anna)
    before = await citizen.sees()
    body = {"body": "offer the refund", "client_key": str(uuid4())}
    first = await boss.do(f"/api/contacts/{contact}/whispers", **body)
    assert await boss.do(f"/api/contacts/{contact}/whispers", **body) == first
    heard = await anna.browser.read(f"/api/contacts/{contact}/whispers")
    assert [line["body"] for line in heard] == ["offer the refund"]
    assert (await anna.browser.read("/api/desk/shift"))["whispers"] == [{"contact_id": contact, "count": 1}]
    assert await citizen.sees() == before
    about = await rows(database_url, "select about from event where kind = 'whisper.sent'")
    assert set(about[0][0]) == {"contact", "counsellor"}  # a citizen's stream hears what is about the citizen
    await anna.browser.do(f"/api/contacts/{contact}/whispers/read")
    assert (await anna.browser.read("/api/desk/shift"))["whispers"] == []
    bora = await people.counsellor("bora")
    assert problem(await bora.browser.get(f"/api/contacts/{contact}/whispers")) == (403, "contact_of_another")


# Notes


async def test_a_note_is_on_every_desk_until_dismissed_and_its_poster_knows_who_saw_it(
    people: People, anna: Counsellor, boss: Browser, clock: Clock
) -> None:
    bora = await people.counsellor("bora")
    until = (clock() + timedelta(hours=1)).isoformat()
    note = await boss.do("/api/floor/notes", body="Water is off in Mapo", until=until)
    for someone in (anna, bora):
        assert [one["body"] for one in (await someone.browser.read("/api/desk/shift"))["notes"]] == [note["body"]]
    await anna.browser.do(f"/api/desk/notes/{note['id']}/dismiss")
    assert (await anna.browser.read("/api/desk/shift"))["notes"] == []
    posted = (await boss.read("/api/floor/notes"))[0]
    assert {one["display_name"]: one["seen_at"] is not None for one in posted["readers"]} == {
        "Anna": True,
        "Bora": False,
    }
    clock.passes(3601)
    assert (await bora.browser.read("/api/desk/shift"))["notes"] == []
    assert problem(await boss.post("/api/floor/notes", json={"body": "x" * 501, "until": until}))[1] == "text_too_long"


# Skills for today


async def test_a_skill_for_today_counts_at_once_and_is_undone_by_one_press(
    people: People, leader: Leader, anna: Counsellor, boss: Browser, clock: Clock
) -> None:
    foreign = (await people.citizen().opens("9"))["contact_id"]
    await leader.steps()
    assert await anna.offered() == []
    order = {"staff_ids": [anna.id], "skills": [{"skill": "foreign", "level": 2}]}
    made = await boss.do("/api/floor/moves", **order)
    leader.floor = None
    await leader.steps()
    assert await anna.offered() == [foreign]
    await anna.refuses(foreign)
    await anna.goes("available")
    await boss.do(f"/api/floor/moves/{made['id']}/undo")
    leader.floor = None
    await leader.steps()
    assert await anna.offered() == []


async def test_a_move_that_leaves_a_queue_alone_is_told_and_ends_with_the_citys_day(
    people: People, anna: Counsellor, boss: Browser, clock: Clock
) -> None:
    order = {"staff_ids": [anna.id], "skills": [{"skill": "water", "level": 0}]}
    preview = await boss.do("/api/floor/moves/preview", **order)
    names = {queue["id"]: queue["code"] for queue in await boss.read("/api/queues")}
    assert [names[queue] for queue in preview["left_alone"]] == ["water"]
    await boss.do("/api/floor/moves", **order)
    assert [skill["code"] for skill in (await anna.browser.read("/api/session"))["skills"]] == ["general"]
    clock.passes(15 * 3600)
    await round_of(people, skills.drop_what_is_over, clock)
    levels = next(one for one in await boss_people(people) if one["id"] == anna.id)["skills"]
    assert {skill["code"]: skill["level"] for skill in levels} == {"general": 2, "water": 2, "foreign": 0}


async def boss_people(people: People) -> Any:
    return await (await people.staff("team_leader")).read("/api/floor/people")


# Breaks and rest


async def test_when_too_many_are_away_a_break_is_refused_with_when_a_place_frees(
    people: People, anna: Counsellor, boss: Browser, clock: Clock, database_url: str
) -> None:
    await changes_setup(database_url, "insert into duty_rule values ('break', 15, 30, '[]')")
    bora = await people.counsellor("bora")
    await anna.goes("break")
    clock.passes(300)
    refused = await bora.browser.post("/api/desk/state", json={"state": "break"})
    assert problem(refused) == (409, "no_place_until")
    assert "10:15" in refused.json()["detail"]
    plan = await boss.read("/api/floor/breaks")
    assert (plan["away"], plan["most"], [one["turn"] for one in plan["turns"]]) == (1, 1, ["no_place"])
    await boss.do(f"/api/floor/people/{bora.id}/break")
    assert (await bora.browser.read("/api/desk/shift"))["suggestion"]["by_name"] == "team_leader"
    assert (await bora.goes("break"))["state"] == "break"  # a team leader's word needs no place


async def test_protected_rest_ends_by_itself_and_only_then(
    people: People, anna: Counsellor, boss: Browser, clock: Clock, database_url: str
) -> None:
    await boss.do(f"/api/floor/people/{anna.id}/rest", minutes=30, reason="after abuse")
    assert (await anna.desk())["state"] == "protected_rest"
    assert problem(await anna.browser.post("/api/desk/state", json={"state": "available"})) == (409, "duty_not_now")
    clock.passes(29 * 60)
    await round_of(people, breaks.end_what_is_over, clock)
    assert (await anna.desk())["state"] == "protected_rest"
    clock.passes(60)
    there = "insert into presence select 'counsellor', id, 'x', %s from staff where login = 'anna'"
    await rows(database_url, there, (clock() + timedelta(seconds=40),))
    await round_of(people, breaks.end_what_is_over, clock)
    assert (await anna.desk())["state"] == "available"


# Alerts


async def test_an_alert_begins_is_quieted_for_everyone_ends_and_can_be_looked_up(
    people: People, leader: Leader, boss: Browser, clock: Clock, database_url: str
) -> None:
    await changes_setup(
        database_url,
        """insert into alert_rule values ('wait', 'longest_wait', null, 60),
           ('nobody', 'nobody_on_duty', (select id from queue where code = 'general'), 30)""",
    )
    citizen = people.citizen()
    await citizen.opens()
    await round_of(people, alerts.look, clock)
    assert (await boss.read("/api/floor/alerts"))["items"] == []
    clock.passes(61)
    await round_of(people, alerts.look, clock)
    await round_of(people, alerts.look, clock)
    clock.passes(1)
    on = (await boss.read("/api/floor"))["alerts"]
    assert {one["kind"] for one in on} == {"longest_wait", "nobody_on_duty"}
    wait = next(one["id"] for one in on if one["kind"] == "longest_wait")
    await boss.do(f"/api/floor/alerts/{wait}/acknowledge")
    await citizen.leaves()
    clock.passes(2)
    await round_of(people, alerts.look, clock)
    was = {one["kind"]: one for one in (await boss.read("/api/floor/alerts"))["items"]}
    assert was["longest_wait"]["acknowledged_by"] == "team_leader"
    assert was["longest_wait"]["ended_at"] is not None
    assert was["nobody_on_duty"]["ended_at"] is None
