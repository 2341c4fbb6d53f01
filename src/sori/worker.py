"""The long-running processes beside the web: the router, and the worker that does what time makes due."""

import asyncio
import signal
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import uvloop

from sori.centre import administration
from sori.conversations.router import Router
from sori.conversations.service import alerts, breaks, expectation, life, skills
from sori.platform import settings
from sori.platform.background import ended
from sori.platform.database import Database
from sori.platform.log import set_up_log
from sori.platform.rounds import Round, make_rounds

ROUNDS = [
    Round("emergency", 1.0, administration.end_emergency),
    Round("setup", 1.0, administration.apply_due),
    Round("expected_wait", expectation.EVERY_S, expectation.tell_expected_waits),
    Round("departed", 2.0, life.release_the_departed),
    Round("alerts", 2.0, alerts.look),
    Round("breaks", 1.0, breaks.end_what_is_over),
    Round("skills", 5.0, skills.drop_what_is_over),
]
"""What the worker does again and again."""


def run_router(name: str) -> None:
    """Leads the routing, or stands by to, until told to stop."""
    set_up_log()
    uvloop.run(_route(name))


def run_worker() -> None:
    """Makes the worker's rounds until told to stop."""
    set_up_log()
    uvloop.run(_work())


async def _route(name: str) -> None:
    database = Database(settings.from_environment().database_url, connections=2, planned_once=True)
    await database.open()
    try:
        await _until_told_to_stop(Router(database, name).run())
    finally:
        await database.close()


async def _work() -> None:
    database = Database(settings.from_environment().database_url, connections=2)
    await database.open()
    try:
        await _until_told_to_stop(make_rounds(database, ROUNDS, lambda: datetime.now(UTC)))
    finally:
        await database.close()


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
