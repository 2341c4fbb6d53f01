"""What every command does: reaching this installation's database, reading a file, saying a line."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg

from sori.operations.installation import database_url, in_transaction
from sori.platform.database import Transaction
from sori.platform.embedded import EmbeddedPostgresError, StateFolder
from sori.platform.settings import ROOT


def in_database(work: Callable[[Transaction], Awaitable[int]]) -> int:
    """Does something in one transaction on this installation's database."""
    return on_database(lambda url: asyncio.run(in_transaction(url, work)))


def on_database(work: Callable[[str], int]) -> int:
    """Does something on this installation's database, starting it for that if it isn't running."""
    if os.environ.get("DATABASE_URL"):
        say("using the database named by DATABASE_URL")
    try:
        with database_url(StateFolder.chosen(ROOT)) as url:
            return work(url)
    except (EmbeddedPostgresError, psycopg.OperationalError, OSError, UnicodeDecodeError) as error:
        print(f"sori: {error}", file=sys.stderr)
        return 1


def content_of(path: Path) -> bytes:
    """What a file holds; SystemExit where it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SystemExit(f"sori: {path} can't be read: {error.strerror}") from None


def say(text: str) -> None:
    """Tells whoever gave the command."""
    print(f"  {text}", flush=True)


async def write_set_aside(path: Path, kept: str, ending: str = ".csv") -> None:
    """Writes what was set aside of a file beside it, if anything was."""
    if kept:
        aside = path.with_name(f"{path.stem}.set-aside{ending}")
        await asyncio.to_thread(aside.write_text, kept, "utf-8")
        print(f"sori: what was set aside is in {aside}", file=sys.stderr)
