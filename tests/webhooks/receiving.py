"""A receiver of webhooks on this machine, and the worker's part in them."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from factories import Clock
from sori.platform.database import Database
from sori.webhooks.collecting import collect
from sori.webhooks.sending import Sender


@dataclass
class Receiver:
    """Takes what is sent, and answers as it is told."""

    url: str = ""
    status: int = 204
    slow: asyncio.Event | None = None
    received: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _, body in self.received]

    def bodies_by_id(self) -> list[Any]:
        """In the order of deliveries, whichever came first."""
        ordered = sorted(self.received, key=lambda one: int(one[0]["webhook-id"].removeprefix("msg_")))
        return [json.loads(body) for _, body in ordered]

    def kinds(self) -> list[str]:
        """What it was told of, in the order of deliveries."""
        return [body["type"] for body in self.bodies_by_id()]

    async def take(self, request: web.Request) -> web.Response:
        self.received.append((dict(request.headers), await request.text()))
        if self.slow is not None:
            await self.slow.wait()
        return web.Response(status=self.status, headers={"location": "http://127.0.0.1:1/"})


@dataclass
class Worker:
    """The worker's part in webhooks, done when told to."""

    database: Database
    clock: Clock
    sender: Sender

    async def collects(self) -> None:
        async with self.database.transaction() as transaction:
            await collect(transaction, self.clock())

    async def sends(self) -> None:
        """Collects, and sends all that is due."""
        await self.collects()
        await self.sender.look()
        await self.sender.rest()
