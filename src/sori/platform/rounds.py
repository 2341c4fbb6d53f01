"""Work that time makes due, done again and again by the worker: ending what is over, computing what is told."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
import structlog

from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Round:
    """A use case that is called every so many seconds, in a transaction of its own, and finds out what is due."""

    name: str
    every_s: float
    work: Callable[[Transaction, datetime], Awaitable[None]]


async def make_rounds(database: Database, rounds: Sequence[Round], clock: Callable[[], datetime]) -> None:
    """Makes all rounds until cancelled. One that fails is told in the log and made again at its next time."""
    async with asyncio.TaskGroup() as group:
        for number, work in enumerate(rounds):
            group.create_task(_repeat(database, number, work, clock))


async def _repeat(database: Database, number: int, work: Round, clock: Callable[[], datetime]) -> None:
    while True:
        try:
            async with database.transaction() as transaction:
                # Of several workers, one does it.
                if await transaction.value(bool, "select pg_try_advisory_xact_lock(%s, %s)", (_LOCKS, number)):
                    await work.work(transaction, clock())
        except (psycopg.Error, Problem) as error:
            log.warning("round.failed", round=work.name, error=type(error).__name__, reason=str(error).split("\n")[0])
        await asyncio.sleep(work.every_s)


_LOCKS = 0x526E6473  # "Rnds": the worker's advisory locks, one a round
