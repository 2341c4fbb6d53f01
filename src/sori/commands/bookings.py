"""Services that citizens book, from a file."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from sori.bookings import importing
from sori.centre import service as centre_service
from sori.commands.installation import content_of, in_database, say, write_set_aside
from sori.people import service as people
from sori.platform.database import Transaction
from sori.platform.translation import Language


def import_bookables(path: Path, login: str) -> int:
    """Brings the services of a file in; gives the exit status, 1 where rows were set aside.

    Those are written to a file beside it, with what is wrong, to be put right and brought in again.
    """
    content = content_of(path)

    async def bring_in(transaction: Transaction) -> int:
        await centre_service.centre(transaction)  # there must be one
        actor = await people.actor_named(transaction, login)
        done = await importing.bring_in(transaction, actor, path.name, content, Language.EN, datetime.now(UTC))
        for row in done.rejected:
            print(f"{path}:{row.line}: {row.field}: {row.reason}", file=sys.stderr)
        await write_set_aside(path, done.set_aside)
        say(f"{done.added} added, {done.changed} changed, {done.unchanged} as before")
        return 1 if done.rejected else 0

    return in_database(bring_in)
