"""What is put into the outbox is sent after its commit, once a key, as far as the rules let it."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.rows import dict_row

from factories import WEDNESDAY_10
from sori.conversations.outbox import retention, service
from sori.conversations.outbox.model import (
    OUTGOING_MOVES,
    RETRIES,
    TO_RECIPIENT_A_DAY,
    Claimed,
    Fault,
    Outcome,
    Outgoing,
    OutgoingChannel,
    OutgoingMove,
    OutgoingState,
    Result,
    email_address,
    mobile_number,
)
from sori.conversations.outbox.sending import Sender
from sori.platform.database import Database
from sori.platform.problem import Problem
from sori.platform.translation import Language

NUMBER = "010-1234-5678"
TEXT = Outgoing("test:1", OutgoingChannel.SMS, NUMBER, text="안녕하십니까", about={"contact": 1})
ACCEPTED = Outcome(Result.ACCEPTED, parts={1: "a"})


@dataclass
class Post:
    """A carrier that answers as it is told, and keeps what it was given. The protocols' own are tested with theirs."""

    answers: list[Outcome] = field(default_factory=list)
    at_once: int = 5
    got: list[Claimed] = field(default_factory=list)

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def send(self, claimed: Claimed) -> Outcome:
        self.got.append(claimed)
        return self.answers.pop(0) if self.answers else replace(ACCEPTED, parts={1: f"ref-{claimed.id}"})


@dataclass
class Office:
    """An outbox whose worker sends when told to."""

    database: Database
    post: Post = field(default_factory=Post)
    now: datetime = WEDNESDAY_10
    most_an_hour: int = 100

    async def puts(self, new: Outgoing = TEXT) -> int:
        async with self.database.transaction() as transaction:
            return await service.put(transaction, new, self.now)

    async def sends(self) -> None:
        carriers = {OutgoingChannel.SMS: self.post}
        most = dict.fromkeys(OutgoingChannel, self.most_an_hour)
        sender = Sender(self.database, lambda: self.now, carriers, most)
        while await sender.look(OutgoingChannel.SMS) and not sender.rests(OutgoingChannel.SMS):
            pass
        await sender.look(OutgoingChannel.EMAIL)

    async def hears(self, reference: str, *, arrived: bool) -> bool:
        async with self.database.transaction() as transaction:
            return await service.hear_receipt(
                transaction, OutgoingChannel.SMS, reference, self.now, arrived=arrived, code="x"
            )

    async def rows(self, query: str) -> list[dict[str, Any]]:
        async with (
            self.database.reading() as transaction,
            transaction.connection.cursor(row_factory=dict_row) as cursor,
        ):
            await cursor.execute(query)
            return await cursor.fetchall()

    async def states(self) -> list[str]:
        return [one["state"] for one in await self.rows("select state from outgoing_message order by id")]

    async def one(self) -> dict[str, Any]:
        (found,) = await self.rows("select * from outgoing_message")
        return found


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def test_what_is_rolled_back_is_not_sent(office: Office) -> None:
    async def fails() -> None:
        async with office.database.transaction() as transaction:
            await service.put(transaction, TEXT, office.now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    await office.sends()
    assert not office.post.got


async def test_a_key_is_sent_once_also_when_it_is_put_again_afterwards(office: Office) -> None:
    first = await office.puts()
    assert await office.puts() == first
    await office.sends()
    assert await office.puts(replace(TEXT, text="다른 말")) == first
    await office.sends()
    assert [one.body for one in office.post.got] == ["안녕하십니까"]
    assert await office.states() == ["sent"]


async def test_a_template_is_filled_in_in_the_citizens_language(office: Office) -> None:
    with pytest.raises(KeyError):
        await office.puts(replace(TEXT, text=None, template="no_such_thing"))
    await office.puts(replace(TEXT, text=None, template="test", language=Language.EN))
    await office.sends()
    assert office.post.got[0].body == "This is a test message of the contact centre. Nothing is to be done."


@pytest.mark.parametrize("to", ["02-731-2120", "1588-1234", "010-123", "+1 555 123 4567", "name@example.com", ""])
async def test_a_text_message_goes_to_mobiles_only(office: Office, to: str) -> None:
    with pytest.raises(Problem, match="no_recipient_sms"):
        await office.puts(replace(TEXT, to=to))
    assert await office.states() == []


@given(st.integers(10_000_000, 99_999_999), st.sampled_from(["", "-", " ", "."]), st.booleans())
def test_a_number_is_the_same_however_it_is_written(rest: int, sign: str, abroad: bool) -> None:
    written = sign.join(["+8210" if abroad else "010", str(rest)[:4], str(rest)[4:]])
    assert mobile_number(f" {written} ") == f"010{rest}"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" kim@example.com ", "kim@example.com"),
        ("김@한국.kr", "김@한국.kr"),
        ("kim@example", None),
        ("a@b.kr, c@d.kr", None),
        ("a@b.kr\nBcc: c@d.kr", None),
        ("<kim@example.com>", None),
        ("k" * 250 + "@a.kr", None),
    ],
)
def test_an_email_has_one_address(written: str, address: str | None) -> None:
    assert email_address(written) == address


async def test_a_refusal_for_now_is_tried_again_by_rule_and_then_given_up(office: Office) -> None:
    office.post.answers = [Outcome(Result.DEFERRED, Fault.TEMPORARY, "450") for _ in range(len(RETRIES) + 1)]
    await office.puts(replace(TEXT, sent_until=office.now + timedelta(days=3)))
    await office.sends()
    for number, pause in enumerate(RETRIES):
        assert await office.states() == ["waiting"]
        office.now += pause - timedelta(seconds=1)
        await office.sends()
        assert len(office.post.got) == number + 1
        office.now += timedelta(seconds=1)
        await office.sends()
    found = await office.one()
    assert (found["state"], found["last_fault"], found["last_code"]) == ("given_up", "temporary", "450")


async def test_a_refusal_for_good_is_not_tried_again(office: Office) -> None:
    office.post.answers = [Outcome(Result.REFUSED, Fault.RECIPIENT_REFUSED, "550")]
    await office.puts()
    await office.sends()
    office.now += timedelta(hours=1)
    await office.sends()
    assert await office.states() == ["failed"]
    assert len(office.post.got) == 1


async def test_a_provider_that_is_away_costs_no_try_and_the_channel_says_so(office: Office) -> None:
    office.post.answers = [Outcome(Result.UNREACHED, Fault.NO_CONNECTION)]
    await office.puts()
    await office.sends()
    found = await office.one()
    assert (found["state"], found["attempts"]) == ("waiting", 0)
    assert (await office.rows("select trouble from outgoing_channel"))[0]["trouble"] == "no_connection"
    await office.sends()
    found = await office.one()
    assert (found["state"], found["attempts"]) == ("sent", 1)
    assert (await office.rows("select trouble from outgoing_channel"))[0]["trouble"] is None


async def test_a_try_whose_end_nobody_knows_is_made_again_and_told_as_such(office: Office) -> None:
    office.post.answers = [Outcome(Result.UNCLEAR, Fault.NO_ANSWER)]
    await office.puts()
    await office.sends()
    office.now += RETRIES[0]
    await office.sends()
    found = await office.one()
    assert (found["state"], found["attempts"], found["unclear"]) == ("sent", 2, 1)


async def test_parts_that_were_taken_are_not_sent_again(office: Office) -> None:
    office.post.answers = [
        Outcome(Result.DEFERRED, Fault.BUSY, parts={1: "one"}),
        Outcome(Result.ACCEPTED, parts={2: "two"}),
    ]
    await office.puts()
    await office.sends()
    office.now += RETRIES[0]
    await office.sends()
    assert [one.parts for one in office.post.got] == [[], [1]]
    assert await office.hears("two", arrived=True)
    assert await office.states() == ["sent"]
    assert await office.hears("one", arrived=True)
    assert await office.states() == ["delivered"]


async def test_a_receipt_settles_and_one_that_comes_again_changes_nothing(office: Office) -> None:
    number = await office.puts()
    await office.sends()
    assert not await office.hears("of somebody else", arrived=True)
    assert await office.hears(f"ref-{number}", arrived=False)
    assert await office.states() == ["failed"]
    assert await office.hears(f"ref-{number}", arrived=True)
    assert await office.states() == ["failed"]


async def test_who_dies_over_a_message_is_not_waited_for_longer_than_its_claim(office: Office) -> None:
    await office.puts()
    async with office.database.transaction() as transaction:
        await service.claim(transaction, OutgoingChannel.SMS, 5, 100, timedelta(minutes=2), office.now)
    await office.sends()
    assert not office.post.got
    office.now += timedelta(minutes=2)
    await office.sends()
    found = await office.one()
    assert (found["state"], found["attempts"], found["unclear"]) == ("sent", 2, 1)


async def test_a_sender_that_is_stopped_ends_what_it_has_in_hand(office: Office) -> None:
    handed_over, answers = asyncio.Event(), asyncio.Event()

    class Slow(Post):
        async def send(self, claimed: Claimed) -> Outcome:
            handed_over.set()
            await answers.wait()
            return await super().send(claimed)

    await office.puts()
    most = dict.fromkeys(OutgoingChannel, 100)
    sender = Sender(office.database, lambda: office.now, {OutgoingChannel.SMS: Slow()}, most)
    running = asyncio.create_task(sender.run())
    await handed_over.wait()
    running.cancel()
    asyncio.get_running_loop().call_later(0.1, answers.set)
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await office.states() == ["sent"]


async def test_who_comes_back_too_late_changes_nothing_of_what_another_did(office: Office) -> None:
    await office.puts()
    async with office.database.transaction() as transaction:
        (late,) = await service.claim(transaction, OutgoingChannel.SMS, 5, 100, timedelta(minutes=2), office.now)
    office.now += timedelta(minutes=2)
    await office.sends()
    async with office.database.transaction() as transaction:
        await service.settle(transaction, late, Outcome(Result.REFUSED, Fault.REFUSED), office.now)
    assert await office.states() == ["sent"]


async def test_no_more_is_sent_in_an_hour_than_is_allowed(office: Office) -> None:
    office.most_an_hour = 7
    for number in range(20):
        await office.puts(replace(TEXT, key=f"test:{number}", to=f"0101234{number:04}"))
    await office.sends()
    assert len(office.post.got) == 7
    office.now += timedelta(minutes=59)
    await office.sends()
    assert len(office.post.got) == 7
    office.now += timedelta(minutes=2)
    await office.sends()
    assert len(office.post.got) == 14


async def test_nobody_is_sent_more_in_a_day_than_is_decent(office: Office) -> None:
    for number in range(TO_RECIPIENT_A_DAY + 1):
        await office.puts(replace(TEXT, key=f"test:{number}"))
        await office.sends()
    assert len(office.post.got) == TO_RECIPIENT_A_DAY
    assert (await office.states())[-1] == "given_up"


async def test_what_is_too_late_is_not_sent(office: Office) -> None:
    await office.puts(replace(TEXT, sent_until=office.now + timedelta(hours=1)))
    office.now += timedelta(hours=1)
    await office.sends()
    found = await office.one()
    assert not office.post.got
    assert (found["state"], found["last_fault"]) == ("given_up", "too_late")


async def test_without_a_provider_messages_are_kept_and_never_sent_later(office: Office) -> None:
    await office.puts(Outgoing("mail:1", OutgoingChannel.EMAIL, "kim@example.com", text="본문", subject="제목"))
    await office.sends()
    assert await office.states() == ["kept"]


async def test_what_was_kept_long_enough_is_forgotten_but_not_that_its_key_was_sent(office: Office) -> None:
    first = await office.puts()
    waiting = await office.puts(replace(TEXT, key="test:waits", sent_until=office.now + timedelta(days=400)))
    office.post.answers = [ACCEPTED, Outcome(Result.DEFERRED, Fault.TEMPORARY)]
    await office.sends()
    (kind,) = retention.KINDS
    async with office.database.transaction() as transaction:
        assert await kind.due(transaction, office.now + timedelta(seconds=1)) == 1
        assert await kind.delete(transaction, office.now + timedelta(seconds=1), 10) == 1
    assert await office.puts() == first
    found = await office.rows("select id, recipient, body from outgoing_message order by id")
    assert [(one["id"], one["recipient"], one["body"]) for one in found] == [
        (first, None, None),
        (waiting, "01012345678", "안녕하십니까"),
    ]


async def test_events_tell_nothing_of_a_person(office: Office) -> None:
    await office.puts()
    await office.sends()
    told = await office.rows("select kind, about, detail from event where kind like 'outgoing.%' order by id")
    assert [one["kind"] for one in told] == ["outgoing.put", "outgoing.sent"]
    assert "1234" not in str(told)
    assert "안녕" not in str(told)


def test_what_the_other_side_has_taken_is_never_sent_again() -> None:
    taken = {OutgoingState.SENT, OutgoingState.DELIVERED}
    back = {OutgoingState.WAITING, OutgoingState.SENDING}
    for state, move in product(taken, OutgoingMove):
        assert OUTGOING_MOVES.get((state, move)) not in back
