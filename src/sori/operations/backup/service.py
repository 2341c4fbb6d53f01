"""`sori backup` and `sori restore`."""

import asyncio
import dataclasses
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, LiteralString

import psycopg
from psycopg import sql

from sori.operations.backup import dump
from sori.operations.backup.archive import FORMAT, BackupError, Manifest, opened, write
from sori.operations.installation import database_url, in_transaction
from sori.people import service as people
from sori.platform.database import Transaction
from sori.platform.embedded import EmbeddedPostgresError, StateFolder
from sori.platform.migrations import names
from sori.platform.run_folder import read_run_file


def backup(state: StateFolder, path: Path, recipient: str | None) -> int:
    """Writes a backup of this installation, running or not; gives the exit status."""

    def work(url: str) -> int:
        rows = take(url, path, recipient)
        print(f"  {path}: {path.stat().st_size / 1e6:.1f} MB, {sum(rows.values())} rows of {len(rows)} tables")

        async def note(transaction: Transaction) -> int:
            await people.audit(transaction, datetime.now(UTC), None, "backup.made", {}, {"rows": sum(rows.values())})
            return 0

        return asyncio.run(in_transaction(url, note))

    return _on_database(state, work)


def restore(state: StateFolder, path: Path, identity: Path | None, *, replace: bool) -> int:
    """Puts a backup back in place of what is there; gives the exit status. What is wrong is told, nothing changed."""

    def work(url: str) -> int:
        with opened(path, identity) as archive:
            put_back(url, archive.manifest, archive.dump, replace=replace)
            made_at = archive.manifest.made_at

        async def note(transaction: Transaction) -> int:
            detail = {"made_at": made_at.isoformat()}
            await people.audit(transaction, datetime.now(UTC), None, "backup.restored", {}, detail)
            return 0

        asyncio.run(in_transaction(url, note))  # brings what an older version made to this one
        print(f"  restored: the centre as it was at {made_at:%Y-%m-%d %H:%M:%S} UTC")
        return 0

    try:
        with opened(path, identity):
            pass  # before a database is even started
    except BackupError as error:
        return _told(error)
    if "supervisor" in read_run_file(state.path):
        return _told(BackupError(f"Sori is running in {state.path}. Stop it first, and start it when this is done."))
    return _on_database(state, work)


def take(url: str, path: Path, recipient: str | None) -> dict[str, int]:
    """Writes a backup of the database at this address; gives the rows of each table in it."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot = str(_value(connection, "select pg_export_snapshot()"))
        rows = _rows(connection)
        about = Manifest(
            format=FORMAT,
            made_at=datetime.now(UTC),
            version=version("sori"),
            postgres=connection.info.server_version,
            migrations=_names(connection, "select migration_id from _yoyo_migration order by 1"),
            extensions=_names(connection, "select extname from pg_extension where extname <> 'plpgsql' order by 1"),
            rows=rows,
            sha256="",
        )
        write(
            path,
            lambda target: dump.take(url, snapshot, target),
            lambda sha256: dataclasses.replace(about, sha256=sha256),
            recipient,
        )
    return rows


def put_back(url: str, manifest: Manifest, contents: Callable[[], IO[bytes]], *, replace: bool) -> None:
    """Replaces what is in the database by a backup.

    Raises BackupError, with nothing changed, where the backup is of a newer version, somebody uses the database, or it
    holds a centre and `replace` isn't set.
    """
    newer = sorted(set(manifest.migrations) - set(names()) - {"__yoyo_init__"})
    if newer:
        raise BackupError(f"A newer Sori made this backup ({newer[-1]}). Install that version, then restore.")
    with psycopg.connect(url, autocommit=True) as connection:
        others = _value(connection, _OTHERS)
        if others:
            raise BackupError(
                f"The database is in use by {others} other connections. Stop Sori on every machine first."
            )
        there = _value(connection, "select to_regclass('centre') is not null")
        if there and _value(connection, "select exists (select from centre)") and not replace:
            raise BackupError("There is a centre here already. To lose it and have the backup instead: --replace.")
    with contents() as source:
        dump.put_back(url, source, manifest)


_OTHERS = """select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
             and backend_type = 'client backend'"""


def _rows(connection: psycopg.Connection) -> dict[str, int]:
    tables = _names(
        connection,
        """select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
           and relpersistence = 'p' order by 1""",
    )
    return {
        table: int(str(_value(connection, sql.SQL("select count(*) from {}").format(sql.Identifier(table)))))
        for table in tables
    }


def _value(connection: psycopg.Connection, query: LiteralString | sql.Composed) -> object:
    row = connection.execute(query).fetchone()
    return None if row is None else row[0]


def _names(connection: psycopg.Connection, query: LiteralString) -> list[str]:
    return [str(row[0]) for row in connection.execute(query).fetchall()]


def _on_database(state: StateFolder, work: Callable[[str], int]) -> int:
    try:
        with database_url(state) as url:
            return work(url)
    except (BackupError, EmbeddedPostgresError, psycopg.OperationalError, OSError) as error:
        return _told(error)


def _told(error: Exception) -> int:
    print(f"sori: {error}", file=sys.stderr)
    return 1
