"""SQL of outgoing messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.types.json import Jsonb

from sori.conversations.outbox.model import (
    Claimed,
    Fault,
    Outgoing,
    OutgoingChannel,
    OutgoingMessage,
    OutgoingState,
)
from sori.platform.database import Transaction

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


async def add(
    transaction: Transaction, new: Outgoing, subject: str | None, body: str, sent_until: datetime, now: datetime
) -> int | None:
    """Keeps a message to be sent at once; gives its id, None where one of its key was put before."""
    return await transaction.value(
        int,
        """insert into outgoing_message
               (key, channel, recipient, language, template, subject, body, about, made_at, due_at, sent_until)
           values (%(key)s, %(channel)s, %(to)s, %(language)s, %(template)s, %(subject)s, %(body)s, %(about)s,
                   %(now)s, %(now)s, %(until)s)
           on conflict (key) do nothing returning id""",
        {
            "key": new.key,
            "channel": new.channel,
            "to": new.to,
            "language": new.language,
            "template": new.template,
            "subject": subject,
            "body": body,
            "about": Jsonb(new.about),
            "now": now,
            "until": sent_until,
        },
    )


async def id_of_key(transaction: Transaction, key: str) -> int | None:
    """The message that was put under this key."""
    return await transaction.value(int, "select id from outgoing_message where key = %s", (key,))


async def is_any_due(transaction: Transaction, channel: OutgoingChannel, now: datetime) -> bool:
    """Whether there is a message to be sent, or to be given up, that nobody is sending."""
    return bool(
        await transaction.value(
            bool,
            """select exists (
                   select from outgoing_message
                   where channel = %(channel)s and due_at is not null and (due_at <= %(now)s or sent_until <= %(now)s)
                     and (claimed_until is null or claimed_until <= %(now)s))""",
            {"channel": channel, "now": now},
        )
    )


async def one_sender(transaction: Transaction, channel: OutgoingChannel) -> None:
    """Until the transaction ends nobody else takes messages of this channel: what is allowed is counted right."""
    await transaction.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", (_LOCK, channel))


_LOCK = 0x4F757462  # "Outb"


async def tried_in_hour(transaction: Transaction, channel: OutgoingChannel, now: datetime) -> int:
    """Messages of a channel that are being sent, or were tried in the last hour."""
    return (
        await transaction.value(
            int,
            """select count(*) from outgoing_message
               where channel = %(channel)s and (state = 'sending' or last_at > %(since)s)""",
            {"channel": channel, "since": now - _HOUR},
        )
        or 0
    )


async def tried_for_recipient(transaction: Transaction, channel: OutgoingChannel, to: str, now: datetime) -> int:
    """Messages to a recipient that were tried in the last 24 hours."""
    return (
        await transaction.value(
            int,
            """select count(*) from outgoing_message
               where channel = %(channel)s and recipient = %(to)s and last_at > %(since)s""",
            {"channel": channel, "to": to, "since": now - _DAY},
        )
        or 0
    )


async def overdue(transaction: Transaction, channel: OutgoingChannel, most: int, now: datetime) -> list[int]:
    """Messages that nobody is sending and that are not to be sent any more, locked."""
    return await transaction.values(
        int,
        """select id from outgoing_message
           where channel = %(channel)s and due_at is not null and sent_until <= %(now)s
             and (claimed_until is null or claimed_until <= %(now)s)
           order by id limit %(most)s for update skip locked""",
        {"channel": channel, "most": most, "now": now},
    )


async def due(transaction: Transaction, channel: OutgoingChannel, most: int, now: datetime) -> list[int]:
    """Messages that are to be sent now and that nobody is sending, locked."""
    return await transaction.values(
        int,
        """select id from outgoing_message
           where channel = %(channel)s and due_at <= %(now)s and (claimed_until is null or claimed_until <= %(now)s)
           order by due_at, id limit %(most)s for update skip locked""",
        {"channel": channel, "most": most, "now": now},
    )


async def claim(transaction: Transaction, message_id: int, state: OutgoingState, until: datetime) -> Claimed:
    """A try begins; the message is nobody else's until a moment. A try before that never ended is unclear."""
    return await transaction.one(
        Claimed,
        """update outgoing_message set state = %(state)s, claimed_until = %(until)s, attempts = attempts + 1,
               unclear = unclear + case when state = 'sending' then 1 else 0 end
           where id = %(id)s
           returning id, key, recipient, language, subject, body, made_at, attempts, array(
               select number from outgoing_part where message_id = %(id)s order by number) as parts""",
        {"id": message_id, "state": state, "until": until},
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a message stands, and what it is about."""

    id: int
    channel: OutgoingChannel
    state: OutgoingState
    attempts: int
    about: dict[str, int]
    recipient: str | None


async def lock(transaction: Transaction, message_id: int) -> Standing | None:
    """A message that is about to be moved, locked."""
    return await transaction.maybe(
        Standing,
        "select id, channel, state, attempts, about, recipient from outgoing_message where id = %s for update",
        (message_id,),
    )


async def move(
    transaction: Transaction,
    message_id: int,
    state: OutgoingState,
    now: datetime,
    *,
    due_at: datetime | None = None,
    fault: Fault | None = None,
    code: str | None = None,
    unclear: bool = False,
) -> None:
    """A try ended, or was never made: where the message stands now, and when it is next due (None: never)."""
    await transaction.execute(
        """update outgoing_message set state = %(state)s, claimed_until = null, due_at = %(due)s,
               last_at = case when state = 'sending' then %(now)s else last_at end,
               last_fault = %(fault)s, last_code = %(code)s, unclear = unclear + %(unclear)s,
               sent_at = case when %(state)s = 'sent' then %(now)s else sent_at end,
               ended_at = case when %(state)s in ('delivered', 'failed', 'given_up', 'kept') then %(now)s end
           where id = %(id)s""",
        {
            "id": message_id,
            "state": state,
            "due": due_at,
            "fault": fault,
            "code": code,
            "unclear": int(unclear),
            "now": now,
        },
    )


async def untry(transaction: Transaction, message_id: int, state: OutgoingState, due_at: datetime) -> None:
    """A try that never began, since the other side couldn't be reached: it doesn't count."""
    await transaction.execute(
        """update outgoing_message set state = %s, claimed_until = null, due_at = %s, attempts = attempts - 1
           where id = %s""",
        (state, due_at, message_id),
    )


async def renew(
    transaction: Transaction, message_id: int, state: OutgoingState, until: datetime, now: datetime
) -> None:
    """A message is sent anew, with all its tries before it and all its parts."""
    await transaction.execute("delete from outgoing_part where message_id = %s", (message_id,))
    await transaction.execute(
        """update outgoing_message set state = %s, due_at = %s, sent_until = %s, attempts = 0, unclear = 0,
               last_fault = null, last_code = null, sent_at = null, ended_at = null
           where id = %s""",
        (state, now, until, message_id),
    )


async def add_parts(transaction: Transaction, message_id: int, parts: Mapping[int, str]) -> None:
    """Notes what the other side has taken of a message, and how it calls it."""
    await transaction.execute_many(
        """insert into outgoing_part (message_id, number, reference) values (%s, %s, %s)
           on conflict (message_id, number) do update set reference = excluded.reference, arrived = null""",
        [(message_id, number, reference) for number, reference in parts.items()],
    )


async def message_of_part(transaction: Transaction, channel: OutgoingChannel, reference: str) -> int | None:
    """The newest message of which the other side calls a part so."""
    return await transaction.value(
        int,
        """select message_id from outgoing_part join outgoing_message on outgoing_message.id = message_id
           where reference = %s and channel = %s order by message_id desc limit 1""",
        (reference, channel),
    )


async def note_receipt(transaction: Transaction, message_id: int, reference: str, *, arrived: bool) -> bool | None:
    """Notes a part's receipt; gives whether all of the message arrived, None while receipts are missing."""
    await transaction.execute(
        "update outgoing_part set arrived = %s where message_id = %s and reference = %s",
        (arrived, message_id, reference),
    )
    return await transaction.value(
        bool,
        """select case when bool_or(arrived is false) then false when bool_and(arrived is true) then true end
           from outgoing_part where message_id = %s""",
        (message_id,),
    )


_MESSAGES = """
    select id, channel, recipient, language, template, subject, body, about, state, made_at, due_at, attempts, unclear,
           last_at, last_fault, last_code, sent_at, ended_at
    from outgoing_message """


async def messages(
    transaction: Transaction,
    channel: OutgoingChannel | None,
    state: OutgoingState | None,
    before: int | None,
    most: int,
) -> list[OutgoingMessage]:
    """Messages before the one with this id, newest first."""
    return await transaction.all(
        OutgoingMessage,
        _MESSAGES
        + """where (%(before)s::bigint is null or id < %(before)s)
               and (%(channel)s::text is null or channel = %(channel)s)
               and (%(state)s::text is null or state = %(state)s)
             order by id desc limit %(most)s""",
        {"channel": channel, "state": state, "before": before, "most": most},
    )


async def message(transaction: Transaction, message_id: int) -> OutgoingMessage | None:
    """One message."""
    return await transaction.maybe(OutgoingMessage, _MESSAGES + "where id = %s", (message_id,))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing is sent by a channel (None: it works), and since when."""

    channel: OutgoingChannel
    trouble: Fault | None
    code: str | None
    since: datetime


async def troubles(transaction: Transaction) -> list[Trouble]:
    """How the channels fare by which something was sent."""
    return await transaction.all(Trouble, "select channel, trouble, code, since from outgoing_channel")


async def note_trouble(
    transaction: Transaction, channel: OutgoingChannel, trouble: Fault | None, code: str | None, now: datetime
) -> bool:
    """Notes why nothing is sent by a channel, None: it works again; gives whether that is new."""
    return (
        await transaction.execute(
            """merge into outgoing_channel using (
                   select %(channel)s::text as channel, %(trouble)s::text as trouble, %(code)s::text as code) as told
               on outgoing_channel.channel = told.channel
               when matched and outgoing_channel.trouble is distinct from told.trouble then
                   update set trouble = told.trouble, code = told.code, since = %(now)s
               when not matched and told.trouble is not null then
                   insert values (told.channel, told.trouble, told.code, %(now)s)""",
            {"channel": channel, "trouble": trouble, "code": code, "now": now},
        )
        > 0
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages of a channel stand so."""

    channel: OutgoingChannel
    state: OutgoingState
    count: int


async def unsettled(transaction: Transaction) -> list[Count]:
    """Messages that are still to be sent, by channel and state."""
    return await transaction.all(
        Count, "select channel, state, count(*) from outgoing_message where due_at is not null group by channel, state"
    )


async def lost_since(transaction: Transaction, channel: OutgoingChannel, since: datetime) -> int:
    """Messages of a channel that failed or were given up since a moment."""
    return (
        await transaction.value(
            int,
            """select count(*) from outgoing_message
               where channel = %s and state in ('failed', 'given_up') and ended_at > %s""",
            (channel, since),
        )
        or 0
    )


async def contents_before(transaction: Transaction, before: datetime) -> int:
    """How many settled messages are older and still have a recipient and a text."""
    return (
        await transaction.value(
            int,
            """select count(*) from outgoing_message
               where made_at < %s and recipient is not null and due_at is null""",
            (before,),
        )
        or 0
    )


async def forget_contents(transaction: Transaction, before: datetime, limit: int) -> int:
    """Forgets to whom some older messages went and what they said; that their key was sent stays known."""
    return await transaction.execute(
        """update outgoing_message set recipient = null, subject = null, body = null
           where id in (
               select id from outgoing_message where made_at < %s and recipient is not null and due_at is null
               order by made_at limit %s)""",
        (before, limit),
    )
