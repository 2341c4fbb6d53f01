"""Statistics by the service and the API: a day counted by hand, and who sees what."""

from typing import Any

from factories import Browser, Clock, Leader
from running import People

DAY = {"from": "2026-03-04", "to": "2026-03-04"}


async def table(browser: Browser, by: str, **filters: Any) -> Any:
    return await browser.read("/api/stats/table", by=by, **(DAY | filters))


def figures(told: Any, key: str) -> Any:
    return next(row["figures"] for row in told["rows"] if row["key"] == key)


async def test_a_day_is_counted_by_channel_queue_counsellor_topic_and_hour(
    people: People, leader: Leader, clock: Clock
) -> None:
    anna = await people.counsellor("anna")
    first, second, third = people.citizen(), people.citizen(), people.citizen()
    await first.opens("3")
    await second.opens("2")
    clock.passes(10)
    offers = {offer.contact_id for offer in await leader.steps()}
    assert len(offers) == 2
    for contact_id in sorted(offers):
        await anna.takes(contact_id)
    await third.opens("3")
    clock.passes(50)
    await third.leaves()
    for contact_id in sorted(offers):
        await anna.ends(contact_id)
        clock.passes(10)
        await anna.wraps_up(contact_id)

    manager = await people.staff("manager")
    by_channel = await table(manager, "channel")
    assert by_channel["unit"] == "contacts"
    web = figures(by_channel, "web")
    assert (web["inbound"], web["answered"], web["abandoned"], web["answer_rate_pct"]) == (3, 2, 1, 66.7)
    assert web["wait"]["mean_s"] == 10.0
    assert abs(web["wait"]["p50_s"] - 10) <= 0.1
    assert web["handling"]["count"] == 2
    assert web["handling"]["mean_s"] == 65.0
    assert by_channel["total"] == web
    by_queue = await table(manager, "queue")
    assert [row["figures"]["inbound"] for row in by_queue["rows"]] == [2, 1]
    by_counsellor = await table(manager, "counsellor")
    assert figures(by_counsellor, str(anna.id))["answered"] == 2
    assert figures(by_counsellor, "none")["abandoned"] == 1
    by_topic = await table(manager, "topic")
    assert [(row["level"], row["figures"]["inbound"]) for row in by_topic["rows"]] == [(1, 2), (2, 2), (3, 2), (1, 1)]
    assert by_topic["total"]["inbound"] == 3
    assert [row["key"] for row in (await table(manager, "hour"))["rows"]] == ["10"]
    assert [row["key"] for row in (await table(manager, "day_hour"))["rows"]] == ["2026-03-04T10"]
    assert [row["key"] for row in (await table(manager, "month"))["rows"]] == ["2026-03"]

    records = await manager.read("/api/stats/contacts", figure="answered", **DAY)
    assert {record["contact_id"] for record in records["items"]} == offers
    assert not any(record["may_open"] for record in records["items"])
    for file_format in ("csv", "xlsx"):
        response = await manager.get("/api/stats/table/file", params={"by": "day", "format": file_format, **DAY})
        assert response.status_code == 200, response.text
    assert await manager.read("/api/stats/periods") == {"channels": [], "answers": [], "shares": [], "suggestions": []}
    assert (await manager.get("/api/stats/periods/channels/file")).status_code == 200
    assert (await manager.read("/api/stats/choices"))["first_day"] == "2026-03-04"
    assert await manager.read("/api/stats/imports") == []
