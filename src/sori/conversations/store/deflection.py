"""SQL of congestion notices and the ways taken, and of messages left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sori.conversations.deflection import ShownNotice, Taken
from sori.platform.database import Transaction

_OPEN_FOR = timedelta(days=1)
"""What came of a notice is looked for so long, so that a look does not cost more with every day."""


async def add_notice(transaction: Transaction, notice: ShownNotice) -> None:
    """Keeps that somebody who has not queued was told; once, however often it is told."""
    await transaction.execute(
        """insert into congestion_notice (key, queue_id, shown_at, during, mean_s, offered)
           values (%s, %s, %s, false, %s, %s) on conflict (key) do nothing""",
        (
            notice.key,
            notice.queue_id,
            notice.shown_at,
            notice.expected.mean_s if notice.expected else None,
            [way.value for way in notice.ways],
        ),
    )


async def take_before(transaction: Transaction, key: UUID, contact_id: int, taken: Taken, now: datetime) -> None:
    """Keeps which way somebody took who was told before queueing, with the contact that came of it."""
    await transaction.execute(
        """update congestion_notice set contact_id = %s, taken = %s, taken_at = %s
           where key = %s and contact_id is null""",
        (contact_id, taken, now, key),
    )


async def take_without_contact(transaction: Transaction, key: UUID, taken: Taken, now: datetime) -> None:
    """Keeps which way somebody took who was told before queueing, where no contact came of it."""
    await transaction.execute(
        "update congestion_notice set taken = %s, taken_at = %s where key = %s and contact_id is null",
        (taken, now, key),
    )


async def take_during(transaction: Transaction, contact_id: int, taken: Taken, now: datetime) -> None:
    """Keeps which way somebody took while waiting: the last they took counts."""
    await transaction.execute(
        "update congestion_notice set taken = %s, taken_at = %s where contact_id = %s", (taken, now, contact_id)
    )


async def add_during(transaction: Transaction, contact_ids: Sequence[int], ways: Sequence[str], now: datetime) -> None:
    """Keeps that these who wait were told, unless they were before, with what they were told last."""
    await transaction.execute(
        """insert into congestion_notice (key, queue_id, shown_at, during, mean_s, offered, contact_id)
           select gen_random_uuid(), contact.queue_id, %(now)s, true,
                  (select mean_s from wait_estimate where contact_id = contact.id order by id desc limit 1),
                  %(ways)s, contact.id
           from contact where id = any(%(contacts)s)
             and not exists (select from congestion_notice where contact_id = contact.id)""",
        {"contacts": list(contact_ids), "ways": list(ways), "now": now},
    )


async def settle(transaction: Transaction, now: datetime, away_after: timedelta) -> None:
    """Keeps what those did who were told and wait no more: who gave up after all, or took no way for so long, left."""
    await transaction.execute(
        """update congestion_notice set taken_at = %s,
                  taken = case when contact.answered_at is not null then 'waited' else 'left' end
           from contact where contact.id = contact_id and shown_at > %s
             and (taken is null and contact.answered_at is not null
                  or (taken is null or taken = 'waited') and contact.state = 'abandoned')""",
        (now, now - _OPEN_FOR),
    )
    await transaction.execute(
        """update congestion_notice set taken = 'left', taken_at = shown_at
           where taken is null and contact_id is null and shown_at between %s and %s""",
        (now - _OPEN_FOR, now - away_after),
    )


async def mark_left(transaction: Transaction, contact_id: int) -> None:
    """From now on the contact is a message left: it is answered later, and nobody waits at a screen."""
    await transaction.execute("update contact set left_message = true where id = %s", (contact_id,))


async def has_words(transaction: Transaction, contact_id: int) -> bool:
    """Whether the citizen has written anything in this contact."""
    return bool(
        await transaction.value(
            bool, "select exists (select from message where contact_id = %s and sender = 'citizen')", (contact_id,)
        )
    )


async def move_to(transaction: Transaction, contact_id: int, queue_id: int) -> None:
    """Lets a waiting contact wait in another queue, its place kept, at nobody's desk."""
    await transaction.execute(
        """update contact set state = 'waiting', counsellor_id = null, queue_id = %s,
               desk_counsellor_id = null, desk_until = null where id = %s""",
        (queue_id, contact_id),
    )
