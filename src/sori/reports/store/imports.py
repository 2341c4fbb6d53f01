"""SQL of imports: what was brought in from files."""

from sori.platform.database import Transaction
from sori.reports.model import ImportSummary


async def imports(transaction: Transaction) -> list[ImportSummary]:
    """All imports, newest first."""
    return await transaction.all(
        ImportSummary,
        """select id, file, kind, imported_at, rows, set_aside, first_day, last_day, undone_at
           from import order by id desc""",
    )
