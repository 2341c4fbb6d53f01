"""SQL of calls."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class LiveCall:
    """A call that has not ended."""

    id: int
    citizen_id: int
    contact_id: int | None


async def citizen_of_key(transaction: Transaction, key: UUID) -> int | None:
    """Who called with this key."""
    return await transaction.value(int, "select citizen_id from call where key = %s order by id desc limit 1", (key,))


async def lock_live(transaction: Transaction, citizen_id: int) -> LiveCall | None:
    """The call in which a citizen is, kept from changing under us."""
    return await transaction.maybe(
        LiveCall,
        "select id, citizen_id, contact_id from call where citizen_id = %s and ended_at is null for update",
        (citizen_id,),
    )


async def begin(transaction: Transaction, key: UUID, citizen_id: int, now: datetime) -> int:
    """Keeps that a call began; gives its id."""
    made = await transaction.value(
        int,
        "insert into call (key, citizen_id, began_at, heard_at) values (%s, %s, %s, %s) returning id",
        (key, citizen_id, now, now),
    )
    return made or 0


async def queue(transaction: Transaction, call_id: int, contact_id: int) -> None:
    """The call has chosen a queue: this is its contact."""
    await transaction.execute("update call set contact_id = %s where id = %s", (contact_id, call_id))


async def mark_texted(transaction: Transaction, call_id: int, now: datetime) -> bool:
    """Keeps that a call had its text message; gives whether it had none before."""
    marked = await transaction.value(
        int, "update call set texted_at = %s where id = %s and texted_at is null returning 1", (now, call_id)
    )
    return marked is not None


async def hear(transaction: Transaction, call_ids: Collection[int], now: datetime) -> None:
    """These calls' lines are up."""
    await transaction.execute(
        "update call set heard_at = %s where id = any(%s) and ended_at is null", (now, sorted(call_ids))
    )


async def end(transaction: Transaction, call_id: int, now: datetime) -> None:
    """A call has ended."""
    await transaction.execute("update call set ended_at = %s where id = %s and ended_at is null", (now, call_id))


async def silent_since(transaction: Transaction, before: datetime) -> list[LiveCall]:
    """Calls whose line was last heard of before a moment. Whoever is at one of them now has it."""
    return await transaction.all(
        LiveCall,
        """select id, citizen_id, contact_id from call where ended_at is null and heard_at < %s
           order by id limit 100 for update skip locked""",
        (before,),
    )


async def calls_before(transaction: Transaction, before: datetime) -> int:
    """How many calls ended before a moment."""
    return await transaction.value(int, "select count(*) from call where ended_at < %s", (before,)) or 0


async def delete_calls(transaction: Transaction, before: datetime, most: int) -> int:
    """Deletes at most so many calls that ended before a moment; gives how many."""
    return (
        await transaction.value(
            int,
            """with gone as (delete from call where id in (
                   select id from call where ended_at < %s order by began_at limit %s) returning 1)
               select count(*) from gone""",
            (before, most),
        )
        or 0
    )
