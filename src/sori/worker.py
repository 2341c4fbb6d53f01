"""The long-running processes beside the web: the router, and the worker that does what time makes due."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
import uvloop

from sori.centre import administration
from sori.conversations.router import Router
from sori.conversations.service import alerts, breaks, expectation, life, skills
from sori.demo import articles as demo_knowledge
from sori.knowledge.service import articles
from sori.operations import retention
from sori.platform import settings
from sori.platform.background import ended
from sori.platform.child import tell_ready
from sori.platform.database import Database
from sori.platform.log import log_loop_failures, set_up_log
from sori.platform.metrics import sampling
from sori.platform.migrations import missing
from sori.platform.problem import Problem
from sori.platform.rounds import Round, make_rounds
from sori.platform.tracing import tracing
from sori.reports.service import rollup

ROUNDS = [
    Round("emergency", 1.0, administration.end_emergency),
    Round("setup", 1.0, administration.apply_due),
    Round("expected_wait", expectation.EVERY_S, expectation.tell_expected_waits),
    Round("departed", 2.0, life.release_the_departed),
    Round("alerts", 2.0, alerts.look),
    Round("breaks", 1.0, breaks.end_what_is_over),
    Round("articles", 1.0, articles.publish_due),
    Round("skills", 5.0, skills.drop_what_is_over),
    Round("demo_knowledge", 60.0, demo_knowledge.load_once),
    Round("statistics", rollup.EVERY_S, rollup.follow),
    Round("retention", retention.EVERY_S, retention.delete_some),
]
"""What the worker does again and again."""


def run_router(name: str) -> None:
    """Leads the routing, or stands by to, until told to stop."""
    _run("router", lambda database: Router(database, name).run(), planned_once=True)


def run_worker() -> None:
    """Makes the worker's rounds until told to stop."""
    _run("worker", lambda database: make_rounds(database, ROUNDS, lambda: datetime.now(UTC)))


def run_search() -> None:
    """Holds the index of the knowledge and answers, until told to stop."""
    # Only this process pays for them.
    from sori.knowledge.search import Index  # noqa: PLC0415
    from sori.knowledge.search_process import SearchProcess  # noqa: PLC0415
    from sori.language.morphemes import KiwiAnalyser  # noqa: PLC0415

    socket = settings.from_environment().search_socket
    if socket is None:
        raise SystemExit("SORI_SEARCH_SOCKET is not set. Start Sori with `sori run`, which sets it.")
    path = socket

    def work(database: Database) -> Coroutine[Any, Any, None]:
        process = SearchProcess(database, lambda: Index(KiwiAnalyser()), lambda: datetime.now(UTC))
        return process.run(path, tell_ready)

    _run("search", work, ready=False)


def _run(
    process: str,
    work: Callable[[Database], Coroutine[Any, Any, None]],
    *,
    planned_once: bool = False,
    ready: bool = True,
) -> None:
    """`ready`: as soon as the database answers; else the work tells so itself."""
    set_up_log()

    async def live() -> None:
        log_loop_failures()
        url = settings.from_environment().database_url
        database = Database(url, connections=2, planned_once=planned_once)
        await database.open()
        try:
            await _database_answers(database)
            if ready:
                tell_ready()
            async with sampling(database):
                await _until_told_to_stop(work(database))
        finally:
            await database.close()

    with tracing(process):
        uvloop.run(live())


async def _database_answers(database: Database) -> None:
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
