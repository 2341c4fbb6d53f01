"""What was imported."""

from sori.platform.database import Transaction
from sori.reports.model import ImportSummary
from sori.reports.store import imports as store


async def imports(transaction: Transaction) -> list[ImportSummary]:
    """All imports, newest first, undone ones too."""
    return await store.imports(transaction)
