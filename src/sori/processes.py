"""What `sori run` starts: the database, then everything on it, under one supervisor."""

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from sori.centre import service as centre_service
from sori.demo import city
from sori.demo import service as demo_service
from sori.platform import embedded, metrics
from sori.platform.child import Child, Replaced, SupervisorError, listening_socket
from sori.platform.database import Database
from sori.platform.embedded import EmbeddedPostgresError, StateFolder
from sori.platform.migrations import migrate
from sori.platform.providers import most_an_hour, smpp_provider, smtp_provider
from sori.platform.service_manager import READY, STOPPING, ServiceManager
from sori.platform.serving import LEAVE, LEAVES_WITHIN_S
from sori.platform.settings import ROOT, asterisk, embedding, endpoint_keys, language_model, speech
from sori.platform.supervisor import Supervisor

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ROUTERS = 2
_SORI = [sys.executable, "-m", "sori.cli"]


def run(host: str, port: int, web_processes: int) -> int:
    """Starts everything and keeps it running until interrupted; gives the exit status."""
    state = StateFolder.chosen(ROOT)
    # What is wrong with their settings is told now, and not by each process.
    asterisk(endpoint_keys(state.path))
    language_model(), embedding(), speech(), smpp_provider(), smtp_provider(), most_an_hour()
    try:
        asyncio.run(_run(state, host, port, web_processes))
    except (EmbeddedPostgresError, SupervisorError, psycopg.OperationalError) as error:
        print(f"sori: {error}", file=sys.stderr)
        return 1
    return 0


async def _run(state: StateFolder, host: str, port: int, web_processes: int) -> None:
    started_at, manager = time.monotonic(), ServiceManager()
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

        def started() -> None:
            _announce(prepared, port, state, time.monotonic() - started_at)
            manager.tell(READY)

        try:
            await supervisor.run(children, started, lambda: _migrate_anew(url))
        finally:
            manager.tell(STOPPING)


async def _migrate_anew(url: str) -> None:
    """Brings the database to the version that is installed now, which may be newer than what runs here."""
    process = await asyncio.to_thread(
        subprocess.run,
        [*_SORI, "migrate"],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode != 0:
        raise SupervisorError(f"the database could not be migrated: {(process.stdout + process.stderr)[-2000:]}")


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
    environment = {
        "DATABASE_URL": url,
        "SORI_SECRET": os.environ.get("SORI_SECRET") or _kept(state.path / "secret"),
        "SORI_HOST": host,
        "SORI_PORT": str(port),
        "SORI_METRICS_TOKEN": os.environ.get("SORI_METRICS_TOKEN") or _kept(state.path / "metrics-token"),
        "SORI_SEARCH_SOCKET": str(state.path / "search.socket"),
        "SORI_VOICE_SOCKET": str(state.path / "voice.socket"),
        metrics.FOLDER: str(_metrics_folder(state)),
        **endpoint_keys(state.path),
    }
    if prepared.demo:
        environment["SORI_SIMULATOR_KEY"] = _kept(state.path / "simulator-key")
    beside = Child("", [], environment, tells_ready=True, replaced=Replaced.BESIDE)
    for number in range(1, _ROUTERS + 1):
        name = f"router-{number}"
        yield replace(beside, name=name, command=[*_SORI, "router", "--name", name])
    yield replace(beside, name="worker", command=[*_SORI, "worker"])
    # Nobody waits for it: loading its dictionary takes seconds, and all but the search works without it.
    yield replace(beside, name="search", command=[*_SORI, "search"], awaited=False)
    # Calls in the browser. Only one has their lines, so the next begins when it has gone.
    voice = Child("voice", [*_SORI, "voice"], environment, tells_ready=True, replaced=Replaced.AFTER)
    yield replace(voice, awaited=False)
    for number in range(1, web_processes + 1):
        yield replace(
            beside,
            name=f"web-{number}",
            command=[*_SORI, "web", "--fd", str(listener.fileno())],
            leave_signal=LEAVE,
            leaves_within=LEAVES_WITHIN_S,
            pass_sockets=[listener.fileno()],
        )
    if prepared.demo:
        command = [*_SORI, "simulate", "--url", f"http://127.0.0.1:{port}"]
        # Two of it would seat the same simulated people twice.
        yield Child("simulation", command, environment, replaced=Replaced.AFTER)


def _metrics_folder(state: StateFolder) -> Path:
    """An empty folder for what the processes of this run count."""
    folder = state.path / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


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
        for login, person in city.PEOPLE.items():
            print(f"  {login:<18}{person.display_name}")
    print(f"\nData and logs: {state.path}\nStop with Ctrl+C.", flush=True)


def _say(text: str) -> None:
    print(f"  {text}", flush=True)
