"""Whose browsers are connected to this process: noted when they come and go, and renewed while they stay.

A process that is killed renews nothing any more, so its browsers are soon shown as gone.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

import structlog

from sori.conversations.model import PRESENCE_LASTS, Sender
from sori.conversations.store import presence as store
from sori.platform.background import ended
from sori.platform.database import Database, Transaction
from sori.platform.hints import Hint
from sori.platform.log import cause

log = structlog.get_logger()

_RENEW_EVERY_S = 15.0
_GATHER_S = 0.1
Thing = TypeVar("Thing", int, tuple[int, int])


class Presence:
    """Counts streams by contact and counsellor, and writes for all of them together."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._process = str(uuid4())
        self._citizens: Counter[tuple[int, int]] = Counter()
        self._counsellors: Counter[int] = Counter()
        self._changed_citizens: set[tuple[int, int]] = set()
        self._changed_counsellors: set[int] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins to write."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stops; those connected to this process are shown as gone when their time is over."""
        await ended(self._task)

    @contextmanager
    def citizen(self, citizen_id: int, contact_id: int) -> Iterator[None]:
        """While the block runs, the citizen is there."""
        with _counted(self._citizens, (citizen_id, contact_id), self._changed_citizens, self._wake):
            yield

    @contextmanager
    def counsellor(self, counsellor_id: int) -> Iterator[None]:
        """While the block runs, the counsellor is there."""
        with _counted(self._counsellors, counsellor_id, self._changed_counsellors, self._wake):
            yield

    async def _run(self) -> None:
        time = asyncio.get_running_loop().time
        renew_at = time() + _RENEW_EVERY_S
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(renew_at):
                    await self._wake.wait()
                    await asyncio.sleep(_GATHER_S)
            renew_all = time() >= renew_at
            if renew_all:
                renew_at = time() + _RENEW_EVERY_S
            self._wake.clear()
            try:
                await self._write(renew_all=renew_all)
            except Exception as error:
                log.warning("presence.not_written", **cause(error))
                await asyncio.sleep(1)

    async def _write(self, *, renew_all: bool) -> None:
        now = self._clock()
        citizens, counsellors = self._changed_citizens.copy(), self._changed_counsellors.copy()
        self._changed_citizens.clear()
        self._changed_counsellors.clear()
        contacts = {contact: citizen for citizen, contact in citizens}
        # Statement by statement: what is written here is forgotten at the next crash anyway.
        async with self._database.at_once() as transaction:
            if renew_all:
                await store.forget_old(transaction, now)
            there = await self._note(
                transaction, Sender.CITIZEN, set(contacts), {contact for _, contact in self._citizens}, renew_all, now
            )
            at_desk = await self._note(
                transaction, Sender.COUNSELLOR, counsellors, set(self._counsellors), renew_all, now
            )
            talks = {talk.contact_id: talk for talk in await store.talks(transaction, list(contacts), counsellors)}
            transaction.hints += [
                _hint(Sender.CITIZEN, contact, citizen, talks.get(contact), contact in there)
                for contact, citizen in contacts.items()
            ]
            transaction.hints += [
                _hint(Sender.COUNSELLOR, talk.contact_id, talk.citizen_id, talk, talk.counsellor_id in at_desk)
                for talk in talks.values()
                if talk.counsellor_id in counsellors
            ]

    async def _note(
        self,
        transaction: Transaction,
        side: Sender,
        changed: set[int],
        present: set[int],
        renew_all: bool,
        now: datetime,
    ) -> set[int]:
        """Writes who is here; gives which of the changed are connected, here or to another process."""
        here = present if renew_all else changed & present
        await store.here(transaction, side, sorted(here), self._process, now + PRESENCE_LASTS)
        await store.gone(transaction, side, sorted(changed - present), self._process)
        return await store.connected(transaction, side, sorted(changed), now)


def _hint(by: Sender, contact_id: int, citizen_id: int, talk: store.Talk | None, connected: bool) -> Hint:
    about = {"contact": contact_id, "citizen": citizen_id}
    if talk is not None:
        about["counsellor"] = talk.counsellor_id
    return Hint("presence", about, {"by": by, "connected": connected})


@contextmanager
def _counted(counts: Counter[Thing], thing: Thing, changed: set[Thing], wake: asyncio.Event) -> Iterator[None]:
    counts[thing] += 1
    if counts[thing] == 1:
        changed.add(thing)
        wake.set()
    try:
        yield
    finally:
        counts[thing] -= 1
        if counts[thing] == 0:
            del counts[thing]
            changed.add(thing)
            wake.set()
