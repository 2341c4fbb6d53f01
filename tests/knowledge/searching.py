"""A search process beside an application, in its event loop."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from factories import Clock
from sori.knowledge.meanings import Meanings
from sori.knowledge.search import Index
from sori.knowledge.search_process import SearchProcess
from sori.platform.database import Database
from sori.platform.embedding import EmbeddingModel
from sori.platform.settings import EmbeddingEndpoint


@dataclass
class Searching:
    """A search process that can be stopped and started."""

    database: Database
    socket: Path
    clock: Clock
    embedding: EmbeddingEndpoint | None = None
    task: asyncio.Task[None] | None = None

    async def starts(self) -> None:
        ready = asyncio.Event()
        self.task = asyncio.create_task(self._run(ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({self.task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        assert ready.is_set(), self.task

    async def _run(self, ready: asyncio.Event) -> None:
        model = None if self.embedding is None else EmbeddingModel(self.embedding, self.clock)
        meanings = None if model is None else Meanings(self.database, model, tries_again_s=0.05)
        async with asyncio.TaskGroup() as group:
            group.create_task(SearchProcess(self.database, Index, self.clock, meanings).run(self.socket, ready.set))
            if meanings is not None:
                group.create_task(meanings.run())

    async def stops(self) -> None:
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task
            self.task = None
            self.socket.unlink(missing_ok=True)
