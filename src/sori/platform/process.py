"""A process beside the web that works until told to stop: it says when it could do its work, and ends in order."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import psycopg
import uvloop

from sori.platform import settings
from sori.platform.background import ended
from sori.platform.child import tell_ready
from sori.platform.database import Database
from sori.platform.log import log_loop_failures, set_up_log
from sori.platform.metrics import sampling
from sori.platform.migrations import missing
from sori.platform.problem import Problem
from sori.platform.tracing import tracing


def run(
    process: str,
    work: Callable[[Database], Coroutine[Any, Any, None]],
    *,
    connections: int = 2,
    planned_once: bool = False,
    tells_ready: bool = False,
) -> None:
    """Does the work of a process until a signal ends it; raises what ended the work before that.

    The supervisor is told that it is ready when the database answers and is of this version, unless the work
    `tells_ready` itself.
    """
    set_up_log()

    async def live() -> None:
        log_loop_failures()
        url = settings.from_environment().database_url
        database = Database(url, connections=connections, planned_once=planned_once)
        await database.open()
        try:
            await _answers(database)
            if not tells_ready:
                tell_ready()
            async with sampling(database):
                await _until_told_to_stop(work(database))
        finally:
            await database.close()

    with tracing(process):
        uvloop.run(live())


async def _answers(database: Database) -> None:
    """Returns when the database answers and is of this version."""
    while True:
        with suppress(Problem, psycopg.Error):
            async with database.reading() as transaction:
                if not await missing(transaction):
                    return
        await asyncio.sleep(0.1)


async def _until_told_to_stop(work: Coroutine[Any, Any, None]) -> None:
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    working = asyncio.create_task(work)
    stopping = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    failed = working.done()
    await ended(working)
    if failed:
        working.result()  # raises what ended it, so that the log has it and the supervisor starts anew
