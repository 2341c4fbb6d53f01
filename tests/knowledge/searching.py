"""A search process beside an application, in its event loop."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from factories import Clock
from sori.knowledge.search import Index
from sori.knowledge.search_process import SearchProcess
from sori.platform.database import Database


@dataclass
class Searching:
    """A search process that can be stopped and started."""

    database: Database
    socket: Path
    clock: Clock
    task: asyncio.Task[None] | None = None

    async def starts(self) -> None:
        ready = asyncio.Event()
        process = SearchProcess(self.database, Index, self.clock)
        self.task = asyncio.create_task(process.run(self.socket, ready.set))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({self.task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        assert ready.is_set(), self.task

    async def stops(self) -> None:
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task
            self.task = None
            self.socket.unlink(missing_ok=True)
