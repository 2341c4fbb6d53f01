"""Fixtures for all tests: a real PostgreSQL with a fresh database a test, the application on it, and people in front
of it; and, for slow tests, a whole running centre."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest
from litestar import Litestar

from factories import Clock, Leader, make_small_centre
from running import Made, People, RunningCentre, Time, running_demo, served, settings_for, started, state_folder
from sori.platform import embedded
from sori.platform.database import Database
from sori.platform.embedded import StateFolder
from sori.platform.migrations import migrate
from sori.platform.settings import ROOT
from sori.server import create_app

_BROWSER_TESTS = Path(__file__).parent / "browser"
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    # About what Litestar 3 will change; we stay below 3 until we go there on purpose.
    config.addinivalue_line("filterwarnings", "ignore::litestar.exceptions.LitestarDeprecationWarning")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
    # Last, since the browser's driver keeps an event loop in the test's thread, in which no other can be run.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tells at the end, where one looks, which checks failed before the tests (`scripts/test`)."""
    for output in os.environ.get("SORI_FAILED_CHECKS", "").split():
        terminalreporter.section(f"failed before these tests: {Path(output).stem}", red=True)
        terminalreporter.line("\n".join((ROOT / output).read_text(encoding="utf-8").splitlines()[-40:]))


@pytest.fixture(scope="session")
def postgres() -> Iterator[StateFolder]:
    """A running PostgreSQL with two databases: `empty`, to be copied, and `small_centre`, put back before each test."""
    with state_folder() as state, embedded.running(state, durable=False) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create database empty")
            migrate(embedded.url(state, "empty"), ROOT / "migrations")
            connection.execute("create database small_centre template empty")
        # In another thread: that of the tests may have the loop of a browser's driver already.
        with ThreadPoolExecutor(1) as other:
            other.submit(asyncio.run, _make_small_centre(embedded.url(state, "small_centre"))).result()
        with psycopg.connect(embedded.url(state, "small_centre", role="postgres"), autocommit=True) as connection:
            connection.execute(_REMEMBER)
        yield state


async def _make_small_centre(url: str) -> None:
    database = Database(url, connections=1)
    await database.open()
    async with database.transaction() as transaction:
        await make_small_centre(transaction)
    await database.close()


@pytest.fixture(scope="session")
def postgres_url(postgres: StateFolder) -> str:
    """The address of the server's own database, from which others can be made."""
    return embedded.url(postgres)


@pytest.fixture
def empty_url(postgres: StateFolder) -> Iterator[str]:
    """The address of a fresh database with our tables and nothing in them."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(embedded.url(postgres), autocommit=True) as connection:
        connection.execute(f"create database {name} template empty")
    yield embedded.url(postgres, name)
    # As the superuser: nobody else ends the server's own clean-up that may be at it.
    with psycopg.connect(embedded.url(postgres, "postgres", role="postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def database_url(postgres: StateFolder) -> str:
    """The address of a database with the small centre of `factories`, as if freshly made."""
    # Copying a database writes megabytes; putting back a few hundred rows takes milliseconds.
    with psycopg.connect(embedded.url(postgres, "small_centre", role="postgres"), autocommit=True) as connection:
        connection.execute(_LET_NOBODY_STAY)
        connection.execute(_PUT_BACK)
    return embedded.url(postgres, "small_centre")


_REMEMBER = """
    create schema remembered;
    do $$ declare name text; begin
        for name in select tablename from pg_tables where schemaname = 'public' loop
            execute format('create table remembered.%1$I as table public.%1$I', name);
        end loop;
    end $$"""
_LET_NOBODY_STAY = """
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()"""
_PUT_BACK = """
    set session_replication_role = replica;
    do $$ declare name text; kept text; begin
        for name, kept in
            select relname, string_agg(quote_ident(attname), ', ')
            from pg_class join pg_attribute on attrelid = pg_class.oid
            -- What the database computes itself can't be put back.
            where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
              and attgenerated = '' and to_regclass(format('remembered.%I', relname)) is not null
            group by relname
        loop
            execute format('delete from public.%I', name);
            execute format('insert into public.%1$I (%2$s) overriding system value select %2$s from remembered.%1$I',
                name, kept);
        end loop;
    end $$"""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database with the small centre, for tests of services."""
    database = Database(database_url, connections=4)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def clock() -> Clock:
    """The application's time: a Wednesday at ten, until the test moves it."""
    return Clock()


# To describe its routes takes an application much longer than to start, so each test starts the same one anew.
@pytest.fixture(scope="session")
def made_app(postgres: StateFolder) -> Made:
    """The application of one web process."""
    time = Time()
    return create_app(settings_for(embedded.url(postgres, "small_centre")), clock=time), time


@pytest.fixture(scope="session")
def made_live_app(postgres: StateFolder) -> Litestar:
    """The same at the real time."""
    return create_app(settings_for(embedded.url(postgres, "small_centre")))


@pytest.fixture
async def app(database_url: str, clock: Clock, made_app: Made) -> AsyncIterator[Litestar]:
    """The application of one web process, started."""
    app, time = made_app
    time.clock = clock
    async with started(app):
        yield app


@pytest.fixture
async def people(app: Litestar, clock: Clock) -> AsyncIterator[People]:
    """Browsers in front of the application, without a network between."""
    people = People(app.state.database, clock, lambda: httpx.ASGITransport(app), "http://localhost", [])
    yield people
    await people.close()


@pytest.fixture
def leader(app: Litestar, clock: Clock) -> Leader:
    """A routing leader that steps when told to."""
    return Leader(app.state.database, clock)


@pytest.fixture
async def live_people(database_url: str, made_live_app: Litestar) -> AsyncIterator[People]:
    """Browsers over a network connection to a served application at the real time: for streams."""
    app = made_live_app
    async with served(app) as base:
        people = People(app.state.database, app.state.now, httpx.AsyncHTTPTransport, base, [])
        yield people
        await people.close()


@pytest.fixture(scope="session")
def running_centre() -> Iterator[RunningCentre]:
    """A whole running centre, shared by the tests of this process; they must leave it as it was."""
    with running_demo(chatbot=True) as centre:
        yield centre
