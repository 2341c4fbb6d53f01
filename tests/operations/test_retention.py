"""What was kept long enough is deleted in batches, what is counted stays, and a live contact is never touched."""

from datetime import timedelta
from typing import Any

import pytest

from factories import Clock, Leader, answer, rows
from running import People
from sori.operations import retention
from sori.platform import retention as mechanism
from sori.platform.database import Database
from sori.platform.problem import Problem

MANY_DAYS = 24 * 3600 * 400


async def wordy_contact(people: People, leader: Leader) -> int:
    """A contact with everything in it that somebody may write or send; it is closed."""
    anna, citizen = await people.counsellor("anna"), people.citizen()
    contact_id: int = (await citizen.opens())["contact_id"]
    await leader.steps()
    await anna.takes(contact_id)
    upload = await citizen.browser.post("/api/chat/attachments", files={"file": ("bill.txt", b"a bill")})
    await citizen.says("my number is 010-1234-5678", files=[answer(upload)["id"]])
    await anna.says(contact_id, "thank you")
    await anna.ends(contact_id)
    await anna.wraps_up(contact_id, note="lives in Mapo")
    await citizen.browser.do("/api/chat/rating", score=5, comment="kind, 010-1234-5678")
    return contact_id


async def figures(url: str) -> Any:
    """What statistics count."""
    contacts = "select state, queue_id, answered_at, ended_at, topic_id, result, rating from contact order by id"
    visits = "select queue_id, entered_at, left_at, outcome, counsellor_id from queue_visit order by id"
    return await rows(url, contacts), await rows(url, visits), await rows(url, "select started_at from handling")


async def clear(database: Database, now: Any) -> dict[str, int]:
    async with database.transaction() as transaction:
        return await retention.delete(transaction, now)


async def test_a_contacts_words_go_when_their_time_is_over_and_its_figures_stay(
    people: People, leader: Leader, clock: Clock, database_url: str
) -> None:
    contact_id = await wordy_contact(people, leader)
    before = await figures(database_url)
    assert "contents" not in await clear(people.database, clock.passes(24 * 3600 * 364))
    assert await rows(database_url, "select count(*) from message where sender <> 'system'") == [(2,)]

    deleted = await clear(people.database, clock.passes(24 * 3600 * 2))
    assert deleted["contents"] == 1
    assert await rows(database_url, "select count(*) from message") == [(0,)]
    assert await rows(database_url, "select count(*) from attachment") == [(0,)]
    assert await rows(database_url, "select note, rating_comment from contact where id = %s", (contact_id,)) == [
        (None, None)
    ]
    assert await figures(database_url) == before
    noted = await rows(database_url, "select detail ->> 'contents' from audit where action = 'retention.deleted'")
    assert ("1",) in noted


async def test_a_live_contact_is_never_touched(people: People, leader: Leader, clock: Clock, database_url: str) -> None:
    anna, citizen = await people.counsellor("anna"), people.citizen()
    contact_id = (await citizen.opens())["contact_id"]
    waiting = people.citizen()
    await leader.steps()
    await anna.takes(contact_id)
    await waiting.opens()
    await citizen.says("still here")
    now = clock.passes(MANY_DAYS)
    deleted = await clear(people.database, now)
    assert not deleted.keys() & {"contents", "devices", "unsent_files"}
    assert [one["body"] for one in (await citizen.sees())["messages"] if one["sender"] == "citizen"] == ["still here"]
    assert (await waiting.sees())["state"] == "waiting"


async def test_a_citizen_whose_device_is_forgotten_is_somebody_new(
    people: People, clock: Clock, database_url: str
) -> None:
    citizen = people.citizen()
    await citizen.opens()
    await citizen.leaves()
    deleted = await clear(people.database, clock.passes(MANY_DAYS))
    assert deleted["devices"] == 1
    assert await rows(database_url, "select count(*) from citizen_device") == [(0,)]
    await citizen.opens()
    assert await rows(database_url, "select count(distinct citizen_id) from contact") == [(2,)]


async def test_no_more_than_a_batch_goes_at_a_time(
    people: People, clock: Clock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_BATCH", 2)
    for _ in range(5):
        citizen = people.citizen()
        await citizen.opens()
        await citizen.leaves()
    now = clock.passes(MANY_DAYS)
    batches = []
    while deleted := await clear(people.database, now):
        batches.append(deleted.get("contents", 0))
    assert [count for count in batches if count] == [2, 2, 1]


async def test_what_is_told_beforehand_is_what_goes(people: People, leader: Leader, clock: Clock) -> None:
    await wordy_contact(people, leader)
    now = clock.passes(24 * 3600 * 2000)
    async with people.database.reading() as transaction:
        told = await retention.due(transaction, now)
    deleted = await clear(people.database, now)
    assert {kind: count for kind, count in told.items() if count} == deleted
    assert deleted.keys() >= {"contents", "devices", "events"}
    async with people.database.reading() as transaction:
        left = await retention.due(transaction, now)
    assert {kind for kind, count in left.items() if count} <= {"audit"}


async def test_a_period_is_chosen_by_somebody_and_has_a_least(people: People, clock: Clock, database_url: str) -> None:
    administrator = await people.actor("administrator")
    async with people.database.transaction() as transaction:
        await retention.choose(transaction, administrator, "contents", 30, clock())
        await retention.choose(transaction, administrator, "events", None, clock())
        assert (await mechanism.periods(transaction, retention.KINDS))["contents"] == 30
    for kind, days, code in (("audit", 364, "kept_too_short"), ("letters", 1, "no_such_kind")):
        async with people.database.transaction() as transaction:
            with pytest.raises(Problem) as error:
                await retention.choose(transaction, administrator, kind, days, clock())
            assert error.value.code == code
    chosen = "select detail ->> 'kind' from audit where action = 'retention.chosen' and staff_id = %s order by id"
    assert await rows(database_url, chosen, (administrator.id,)) == [("contents",), ("events",)]
    citizen = people.citizen()
    await citizen.opens()
    await citizen.leaves()
    deleted = await clear(people.database, clock.moment + timedelta(days=3000))
    assert deleted["contents"] == 1
    assert "events" not in deleted, "kept without end"
