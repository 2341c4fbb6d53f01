"""What `sori run` starts and `sori init` makes: the database, then everything on it, under one supervisor."""

import asyncio
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from sori.centre import service as centre_service
from sori.centre.model import NewCentre
from sori.demo import city
from sori.demo import service as demo_service
from sori.people import service as people
from sori.people.model import NewStaff, Role
from sori.platform import embedded
from sori.platform.database import Database
from sori.platform.embedded import EmbeddedPostgresError, StateFolder
from sori.platform.migrations import migrate
from sori.platform.problem import Problem
from sori.platform.settings import ROOT
from sori.platform.supervisor import Child, Supervisor, SupervisorError, listening_socket
from sori.platform.translation import Text

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ROUTERS = 2


def run(host: str, port: int, web_processes: int) -> int:
    """Starts everything and keeps it running until interrupted; gives the exit status."""
    state = StateFolder.chosen(ROOT)
    try:
        asyncio.run(_run(state, host, port, web_processes))
    except (EmbeddedPostgresError, SupervisorError, psycopg.OperationalError) as error:
        print(f"sori: {error}", file=sys.stderr)
        return 1
    return 0


def init(city_ko: str, city_en: str, time_zone: str, login: str, name: str, password: str) -> int:
    """Makes an empty production centre with one administrator; gives the exit status."""
    new = NewCentre(city=Text(city_ko, city_en), time_zone=time_zone, demo=False)
    administrator = NewStaff(login.strip().lower(), name, (Role.ADMINISTRATOR,), {})
    url = os.environ.get("DATABASE_URL")
    try:
        if url:
            _say("using the database named by DATABASE_URL")
            asyncio.run(_init(url, new, administrator, password))
        else:
            with embedded.running(StateFolder.chosen(ROOT)) as embedded_url:
                asyncio.run(_init(embedded_url, new, administrator, password))
    except (EmbeddedPostgresError, psycopg.OperationalError) as error:
        print(f"sori: {error}", file=sys.stderr)
        return 1
    _say(f"the centre of {city_ko} is made; start it with `sori run` and log in as {administrator.login}")
    return 0


async def _init(url: str, new: NewCentre, administrator: NewStaff, password: str) -> None:
    await asyncio.to_thread(migrate, url, ROOT / "migrations")
    database = Database(url, connections=1)
    await database.open()
    try:
        now = datetime.now(UTC)
        async with database.transaction() as transaction:
            if await centre_service.is_set_up(transaction):
                raise Problem(409, "centre_exists")
            await centre_service.set_up(transaction, new, now)
            await people.add_staff(transaction, administrator, password, now)
    finally:
        await database.close()


async def _run(state: StateFolder, host: str, port: int, web_processes: int) -> None:
    started_at = time.monotonic()
    external = os.environ.get("DATABASE_URL")
    url = external or embedded.url(state)
    if external:
        state.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    else:
        _say("starting PostgreSQL")
        embedded.initialise(state)
    with listening_socket(host, port) as listener:
        prepared = _Prepared(url, host)
        children = _children(state, url, host, port, listener, web_processes, prepared)
        if external:
            await prepared.once()
        supervisor = Supervisor(state.path, echo=None, say=_say)
        await supervisor.run(children, lambda: _announce(prepared, port, state, time.monotonic() - started_at))


class _Prepared:
    """Brings the database to this version and makes the demo city where there is no centre; once a run."""

    def __init__(self, url: str, host: str) -> None:
        self._url = url
        self._host = host
        self._done = False
        self.demo = False

    async def once(self) -> None:
        if self._done:
            return
        applied = await asyncio.to_thread(migrate, self._url, ROOT / "migrations")
        if applied:
            _say(f"database brought to {applied[-1]}")
        database = Database(self._url, connections=1)
        await database.open()
        try:
            async with database.transaction() as transaction:
                if not await centre_service.is_set_up(transaction):
                    _say("loading the demo city")
                    await demo_service.make(transaction, datetime.now(UTC))
                self.demo = (await centre_service.centre(transaction)).demo
        finally:
            await database.close()
        if self.demo and self._host not in _LOOPBACK:
            raise SupervisorError(
                "The demo answers on loopback only, since its passwords are public. Make a centre of your own with "
                "`sori init` (in another SORI_STATE or DATABASE_URL), or run without --host."
            )
        self._done = True


def _children(
    state: StateFolder,
    url: str,
    host: str,
    port: int,
    listener: socket.socket,
    web_processes: int,
    prepared: _Prepared,
) -> Iterator[Child]:
    # A generator: the supervisor asks for the next child when the one before it is ready, and what there is to start
    # after PostgreSQL depends on what is in it.
    if "DATABASE_URL" not in os.environ:
        postgres = embedded.child(state)

        async def ready() -> None:
            if postgres.ready is not None:
                await postgres.ready()
            await prepared.once()

        yield replace(postgres, ready=ready)
    sori = [sys.executable, "-m", "sori.cli"]
    environment = {
        "DATABASE_URL": url,
        "SORI_SECRET": os.environ.get("SORI_SECRET") or _kept(state.path / "secret"),
        "SORI_HOST": host,
        "SORI_PORT": str(port),
    }
    if prepared.demo:
        environment["SORI_SIMULATOR_KEY"] = _kept(state.path / "simulator-key")
    for number in range(1, _ROUTERS + 1):
        yield Child(f"router-{number}", [*sori, "router", "--name", f"router-{number}"], environment)
    yield Child("worker", [*sori, "worker"], environment)

    async def answers() -> None:
        await _wait_for_page(host, port)

    for number in range(1, web_processes + 1):
        yield Child(
            f"web-{number}",
            [*sori, "web", "--fd", str(listener.fileno())],
            environment,
            ready=answers if number == web_processes else None,
            pass_sockets=[listener.fileno()],
        )
    if prepared.demo:
        yield Child("simulation", [*sori, "simulate", "--url", f"http://127.0.0.1:{port}"], environment)


async def _wait_for_page(host: str, port: int) -> None:
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1" if host == "0.0.0.0" else host, port)  # noqa: S104
            writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            line = await reader.readline()
            writer.close()
            if b" 200 " in line:
                return
        except OSError:
            pass
        await asyncio.sleep(0.05)


def _kept(path: Path) -> str:
    """A secret of this installation, made when first asked for and readable by its owner only."""
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


def _announce(prepared: _Prepared, port: int, state: StateFolder, seconds: float) -> None:
    base = f"http://localhost:{port}"
    print(f"\nSori is ready after {seconds:.1f} s.\n")
    print(f"  Citizens      {base}/")
    print(f"  Counsellors   {base}/desk")
    print(f"  Team leaders  {base}/floor")
    if prepared.demo:
        print(f"\nDemo log-ins, all with the password {city.PASSWORD}:")
        for person in city.PEOPLE:
            print(f"  {person.login:<18}{person.display_name}")
    print(f"\nData and logs: {state.path}\nStop with Ctrl+C.", flush=True)


def _say(text: str) -> None:
    print(f"  {text}", flush=True)
