"""The floor and the places in its queues, read at most once a second a process however many look on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from sori.conversations.figures import Floor
from sori.conversations.service import floor as floor_service
from sori.conversations.store.figures import Place
from sori.platform.database import Database, Transaction

Snapshot = TypeVar("Snapshot")
_FRESH_FOR = timedelta(seconds=0.9)


class Pulse:
    """The snapshots that wallboards and waiting citizens share."""

    def __init__(self, database: Database) -> None:
        self._floor = _Shared[Floor](database, floor_service.floor)
        self._places = _Shared[Mapping[int, Place]](database, lambda transaction, _: floor_service.places(transaction))

    async def floor(self) -> Floor:
        """The floor, less than a second old."""
        return await self._floor.get()

    async def beats(self, every_s: float) -> AsyncIterator[Floor]:
        """The floor again and again."""
        while True:
            yield await self.floor()
            await asyncio.sleep(every_s)

    async def places(self) -> Mapping[int, Place]:
        """Everybody's place by contact, less than a second old."""
        return await self._places.get()


class _Shared(Generic[Snapshot]):
    def __init__(self, database: Database, read: Callable[[Transaction, datetime], Awaitable[Snapshot]]) -> None:
        self._database = database
        self._read = read
        self._lock = asyncio.Lock()
        self._snapshot: Snapshot | None = None
        self._read_at = datetime.min.replace(tzinfo=UTC)

    async def get(self) -> Snapshot:
        async with self._lock:
            now = datetime.now(UTC)
            if self._snapshot is None or now - self._read_at > _FRESH_FOR:
                async with self._database.transaction() as transaction:
                    self._snapshot = await self._read(transaction, now)
                self._read_at = now
            return self._snapshot
