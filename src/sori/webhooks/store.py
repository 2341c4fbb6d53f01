"""SQL of webhooks and their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.conversations.model import Channel
from sori.platform.database import Transaction
from sori.webhooks.model import Delivery, DisabledWhy, EventKind, Outcome, Webhook

_WEBHOOKS = """
    select webhook.id, address, kinds, webhook.created_at, maker.display_name as created_by, changed_at,
           changer.display_name as changed_by, previous_until, failing_since, disabled_at, disabled_why, version,
           (select count(*) from webhook_delivery where webhook_id = webhook.id and due_at is not null) as waiting
    from webhook join staff maker on maker.id = created_by left join staff changer on changer.id = changed_by """
_NOW_READ = "pg_snapshot_xmin(pg_current_snapshot()), 0, (select system_identifier from pg_control_system())"


async def webhooks(transaction: Transaction) -> list[Webhook]:
    """All webhooks in the order in which they were made."""
    return await transaction.all(Webhook, _WEBHOOKS + "order by webhook.id")


async def webhook(transaction: Transaction, webhook_id: int) -> Webhook | None:
    """One webhook."""
    return await transaction.maybe(Webhook, _WEBHOOKS + "where webhook.id = %s", (webhook_id,))


async def lock(transaction: Transaction, webhook_id: int) -> bool:
    """Locks a webhook; gives whether there is one."""
    return await transaction.value(int, "select id from webhook where id = %s for update", (webhook_id,)) is not None


async def add(
    transaction: Transaction, address: str, kinds: Sequence[EventKind], secret: str, staff_id: int, now: datetime
) -> int:
    """Keeps a webhook that is told of everything from now on; gives its id."""
    return (
        await transaction.value(
            int,
            f"""insert into webhook (address, kinds, secret, created_by, created_at, changed_by, changed_at,
                    read_to_transaction, read_to_event, read_on)
                select %(address)s, %(kinds)s, %(secret)s, %(staff)s, %(now)s, %(staff)s, %(now)s, {_NOW_READ}
                returning id""",
            {"address": address, "kinds": list(kinds), "secret": secret, "staff": staff_id, "now": now},
        )
        or 0
    )


async def change(transaction: Transaction, webhook_id: int, address: str, kinds: Sequence[EventKind]) -> None:
    """Sends to another address, or other kinds."""
    await transaction.execute(
        "update webhook set address = %s, kinds = %s where id = %s", (address, list(kinds), webhook_id)
    )


async def begin_version(transaction: Transaction, webhook_id: int, staff_id: int | None, now: datetime) -> None:
    """Notes who changed it (None: it was disabled because it failed), and that it is another version."""
    await transaction.execute(
        "update webhook set version = version + 1, changed_by = %s, changed_at = %s where id = %s",
        (staff_id, now, webhook_id),
    )


async def remove(transaction: Transaction, webhook_id: int) -> None:
    """Forgets a webhook and its deliveries."""
    await transaction.execute("delete from webhook where id = %s", (webhook_id,))


async def rotate(transaction: Transaction, webhook_id: int, secret: str, previous_until: datetime) -> None:
    """Signs with another secret, and until a moment with the one before too."""
    await transaction.execute(
        """update webhook set previous_secret = secret, previous_until = %s, secret = %s
           where id = %s""",
        (previous_until, secret, webhook_id),
    )


async def disable(transaction: Transaction, webhook_id: int, why: DisabledWhy, now: datetime) -> bool:
    """Sends nothing more; gives whether that is new."""
    return (
        await transaction.execute(
            """update webhook set disabled_at = %s, disabled_why = %s
               where id = %s and disabled_at is null""",
            (now, why, webhook_id),
        )
        > 0
    )


async def enable(transaction: Transaction, webhook_id: int, now: datetime) -> None:
    """Sends again, from where it stopped; what waits is due at once."""
    await transaction.execute(
        "update webhook set disabled_at = null, disabled_why = null, failing_since = null where id = %s", (webhook_id,)
    )
    await transaction.execute(
        "update webhook_delivery set due_at = %s where webhook_id = %s and due_at > %s", (now, webhook_id, now)
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a webhook has read the events."""

    id: int
    kinds: list[EventKind]
    transaction_id: int
    event_id: int
    same_server: bool


async def readings(transaction: Transaction) -> list[Reading]:
    """How far each webhook has read, of those to which something is sent; locked."""
    return await transaction.all(
        Reading,
        """select id, kinds, read_to_transaction::text::bigint as transaction_id, read_to_event as event_id,
                  read_on = (select system_identifier from pg_control_system()) as same_server
           from webhook where disabled_at is null order by id for update""",
    )


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of any kind, in its place; of a contact, with what is told of it."""

    transaction_id: int
    id: int
    at: datetime
    kind: str
    contact_id: int | None
    queue: str | None
    channel: Channel | None
    simulated: bool | None


_HAPPENED = """
    with read as (
        select transaction_id, id, at, kind, about from event
        where {} and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        order by transaction_id, id limit %(most)s)
    select transaction_id::text::bigint as transaction_id, read.id, at, kind, contact.id as contact_id,
           queue.code as queue, channel, simulated
    from read left join contact on read.kind like 'contact.%%' and contact.id = (about->>'contact')::bigint
         left join queue on queue.id = coalesce((about->>'queue')::bigint, contact.queue_id)
    order by read.transaction_id, read.id"""
_AFTER = "(transaction_id, id) > (%(transaction)s::text::xid8, %(event)s)"
_AFTER_ELSEWHERE = "(id > %(event)s or transaction_id > %(transaction)s::text::xid8)"


async def happened(transaction: Transaction, reading: Reading, most: int) -> list[Happened]:
    """What happened since a webhook has read, in the order of commits, below the oldest transaction still running.

    Whoever has read on another server (its backup was restored here) is given everything that may be new.
    """
    given = {"transaction": str(reading.transaction_id), "event": reading.event_id, "most": most}
    if reading.same_server:
        return await transaction.all(Happened, _HAPPENED.replace("{}", _AFTER), given)
    return await transaction.all(Happened, _HAPPENED.replace("{}", _AFTER_ELSEWHERE), {**given, "most": None})


async def has_read(transaction: Transaction, webhook_id: int, last: Happened) -> None:
    """Notes how far a webhook has read."""
    await transaction.execute(
        "update webhook set read_to_transaction = %s::text::xid8, read_to_event = %s where id = %s",
        (str(last.transaction_id), last.id, webhook_id),
    )


async def has_read_all(transaction: Transaction, webhook_id: int) -> None:
    """Notes that a webhook has read everything that there was on this server."""
    await transaction.execute(
        f"update webhook set (read_to_transaction, read_to_event, read_on) = (select {_NOW_READ}) where id = %s",
        (webhook_id,),
    )


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A message to be sent."""

    webhook_id: int
    event_id: int | None
    kind: str
    body: str


async def add_deliveries(transaction: Transaction, new: Sequence[NewDelivery], now: datetime) -> None:
    """Keeps messages to be sent at once, in this order."""
    await transaction.execute_many(
        "insert into webhook_delivery (webhook_id, event_id, kind, body, created_at, due_at)"
        " values (%s, %s, %s, %s, %s, %s)",
        [(one.webhook_id, one.event_id, one.kind, one.body, now, now) for one in new],
    )


_DELIVERIES = """
    select id, event_id, kind, (body::jsonb->'data'->>'contact_id')::bigint as contact_id, created_at, due_at, attempts,
           delivered_at, given_up_at, last_at, last_status, last_error, last_ms
    from webhook_delivery """


async def deliveries(
    transaction: Transaction, webhook_id: int, open_only: bool, before: int | None, most: int
) -> list[Delivery]:
    """A webhook's deliveries before the one with this id, newest first; `open_only`: those not made."""
    return await transaction.all(
        Delivery,
        _DELIVERIES
        + """where webhook_id = %(webhook)s and (%(before)s::bigint is null or id < %(before)s)
               and (not %(open)s or delivered_at is null)
             order by id desc limit %(most)s""",
        {"webhook": webhook_id, "before": before, "open": open_only, "most": most},
    )


async def send_again(transaction: Transaction, webhook_id: int, delivery_id: int, now: datetime) -> Delivery | None:
    """Makes a delivery due at once, with all its tries before it; None where there is none."""
    await transaction.execute(
        """update webhook_delivery set due_at = %s, attempts = 0, delivered_at = null, given_up_at = null,
               claimed_until = null
           where id = %s and webhook_id = %s""",
        (now, delivery_id, webhook_id),
    )
    return await transaction.maybe(
        Delivery, _DELIVERIES + "where id = %s and webhook_id = %s", (delivery_id, webhook_id)
    )


async def lanes(transaction: Transaction, now: datetime) -> list[int]:
    """The webhooks for which something is due."""
    return await transaction.values(
        int,
        """select id from webhook where disabled_at is null and exists (
               select from webhook_delivery where webhook_id = webhook.id and due_at <= %(now)s
                 and (claimed_until is null or claimed_until <= %(now)s)) order by id""",
        {"now": now},
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery to be made now, with where to and the secrets that sign it."""

    id: int
    webhook_id: int
    address: str
    body: str
    attempts: int
    secrets: list[str]


async def claim(transaction: Transaction, webhook_id: int, most: int, until: datetime, now: datetime) -> list[Claimed]:
    """Takes what is due first for a webhook; it is nobody else's until a moment."""
    return await transaction.all(
        Claimed,
        """with due as (
               select id from webhook_delivery
               where webhook_id = %(webhook)s and due_at <= %(now)s
                 and (claimed_until is null or claimed_until <= %(now)s)
               order by due_at, id limit %(most)s for update skip locked),
           claimed as (
               update webhook_delivery set claimed_until = %(until)s from due
               where webhook_delivery.id = due.id returning webhook_delivery.*)
           select claimed.id, webhook_id, address, body, attempts,
                  array_remove(array[secret, case when previous_until > %(now)s then previous_secret end], null)
                      as secrets
           from claimed join webhook on webhook.id = webhook_id
           where disabled_at is null order by due_at, claimed.id""",
        {"webhook": webhook_id, "most": most, "until": until, "now": now},
    )


async def settle(
    transaction: Transaction,
    delivery_id: int,
    outcome: Outcome,
    due_at: datetime | None,
    now: datetime,
) -> None:
    """Notes what became of a try, and when the next is due (None: none)."""
    await transaction.execute(
        """update webhook_delivery set attempts = attempts + 1, claimed_until = null, due_at = %(due)s,
               last_at = %(now)s, last_status = %(status)s, last_error = %(error)s, last_ms = %(ms)s,
               delivered_at = case when %(delivered)s then %(now)s end,
               given_up_at = case when not %(delivered)s and %(due)s::timestamptz is null then %(now)s end
           where id = %(id)s""",
        {
            "id": delivery_id,
            "due": due_at,
            "now": now,
            "status": outcome.status,
            "error": outcome.failure,
            "ms": outcome.took_ms,
            "delivered": outcome.delivered,
        },
    )


async def note_success(transaction: Transaction, webhook_id: int) -> None:
    """The receiver is there."""
    await transaction.execute(
        "update webhook set failing_since = null where id = %s and failing_since is not null", (webhook_id,)
    )


async def note_failure(transaction: Transaction, webhook_id: int, now: datetime) -> datetime:
    """The receiver failed; gives since when nothing has worked."""
    return (
        await transaction.value(
            datetime,
            "update webhook set failing_since = coalesce(failing_since, %s) where id = %s returning failing_since",
            (now, webhook_id),
        )
        or now
    )


async def deliveries_before(transaction: Transaction, before: datetime) -> int:
    """How many settled deliveries are older."""
    return (
        await transaction.value(
            int, "select count(*) from webhook_delivery where created_at < %s and due_at is null", (before,)
        )
        or 0
    )


async def delete_deliveries(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some settled deliveries that are older."""
    return await transaction.execute(
        """delete from webhook_delivery where id in (
               select id from webhook_delivery where created_at < %s and due_at is null
               order by created_at limit %s)""",
        (before, limit),
    )
