"""SQL of presence: whose browsers are connected to which process."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sori.conversations.model import Sender
from sori.platform.database import Transaction


async def here(transaction: Transaction, side: Sender, ids: Sequence[int], process: str, until: datetime) -> None:
    """These browsers are connected to the process until then, if they aren't heard of again."""
    if not ids:
        return
    await transaction.execute(
        """insert into presence (side, id, process, seen_until)
           select %s, id, %s, %s from unnest(%s::bigint[]) as given (id)
           on conflict (side, id, process) do update set seen_until = excluded.seen_until""",
        (side, process, until, list(ids)),
    )


async def gone(transaction: Transaction, side: Sender, ids: Sequence[int], process: str) -> None:
    """These browsers have left the process; they may still be connected to another."""
    if not ids:
        return
    await transaction.execute(
        "delete from presence where side = %s and id = any(%s) and process = %s", (side, list(ids), process)
    )


async def forget_old(transaction: Transaction, now: datetime) -> None:
    """Drops what processes that died have left behind."""
    await transaction.execute(
        """delete from presence where ctid = any(array(
               select ctid from presence where seen_until < %s for update skip locked))""",
        (now,),
    )


async def connected(transaction: Transaction, side: Sender, ids: Sequence[int], now: datetime) -> set[int]:
    """Which of these are connected to any process."""
    if not ids:
        return set()
    return set(
        await transaction.values(
            int,
            "select distinct id from presence where side = %s and id = any(%s) and seen_until > %s",
            (side, list(ids), now),
        )
    )


@dataclass(frozen=True, slots=True)
class Talk:
    """Who talks with whom in which contact."""

    contact_id: int
    citizen_id: int
    counsellor_id: int


async def talks(transaction: Transaction, contact_ids: Collection[int], counsellor_ids: Collection[int]) -> list[Talk]:
    """The talks going on in these contacts, and those of these counsellors."""
    if not contact_ids and not counsellor_ids:
        return []
    return await transaction.all(
        Talk,
        """select id as contact_id, citizen_id, coalesce(taken_by_id, counsellor_id) as counsellor_id from contact
           where (id = any(%(contacts)s) or counsellor_id = any(%(staff)s) or taken_by_id = any(%(staff)s))
             and state = 'talking'""",
        {"contacts": list(contact_ids), "staff": list(counsellor_ids)},
    )
