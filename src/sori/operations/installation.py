"""This installation's database, for commands: the one `DATABASE_URL` names, or the embedded one, running or not."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from sori.platform import embedded
from sori.platform.database import Database, Transaction
from sori.platform.embedded import StateFolder
from sori.platform.migrations import FOLDER, migrate


@contextmanager
def database_url(state: StateFolder) -> Iterator[str]:
    """The address of the database, which is started for the length of the block if it isn't running."""
    external = os.environ.get("DATABASE_URL")
    if external:
        yield external
    elif state.data.exists() and embedded.running_pid(state):
        yield embedded.url(state)
    else:
        with embedded.running(state) as url:
            yield url


async def in_transaction(url: str, work: Callable[[Transaction], Awaitable[int]]) -> int:
    """Brings the database to this version and does something in one transaction."""

    async def in_one(database: Database) -> int:
        async with database.transaction() as transaction:
            return await work(transaction)

    return await in_transactions(url, in_one)


async def in_transactions(url: str, work: Callable[[Database], Awaitable[int]]) -> int:
    """Brings the database to this version and does something in transactions of its own."""
    await asyncio.to_thread(migrate, url, FOLDER)
    database = Database(url, connections=1)
    await database.open()
    try:
        return await work(database)
    finally:
        await database.close()
