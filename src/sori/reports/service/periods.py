"""What imported counts say of whole periods."""

from sori.platform.database import Transaction
from sori.reports import periods as made
from sori.reports.model import Periods
from sori.reports.store import counts as store


async def periods(transaction: Transaction) -> Periods:
    """The tables of periods."""
    return made.periods(await store.of_periods(transaction))
