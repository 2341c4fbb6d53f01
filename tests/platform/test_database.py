"""The database under the application: transactions, and what happens when PostgreSQL goes away for a moment."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from factories import WEDNESDAY_10, Browser, Citizen, Clock, make_small_centre, until
from running import settings_for, started, state_folder
from sori.platform import embedded
from sori.platform.database import Database
from sori.platform.embedded import StateFolder
from sori.platform.migrations import migrate
from sori.platform.problem import Problem
from sori.platform.settings import ROOT
from sori.server import create_app


async def test_what_a_transaction_did_is_undone_when_it_raises(database: Database) -> None:
    async def fails() -> None:
        async with database.transaction() as transaction:
            await transaction.execute("insert into citizen (created_at) values (%s)", (WEDNESDAY_10,))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    async with database.reading() as transaction:
        assert await transaction.value(int, "select count(*) from citizen") == 0


async def test_a_cancelled_transaction_is_undone_and_its_connection_lives_on(database: Database) -> None:
    begun = asyncio.Event()

    async def hangs() -> None:
        async with database.transaction() as transaction:
            await transaction.execute("insert into citizen (created_at) values (%s)", (WEDNESDAY_10,))
            begun.set()
            await transaction.execute("select pg_sleep(60)")

    for _ in range(6):  # more often than there are connections
        begun.clear()
        task = asyncio.create_task(hangs())
        await begun.wait()
        task.cancel()
        with pytest.raises((asyncio.CancelledError, psycopg.errors.QueryCanceled)):
            await task
    async with database.reading() as transaction:
        assert await transaction.value(int, "select count(*) from citizen") == 0


async def test_rows_become_what_they_are_asked_as(database: Database) -> None:
    async with database.reading() as transaction:
        assert await transaction.value(int, "select null::int") is None
        assert await transaction.value(int, "select 1 where false") is None
        assert await transaction.values(str, "select unnest(array['a', 'b'])") == ["a", "b"]
        with pytest.raises(LookupError):
            await transaction.one(Clock, "select 1 as moment where false")


def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    assert migrate(empty_url, ROOT / "migrations") == []


class Server:
    """A PostgreSQL of the test's own, to be killed and started again."""

    def __init__(self, state: StateFolder) -> None:
        self.state = state
        self.url = embedded.url(state)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        embedded.initialise(self.state)
        user = embedded.system_user()
        self._process = subprocess.Popen(
            embedded.command(self.state),
            cwd=self.state.path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )

    def stop(self, number: signal.Signals) -> None:
        if self._process is not None:
            os.kill(self._process.pid, number)
            self._process.wait(30)
            self._process = None


@pytest.fixture
def server() -> Iterator[Server]:
    with state_folder() as state:
        server = Server(state)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGINT)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["stopped", "killed"])
async def test_requests_meet_a_wait_or_a_503_and_never_an_error_while_the_database_restarts(
    server: Server, how: signal.Signals
) -> None:
    await embedded.wait_until_ready(server.url)
    await asyncio.to_thread(migrate, server.url, ROOT / "migrations")
    database = Database(server.url, connections=1)
    await database.open()
    async with database.transaction() as transaction:
        await make_small_centre(transaction)
    await database.close()
    app = create_app(settings_for(server.url))
    statuses: list[int] = []
    over = asyncio.Event()

    async def asks() -> None:
        async with Browser(transport=httpx.ASGITransport(app), base_url="http://localhost", timeout=30) as browser:
            citizen = Citizen(browser)
            await citizen.opens()
            while not over.is_set():
                for response in (
                    await browser.get("/api/chat/conversation"),
                    await browser.post("/api/chat/typing", json={}),
                ):
                    statuses.append(response.status_code)
                await asyncio.sleep(0.01)

    async with started(app):
        asking = [asyncio.create_task(asks()) for _ in range(6)]
        for _ in range(2):
            before = len(statuses)
            await until(lambda before=before: len(statuses) > before + 20, 20)
            await asyncio.to_thread(server.stop, how)
            await asyncio.sleep(0.3)
            await asyncio.to_thread(server.start)
            await embedded.wait_until_ready(server.url)
        before = len(statuses)
        await until(lambda: len(statuses) > before + 60, 30)
        over.set()
        await asyncio.gather(*asking)
    assert set(statuses) <= {200, 204, 503}
    assert set(statuses[-30:]) <= {200, 204}


async def test_without_a_database_the_answer_is_503_and_when_to_try_again(clock: Clock) -> None:
    database = Database("postgresql:///nowhere?host=/nonexistent", connections=1)
    database._pool.timeout = 0.2
    await database._pool.open()
    with pytest.raises(Problem) as refused:
        async with database.transaction():
            pass
    assert (refused.value.status, refused.value.code) == (503, "database_away")
    await database._pool.close()
