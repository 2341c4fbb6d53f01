"""A receiver of webhooks on this machine, and a sender that sends when it is told to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from receiving import Receiver, Worker

from factories import Clock
from sori.webhooks.sending import Sender


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async for one in _receiver():
        yield one


@pytest.fixture
async def other_receiver() -> AsyncIterator[Receiver]:
    async for one in _receiver():
        yield one


async def _receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    receiver.url = f"http://127.0.0.1:{port}/hook"
    yield receiver
    if receiver.slow is not None:
        receiver.slow.set()
    await runner.cleanup()


@pytest.fixture
def worker(app: Any, clock: Clock) -> Worker:
    database = app.state.database
    return Worker(database, clock, Sender(database, clock, private=True))
