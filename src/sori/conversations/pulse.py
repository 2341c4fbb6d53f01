"""The floor and the places in its queues, read at most once a second a process however many look on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

from sori.conversations.conversation import Congestion
from sori.conversations.figures import Floor
from sori.conversations.service import floor as floor_service
from sori.conversations.store.figures import Place
from sori.platform.database import Database, Transaction

Snapshot = TypeVar("Snapshot")
_FRESH_FOR_S = 0.9


class Pulse:
    """The snapshots that wallboards and waiting citizens share."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._floor = _Shared[Floor](database, clock, floor_service.floor)
        self._places = _Shared[Mapping[int, Place]](
            database, clock, lambda transaction, _: floor_service.places(transaction)
        )
        self._congestion = _Shared[Mapping[int, Congestion]](database, clock, floor_service.congestion)

    async def floor(self) -> Floor:
        """The floor, less than a second old."""
        return await self._floor.get()

    async def beats(self, every_s: float) -> AsyncIterator[Floor]:
        """The floor again and again."""
        while True:
            yield await self.floor()
            await asyncio.sleep(every_s)

    async def congestion(self) -> Mapping[int, Congestion]:
        """How busy each queue is, by its id."""
        return await self._congestion.get()

    async def places(self) -> Mapping[int, Place]:
        """Everybody's place by contact, less than a second old."""
        return await self._places.get()


class _Shared(Generic[Snapshot]):
    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        read: Callable[[Transaction, datetime], Awaitable[Snapshot]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._read = read
        self._lock = asyncio.Lock()
        self._snapshot: Snapshot | None = None
        self._stale_at = 0.0

    async def get(self) -> Snapshot:
        async with self._lock:
            running = asyncio.get_running_loop().time()
            if self._snapshot is None or running > self._stale_at:
                async with self._database.transaction() as transaction:
                    self._snapshot = await self._read(transaction, self._clock())
                self._stale_at = running + _FRESH_FOR_S
            return self._snapshot
