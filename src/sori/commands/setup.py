"""A new centre, the database of this version, and the setup as a file."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from sori.centre import administration, file
from sori.centre import service as centre_service
from sori.centre.setup import CentreSetup, Setup
from sori.centre.validity import faults
from sori.commands.installation import content_of, in_database, say
from sori.people import service as people
from sori.people.model import Role, StaffSetup
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language, Text, translated


def init(city_ko: str, city_en: str, time_zone: str, login: str, name: str, password: str) -> int:
    """Makes an empty production centre with one administrator; gives the exit status."""
    administrator = login.strip().lower()
    new = Setup(
        CentreSetup(Text(city_ko, city_en), time_zone),
        staff={administrator: StaffSetup(name, [Role.ADMINISTRATOR])},
    )

    async def make(transaction: Transaction) -> int:
        if await centre_service.is_set_up(transaction):
            raise Problem(409, "centre_exists")
        wrong = faults(new, {administrator})
        if wrong:
            raise Problem(422, wrong[0].problem, **wrong[0].values)
        now = datetime.now(UTC)
        await administration.set_up(transaction, new, False, now)
        city = await centre_service.city(transaction)
        await people.set_password(transaction, None, administrator, password, city, now, must_change=False)
        say(f"the centre of {city_ko} is made; start it with `sori run` and log in as {administrator}")
        return 0

    return in_database(make)


def bring_up_to_date() -> int:
    """Brings the database to this version; gives the exit status."""

    async def nothing_more(_: Transaction) -> int:
        say("the database is of this version")
        return 0

    return in_database(nothing_more)


def export_setup(path: Path) -> int:
    """Writes the setup in force to a file; gives the exit status."""

    async def export(transaction: Transaction) -> int:
        text = file.written(await administration.setup(transaction))
        await asyncio.to_thread(path.write_text, text, "utf-8")
        say(f"the setup is written to {path}")
        return 0

    return in_database(export)


def import_setup(path: Path, login: str, *, dry_run: bool) -> int:
    """Brings the setup to what a file has, whether the centre is running or not; gives the exit status.

    What is wrong with the file is told with its lines, and then nothing is changed.
    """
    try:
        text = content_of(path).decode()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SystemExit(f"sori: {path}:{line}: not UTF-8 text, as `sori setup export` writes it") from None

    async def bring_in(transaction: Transaction) -> int:
        await centre_service.centre(transaction)  # there must be one
        actor = await people.actor_named(transaction, login)
        edits, wrong = await administration.read_in(transaction, text)
        for fault in wrong:
            told = translated(Language.EN, f"problem.{fault.problem}", **fault.values)
            print(f"{path}:{fault.line or 1}: {fault.place}: {told}", file=sys.stderr)
        if wrong:
            return 1
        for edit in edits:
            sign = "+" if edit.before is None else "-" if edit.after is None else "~"
            print(f"  {sign} {edit.kind}{'.' if edit.code else ''}{edit.code}")
        if edits and not dry_run:
            note = f"sori setup import {path.name}"
            await administration.make(transaction, actor, edits, note, None, datetime.now(UTC))
        say("nothing to change" if not edits else "nothing was changed (--dry-run)" if dry_run else "in force")
        return 0

    return in_database(bring_in)
