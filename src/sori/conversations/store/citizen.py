"""SQL of what only the citizen's own picture needs."""

from dataclasses import dataclass
from datetime import datetime

from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class Shown:
    """What a citizen is shown beside the contact's facts."""

    menu_key: str | None
    counsellor_name: str | None
    counsellor_connected: bool
    counsellor_read: int
    simulated_counsellor: bool
    rating: int | None
    rating_comment: str | None


async def shown(transaction: Transaction, contact_id: int, now: datetime) -> Shown:
    """What a citizen is shown beside the contact's facts."""
    return await transaction.one(
        Shown,
        """select menu_key, display_name as counsellor_name, coalesce(staff.simulated, false) as simulated_counsellor,
                  coalesce(staff.simulated, false) or exists (select from presence
                      where side = 'counsellor' and id = staff.id and seen_until > %s) as counsellor_connected,
                  counsellor_read, rating, rating_comment
           from contact left join staff on staff.id = coalesce(taken_by_id, counsellor_id)
           where contact.id = %s""",
        (now, contact_id),
    )
