"""Contacts, counts and cases of years before, from files."""

from datetime import UTC, datetime
from pathlib import Path

from sori.commands.installation import in_database, say
from sori.platform.database import Transaction
from sori.platform.translation import Language
from sori.reports.imported import headings
from sori.reports.imported.headings import CASES, HISTORY
from sori.reports.service import imports

_SOME_SET_ASIDE = 3
"""The exit status of an import that loaded a file but for some rows."""


def import_history(
    path: Path, mapping: Path | None, encoding: str, language: Language, *, cases: bool, dry_run: bool, again: bool
) -> int:
    """Loads a file of contacts or counts, or of cases; gives 0 if all of it is right, 3 if rows were set aside."""

    async def bring_in(transaction: Transaction) -> int:
        mapped = None if mapping is None else headings.mapping(mapping)
        order = imports.Order(
            path, mapped, CASES if cases else HISTORY, encoding, dry_run=dry_run, again=again, language=language
        )
        report = await imports.bring_in(transaction, order, datetime.now(UTC))
        told.extend(imports.told(report, path.name))
        return _SOME_SET_ASIDE if report.set_aside else 0

    told: list[str] = []
    status = in_database(bring_in)
    # Told when it is so, after the commit.
    for line in told:
        say(line)
    return status


def list_imports() -> int:
    """Tells what was imported; gives the exit status."""

    async def tell(transaction: Transaction) -> int:
        print(f"  {'number':>6}  {'imported at (UTC)':<17}{'rows':>10}{'set aside':>11}  {'days':<24}file")
        for one in await imports.imports(transaction):
            days = f"{one.first_day} - {one.last_day}" if one.first_day else ""
            undone = "  (undone)" if one.undone_at else ""
            at = f"{one.imported_at.astimezone(UTC):%Y-%m-%d %H:%M}"
            print(f"  {one.id:>6}  {at:<17}{one.rows:>10}{one.set_aside:>11}  {days:<24}{one.file}{undone}")
        return 0

    return in_database(tell)


def undo_import(number: int) -> int:
    """Takes out again what an import brought in; gives the exit status."""

    async def take_out(transaction: Transaction) -> int:
        undone = await imports.undo(transaction, number, datetime.now(UTC))
        told.append(f"import {number} ({undone.file}) is undone: {undone.rows} {undone.kind} are gone")
        return 0

    told: list[str] = []
    status = in_database(take_out)
    for line in told:
        say(line)
    return status
