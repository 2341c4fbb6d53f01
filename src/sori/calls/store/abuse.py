"""SQL of warnings to abusive callers."""

from datetime import datetime

from sori.calls.abuse import Abuse
from sori.platform.database import Transaction


async def abuse(transaction: Transaction, contact_id: int) -> Abuse:
    """What was done in a contact against abuse."""
    return await transaction.one(
        Abuse,
        """select max(at) filter (where step = 'warned') as warned_at,
                  max(heard_at) filter (where step = 'warned') as heard_at,
                  max(at) filter (where step = 'ended') as ended_at
           from abuse_step where contact_id = %s""",
        (contact_id,),
    )


async def add(transaction: Transaction, contact_id: int, step: str, staff_id: int, now: datetime) -> None:
    """Keeps a step."""
    await transaction.execute(
        "insert into abuse_step (contact_id, step, staff_id, at) values (%s, %s, %s, %s)",
        (contact_id, step, staff_id, now),
    )


async def hear(transaction: Transaction, contact_id: int, now: datetime) -> None:
    """The caller has heard the warning."""
    await transaction.execute(
        "update abuse_step set heard_at = %s where contact_id = %s and step = 'warned' and heard_at is null",
        (now, contact_id),
    )
