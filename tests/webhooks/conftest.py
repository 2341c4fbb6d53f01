"""A receiver of webhooks on this machine, and a sender that sends when it is told to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from receiving import Receiver, Worker

from factories import Clock
from listening import listening
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
    async with listening("POST", "/hook", receiver.take) as address:
        receiver.url = f"{address}/hook"
        yield receiver
        if receiver.slow is not None:
            receiver.slow.set()


@pytest.fixture
def worker(app: Any, clock: Clock) -> Worker:
    database = app.state.database
    return Worker(database, clock, Sender(database, clock, private=True))
