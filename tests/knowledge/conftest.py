"""An application with a search process beside it, in one event loop; the index takes no words apart, which is quick."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from searching import Searching

from factories import Clock
from running import Made, People, Time, settings_for, started
from sori.platform import embedded
from sori.platform.embedded import StateFolder
from sori.server import create_app


@pytest.fixture(scope="session")
def made_searched_app(postgres: StateFolder) -> Iterator[tuple[Made, Path]]:
    """An application that can search, its time, and the socket at which it expects the search process."""
    with tempfile.TemporaryDirectory() as folder:
        socket, time = Path(folder) / "search.socket", Time()
        settings = replace(settings_for(embedded.url(postgres, "small_centre")), search_socket=socket)
        yield (create_app(settings, clock=time), time), socket


@pytest.fixture
async def searched_app(
    database_url: str, clock: Clock, made_searched_app: tuple[Made, Path]
) -> AsyncIterator[tuple[Litestar, Searching]]:
    (app, time), socket = made_searched_app
    time.clock = clock
    async with started(app):
        searching = Searching(app.state.database, socket, clock)
        await searching.starts()
        yield app, searching
        await searching.stops()


@pytest.fixture
def searching(searched_app: tuple[Litestar, Searching]) -> Searching:
    """The search process beside the application."""
    return searched_app[1]


@pytest.fixture
async def searchers(searched_app: tuple[Litestar, Searching], clock: Clock) -> AsyncIterator[People]:
    """Browsers in front of an application that can search."""
    app, _ = searched_app
    people = People(app.state.database, clock, lambda: httpx.ASGITransport(app), "http://localhost", [])
    yield people
    await people.close()
