"""An application with a chatbot beside it that has learned a small knowledge, without a dictionary, which is quick."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from asking import Asker, Bot, taught
from factories import Clock
from running import People, settings_for, started
from sori.server import create_app


@pytest.fixture
async def talking(database_url: str, clock: Clock) -> AsyncIterator[tuple[People, Bot]]:
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "search.socket"
        app = create_app(replace(settings_for(database_url), search_socket=socket), clock=clock)
        async with started(app), taught(app.state.database, clock, socket) as bot:
            people = People(app.state.database, clock, lambda: httpx.ASGITransport(app), "http://localhost", [])
            yield people, bot
            await people.close()


@pytest.fixture
def askers(talking: tuple[People, Bot]) -> People:
    """Browsers in front of an application that has a chatbot."""
    return talking[0]


@pytest.fixture
def bot(talking: tuple[People, Bot]) -> Bot:
    """The chatbot beside the application."""
    return talking[1]


@pytest.fixture
async def asker(askers: People) -> Asker:
    """A citizen who has begun a conversation with the chatbot."""
    asker = Asker(askers.browser("ko"))
    await asker.begins()
    return asker
