"""Work that time makes due, done again and again by the worker: ending what is over, computing what is told."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import psycopg
import structlog

from sori.platform.database import Database, Transaction
from sori.platform.heartbeat import beat, failed
from sori.platform.log import cause
from sori.platform.metrics import ROUND_SECONDS, ROUNDS
from sori.platform.problem import Problem
from sori.platform.tracing import traced

log = structlog.get_logger()


Afterwards = Callable[[Database], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Round:
    """A use case that is called every so many seconds, in a transaction of its own, and finds out what is due.

    What takes too long for a transaction it gives back, to be done once that is committed, before the next time.
    """

    name: str
    every_s: float
    work: Callable[[Transaction, datetime], Awaitable[Afterwards | None]]


async def make_rounds(database: Database, rounds: Sequence[Round], clock: Callable[[], datetime]) -> None:
    """Makes all rounds until cancelled. One that fails is told in the log and made again at its next time."""
    async with asyncio.TaskGroup() as group:
        for number, work in enumerate(rounds):
            group.create_task(_repeat(database, number, work, clock))


async def _repeat(database: Database, number: int, work: Round, clock: Callable[[], datetime]) -> None:
    told_at = 0.0
    while True:
        began = time.monotonic()
        try:
            with traced(f"round {work.name}"):
                afterwards = None
                async with database.transaction() as transaction:
                    # Of several workers, one does it.
                    if await transaction.value(bool, "select pg_try_advisory_xact_lock(%s, %s)", (_LOCKS, number)):
                        afterwards = await work.work(transaction, clock())
                        if told_at < began - _TOLD_EVERY_S:
                            await beat(transaction, heartbeat_of(work), max(work.every_s, _TOLD_EVERY_S), clock())
                            told_at = began
                        ROUNDS.labels(work.name, "made").inc()
                if afterwards is not None:
                    await afterwards(database)
        except (psycopg.Error, Problem) as error:
            ROUNDS.labels(work.name, "failed").inc()
            log.warning("round.failed", round=work.name, **cause(error), **_code(error))
            told_at = 0.0
            await _tell_failure(database, work, clock())
        ROUND_SECONDS.labels(work.name).inc(time.monotonic() - began)
        await asyncio.sleep(work.every_s)


def heartbeat_of(work: Round) -> str:
    """The name of a round's sign of life."""
    return f"round:{work.name}"


async def _tell_failure(database: Database, work: Round, now: datetime) -> None:
    # Where the database is away there is nobody to tell; that is told by others.
    with suppress(psycopg.Error, Problem):
        async with database.at_once() as transaction:
            await failed(transaction, heartbeat_of(work), max(work.every_s, _TOLD_EVERY_S), now)


def _code(error: Exception) -> dict[str, str]:
    return {"problem": error.code} if isinstance(error, Problem) else {}


_LOCKS = 0x526E6473  # "Rnds": the worker's advisory locks, one a round
_TOLD_EVERY_S = 5.0
"""How often a round's sign of life is written at most."""
