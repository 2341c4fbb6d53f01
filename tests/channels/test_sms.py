"""Text messages go to a real SMPP server once, in its protocol's terms, and what it says of them is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
import smpp34
from message_centre import MessageCentre
from psycopg.rows import dict_row

from factories import Clock, until
from sori.channels.sms.carrier import SmsCarrier
from sori.channels.sms.receipt import Receipt
from sori.conversations.outbox import service
from sori.conversations.outbox.model import RETRIES, Outgoing, OutgoingChannel
from sori.conversations.outbox.sending import Sender
from sori.platform.database import Database
from sori.platform.providers import SmppProvider

LONG = "자리가 났습니다. " * 12
TEXT = Outgoing("test:1", OutgoingChannel.SMS, "010-1234-5678", text="예약했습니다. 12월 5일 10:00")


@dataclass
class Desk:
    """An outbox that sends through a message centre."""

    database: Database
    clock: Clock
    centre: MessageCentre
    provider: SmppProvider
    senders: list[Sender] = field(default_factory=list)

    @asynccontextmanager
    async def bound(self) -> AsyncIterator[SmsCarrier]:
        carrier = SmsCarrier(self.provider, self._hears)
        self.senders.append(
            Sender(
                self.database,
                self.clock,
                {OutgoingChannel.SMS: carrier},
                dict.fromkeys(OutgoingChannel, 1_000),
            )
        )
        running = asyncio.create_task(carrier.run())
        try:
            yield carrier
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _hears(self, heard: Receipt) -> bool:
        async with self.database.transaction() as transaction:
            return await service.hear_receipt(
                transaction, OutgoingChannel.SMS, heard.reference, self.clock(), arrived=heard.arrived, code=heard.code
            )

    async def puts(self, new: Outgoing = TEXT) -> None:
        async with self.database.transaction() as transaction:
            await service.put(transaction, new, self.clock())

    async def sends(self) -> bool:
        return await self.senders[-1].look(OutgoingChannel.SMS)

    async def row(self) -> dict[str, Any]:
        async with self.database.reading() as reading, reading.connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute("select * from outgoing_message order by id desc limit 1")
            return await cursor.fetchone() or {}

    async def comes_to(self, state: str) -> dict[str, Any]:
        async def there() -> bool:
            return bool((await self.row())["state"] == state)

        await until(there)
        return await self.row()


@pytest.fixture
async def centre() -> AsyncIterator[MessageCentre]:
    async with MessageCentre().running() as centre:
        yield centre


@pytest.fixture
def desk(database: Database, clock: Clock, centre: MessageCentre) -> Desk:
    provider = SmppProvider("127.0.0.1", centre.port, False, "sori", "1200120", "secret", per_s=1_000, enquire_s=0.2)
    return Desk(database, clock, centre, provider)


async def bound(desk: Desk) -> None:
    await until(lambda: desk.centre.members)


async def test_a_text_in_korean_arrives_as_it_was_written_and_its_receipt_is_kept(desk: Desk) -> None:
    desk.centre.receipts = lambda _: "DELIVRD"
    async with desk.bound():
        await bound(desk)
        await desk.puts()
        await desk.sends()
        found = await desk.comes_to("delivered")
    (got,) = desk.centre.taken
    assert desk.centre.texts() == [TEXT.text]
    assert (got.destination_addr, got.dest_addr_ton, got.source_addr) == ("821012345678", 1, "1200120")
    assert (got.data_coding, got.registered_delivery) == (8, 1)
    assert found["attempts"] == 1


async def test_a_long_text_goes_in_parts_and_is_delivered_when_all_are(desk: Desk) -> None:
    async with desk.bound():
        await bound(desk)
        await desk.puts(replace(TEXT, text=LONG))
        await desk.sends()
        assert "".join(desk.centre.texts()) == LONG
        first, *rest = desk.centre.references
        assert rest
        for reference in rest:
            assert await desk.centre.tells(reference, "DELIVRD") == 0
        assert (await desk.row())["state"] == "sent"
        await desk.centre.tells(first, "DELIVRD")
        assert (await desk.row())["state"] == "delivered"


async def test_a_long_text_goes_whole_where_the_provider_wants_that(desk: Desk) -> None:
    desk.provider = replace(desk.provider, payload=True, national=True)
    async with desk.bound():
        await bound(desk)
        await desk.puts(replace(TEXT, text=LONG))
        await desk.sends()
    assert desk.centre.texts() == [LONG]
    assert desk.centre.taken[0].destination_addr == "01012345678"


async def test_a_receipt_that_it_did_not_arrive_is_told(desk: Desk) -> None:
    desk.centre.receipts = lambda _: "UNDELIV"
    async with desk.bound():
        await bound(desk)
        await desk.puts()
        await desk.sends()
        found = await desk.comes_to("failed")
    assert (found["last_fault"], found["last_code"]) == ("not_delivered", "UNDELIV")


async def test_a_busy_provider_is_left_alone_and_costs_no_try(desk: Desk) -> None:
    desk.centre.answers = [smpp34.ESME_RTHROTTLED]
    async with desk.bound():
        await bound(desk)
        await desk.puts()
        await desk.sends()
        found = await desk.row()
        assert (found["state"], found["attempts"]) == ("waiting", 0)
        assert desk.senders[-1].rests(OutgoingChannel.SMS) > 0
        await desk.sends()
        assert (await desk.row())["state"] == "sent"


@pytest.mark.parametrize(
    ("status", "state", "fault"),
    [
        (smpp34.ESME_RINVDSTADR, "failed", "recipient_refused"),
        (smpp34.ESME_RINVMSGLEN, "failed", "content_refused"),
        (smpp34.ESME_RSYSERR, "waiting", "temporary"),
    ],
)
async def test_refusals_are_for_good_or_for_now(desk: Desk, status: int, state: str, fault: str) -> None:
    desk.centre.answers = [status]
    async with desk.bound():
        await bound(desk)
        await desk.puts()
        await desk.sends()
    found = await desk.row()
    assert (found["state"], found["last_fault"], found["last_code"]) == (state, fault, f"0x{status:08X}")


async def test_the_parts_that_were_taken_are_not_sent_again_after_a_fault_in_the_middle(desk: Desk) -> None:
    desk.centre.answers = [smpp34.ESME_ROK, smpp34.ESME_RSYSERR]
    async with desk.bound():
        await bound(desk)
        await desk.puts(replace(TEXT, text=LONG))
        await desk.sends()
        assert len(desk.centre.taken) == 1
        desk.clock.passes(RETRIES[0].total_seconds())
        await desk.sends()
    assert "".join(desk.centre.texts()) == LONG
    # The same reference at each try, or the phone would not put them together.
    assert len({one.short_message[3] for one in desk.centre.taken}) == 1


async def test_nothing_is_sent_while_the_provider_is_away_and_the_session_comes_back(desk: Desk) -> None:
    await desk.puts()
    async with desk.bound():
        await bound(desk)
        desk.centre.answers = [None]  # it is cut off while it has a message in hand
        sending = asyncio.create_task(desk.sends())
        await until(lambda: desk.centre._unanswered)
        (member,) = desk.centre.members.values()
        desk.centre.members.clear()
        await member.unbind()
        await sending
        found = await desk.row()
        # Nobody knows whether it was taken: that is told, and it is sent again.
        assert (found["state"], found["unclear"], found["last_fault"]) == ("waiting", 1, "no_answer")
        await bound(desk)
        desk.clock.passes(RETRIES[0].total_seconds())
        await desk.sends()
    assert desk.centre.texts() == [TEXT.text]
    assert (await desk.row())["state"] == "sent"


async def test_without_a_session_a_message_waits_without_a_try(database: Database, clock: Clock) -> None:
    centre = MessageCentre()
    provider = SmppProvider("127.0.0.1", centre.port, False, "sori", "1200120")
    desk = Desk(database, clock, centre, provider)
    async with desk.bound():
        await desk.puts()
        await desk.sends()
        found = await desk.row()
        assert (found["state"], found["attempts"], found["unclear"]) == ("waiting", 0, 0)
        async with centre.running():
            await until(lambda: centre.members)
            clock.passes(timedelta(hours=1).total_seconds())
            await desk.sends()
            assert centre.texts() == [TEXT.text]


async def test_a_server_that_lives_is_stayed_with(desk: Desk) -> None:
    async with desk.bound():
        await bound(desk)
        (session,) = desk.centre.members
        await asyncio.sleep(desk.provider.enquire_s * 4)  # several signs of life
        assert [*desk.centre.members] == [session]


async def test_a_citizens_own_text_message_is_refused_and_not_lost_silently(desk: Desk) -> None:
    async with desk.bound():
        await bound(desk)
        (member,) = desk.centre.members.values()
        answer = await member.deliver_sm("1200120", b"hello", source_addr="821012345678")
    assert answer.command_status == 0x66
