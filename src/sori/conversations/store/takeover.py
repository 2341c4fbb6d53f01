"""SQL of contacts that a team leader has taken over."""

from datetime import datetime

from sori.conversations.model import Result
from sori.platform.database import Transaction


async def begin(transaction: Transaction, contact_id: int, leader_id: int, counsellor_id: int, now: datetime) -> None:
    """The team leader speaks from now on: the counsellor's turn is over, theirs begins."""
    await transaction.execute("update contact set taken_by_id = %s where id = %s", (leader_id, contact_id))
    await transaction.execute(
        "insert into takeover (contact_id, leader_id, counsellor_id, began_at) values (%s, %s, %s, %s)",
        (contact_id, leader_id, counsellor_id, now),
    )
    await begin_turn(transaction, contact_id, leader_id, now)


async def begin_turn(transaction: Transaction, contact_id: int, staff_id: int, now: datetime) -> None:
    """Ends whoever's turn it is with a contact and begins another's."""
    await transaction.execute(
        "update handling set ended_at = %s where contact_id = %s and ended_at is null", (now, contact_id)
    )
    await transaction.execute(
        "insert into handling (contact_id, counsellor_id, started_at) values (%s, %s, %s)", (contact_id, staff_id, now)
    )


async def release(transaction: Transaction, contact_id: int) -> None:
    """The contact is its counsellor's alone again."""
    await transaction.execute("update contact set taken_by_id = null where id = %s", (contact_id,))


async def close(
    transaction: Transaction, contact_id: int, topic_id: int, result: Result, note: str, now: datetime
) -> None:
    """Closes a contact that was taken over, with its disposition."""
    await end(transaction, contact_id, "closed", now)
    await transaction.execute(
        """update contact set state = 'closed', closed_at = %s, topic_id = %s, result = %s, note = %s,
               taken_by_id = null where id = %s""",
        (now, topic_id, result, note, contact_id),
    )
    await transaction.execute(
        "update handling set wrapped_up_at = %s where id = (select max(id) from handling where contact_id = %s)",
        (now, contact_id),
    )


async def end(transaction: Transaction, contact_id: int, outcome: str, now: datetime) -> None:
    """Notes how a takeover ended, if there is one."""
    await transaction.execute(
        "update takeover set ended_at = %s, outcome = %s where contact_id = %s and ended_at is null",
        (now, outcome, contact_id),
    )
