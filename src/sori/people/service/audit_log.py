"""The audit log: appended by every use case that changes or shows something, read by administrators."""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from sori.people.audit import HEAD, Entry, Sought, moments_of, row
from sori.people.model import Actor, City
from sori.people.store import audit as store
from sori.platform.database import Database, Transaction
from sori.platform.translation import Language

PAGE = 50
_EXPORTED_AT_ONCE = 1_000


async def audit(
    transaction: Transaction,
    at: datetime,
    staff_id: int | None,
    action: str,
    about: Mapping[str, int],
    detail: Mapping[str, object] | None = None,
) -> None:
    """Appends to the audit log who did or looked at what."""
    await store.add_audit(transaction, at, staff_id, action, about, detail or {})


async def look(
    transaction: Transaction, actor: Actor, sought: Sought, before: int | None, city: City, now: datetime
) -> Sequence[Entry]:
    """The newest entries that are sought, below an id. That somebody looked is written down, too."""
    span = None if sought.day is None else moments_of(sought.day, city.time_zone)
    found = await store.entries(transaction, sought, span, before, PAGE)
    await audit(transaction, now, actor.id, "audit.looked", {}, sought.words())
    return found


async def actions(transaction: Transaction) -> list[str]:
    """The actions that the log has, by name."""
    return await store.actions(transaction)


async def begin_export(transaction: Transaction, actor: Actor, sought: Sought, now: datetime) -> None:
    """Writes down that somebody takes entries away."""
    await audit(transaction, now, actor.id, "audit.exported", {}, sought.words())


async def export(database: Database, sought: Sought, city: City, language: Language) -> AsyncIterator[bytes]:
    """All entries that are sought as CSV (UTF-8 with its mark, as spreadsheets want it), newest first, bit by bit."""
    span = None if sought.day is None else moments_of(sought.day, city.time_zone)
    before: int | None = None
    yield "\ufeff".encode() + _csv([HEAD])
    while True:
        async with database.reading() as transaction:
            found = await store.entries(transaction, sought, span, before, _EXPORTED_AT_ONCE)
        if not found:
            return
        before = found[-1].id
        yield _csv([row(entry, city.time_zone, language) for entry in found])


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
