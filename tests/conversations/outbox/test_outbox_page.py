"""Administrators see what was sent, masked, and whether anything leaves the house; each look is written down."""

from typing import Any

from factories import Browser, Clock, problem, rows
from running import People
from sori.conversations.outbox import service
from sori.conversations.outbox.model import Outgoing, OutgoingChannel
from sori.conversations.outbox.sending import Sender
from sori.platform.database import Database

TEXT = Outgoing("test:1", OutgoingChannel.SMS, "010-1234-5678", text="예약자 010-9876-5432", about={"booking": 7})


async def put(database: Database, clock: Clock) -> int:
    async with database.transaction() as transaction:
        return await service.put(transaction, TEXT, clock())


async def looked(database_url: str) -> list[Any]:
    return await rows(database_url, "select action from audit where action like 'outgoing.%%' order by id")


async def test_what_was_sent_is_shown_masked_and_the_recipient_to_who_asks(
    people: People, clock: Clock, database_url: str
) -> None:
    number = await put(people.database, clock)
    administrator = await people.staff("administrator")
    (shown,) = (await administrator.read("/api/outgoing"))["items"]
    assert (shown["state"], shown["recipient"], shown["about"]) == ("waiting", "010****5678", {"booking": 7})
    assert "9876" not in shown["body"]
    assert (await administrator.do(f"/api/outgoing/{number}/recipient"))["recipient"] == "01012345678"
    assert (await administrator.read("/api/outgoing", channel="email"))["items"] == []
    assert (await administrator.read("/api/outgoing", outgoing_state="failed"))["items"] == []
    assert [action for (action,) in await looked(database_url)] == [
        "outgoing.looked_through",
        "outgoing.recipient_shown",
        "outgoing.looked_through",
        "outgoing.looked_through",
    ]


async def test_without_a_provider_the_page_says_that_nothing_leaves(people: People, clock: Clock) -> None:
    number = await put(people.database, clock)
    sender = Sender(people.database, clock, {}, dict.fromkeys(OutgoingChannel, 10))
    await sender.look(OutgoingChannel.SMS)
    administrator = await people.staff("administrator")
    sms, email = await administrator.read("/api/outgoing/channels")
    assert (sms["provided"], email["provided"], sms["waiting"]) == (False, False, 0)
    assert [one["state"] for one in (await administrator.read("/api/outgoing"))["items"]] == ["kept"]
    refused = await administrator.post(f"/api/outgoing/{number}/send-again")
    assert problem(refused) == (409, "outgoing_no_provider")


async def test_nobody_else_looks(people: People) -> None:
    for login in ("anna", "team_leader"):
        browser: Browser = await people.staff(login)
        assert (await browser.get("/api/outgoing")).status_code == 403
        assert (await browser.post("/api/outgoing/1/recipient")).status_code == 403
