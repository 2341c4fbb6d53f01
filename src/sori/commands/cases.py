"""Types of cases, and boundaries, from files."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sori.cases import importing, places
from sori.cases.dispatch import service as dispatch
from sori.centre import service as centre_service
from sori.commands.installation import content_of, in_database, say, write_set_aside
from sori.people import service as people
from sori.platform.database import Transaction
from sori.platform.translation import Language


def import_case_types(path: Path, login: str) -> int:
    """Brings the complaint forms of a file in; gives the exit status, 1 where forms were set aside.

    Those are written to a file beside it, with what is wrong, to be put right and brought in again.
    """
    content = content_of(path)

    async def bring_in(transaction: Transaction) -> int:
        await centre_service.centre(transaction)  # there must be one
        actor = await people.actor_named(transaction, login)
        done = await importing.bring_in(transaction, actor, content, Language.EN, datetime.now(UTC))
        for form in done.rejected:
            print(f"{path}:{form.line}: {form.code}: {form.field}: {form.reason}", file=sys.stderr)
        await write_set_aside(path, done.set_aside, ".toml")
        say(f"{done.added} added, {done.changed} changed, {done.unchanged} as before")
        return 1 if done.rejected else 0

    return in_database(bring_in)


def import_dispatch_rules(path: Path, login: str) -> int:
    """Has the rules of a file say whose cases are; gives the exit status, 1 where one is wrong and nothing changed."""
    content = content_of(path)

    async def bring_in(transaction: Transaction) -> int:
        actor = await people.actor_named(transaction, login)
        done = await dispatch.bring_in(transaction, actor, content, Language.EN, datetime.now(UTC))
        for one in done.rejected:
            print(f"{path}:{one.line}: rule {one.rule}: {one.field}: {one.reason}", file=sys.stderr)
        say("nothing was changed" if done.rejected else f"{done.rules} rules hold from now on")
        return 1 if done.rejected else 0

    return in_database(bring_in)


def import_districts(paths: Sequence[Path], login: str) -> int:
    """Brings the boundaries of GeoJSON files in; gives the exit status, 1 where features were left out."""
    contents = [content_of(path) for path in paths]

    async def bring_in(transaction: Transaction) -> int:
        actor = await people.actor_named(transaction, login)
        rejected = 0
        for path, content in zip(paths, contents, strict=True):
            done = await places.bring_in(transaction, actor, content, Language.EN, datetime.now(UTC))
            for one in done.rejected:
                print(f"{path}: feature {one.index}: {one.property}: {one.reason}", file=sys.stderr)
            say(f"{path}: {done.added} added, {done.changed} changed, {done.unchanged} as before")
            rejected += len(done.rejected)
        return 1 if rejected else 0

    return in_database(bring_in)
