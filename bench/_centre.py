"""A centre of its own for a measure: the demo city on free ports in a temporary folder, with many counsellors.

Their sessions are written to the database by the set-up, since logging in is slow on purpose (Argon2, two at a time).
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from sori.demo import city
from sori.people import service as people
from sori.people.model import SESSION_LASTS, Role, StaffSetup, Visitor, WayIn
from sori.people.store.sessions import NewSession, add_session
from sori.platform import embedded
from sori.platform.database import Database, Transaction
from sori.platform.embedded import StateFolder
from sori.platform.token import new_token, token_hash


@dataclass(frozen=True)
class Centre:
    """A running centre."""

    port: int
    state: StateFolder

    @property
    def database_url(self) -> str:
        """Where its database is."""
        return embedded.url(self.state)


@dataclass(frozen=True)
class Seat:
    """A counsellor who is logged in."""

    id: int
    login: str
    cookie: str


@contextmanager
def running() -> Iterator[Centre]:
    """`sori run` as it is, durable, with the demo's simulation off."""
    folder = Path(tempfile.mkdtemp(prefix="sori-bench-", dir="/var/tmp"))
    folder.chmod(0o711)
    state = StateFolder(folder / "state")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-m", "sori.cli", "run", "--port", str(port)],
        # What is measured has no chatbot in it, which takes half a minute of a core to learn.
        env={**environment, "SORI_STATE": str(state.path), "SORI_CHATBOT": "0"},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_up(port, state, process)
        _switch_simulation_off(port)
        yield Centre(port, state)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def seat(centre: Centre, number: int, skill: str, chats: int, prefix: str) -> list[Seat]:
    """Adds counsellors with this skill who are logged in."""
    return asyncio.run(_seat(centre, number, skill, chats, prefix))


async def opened_session(transaction: Transaction, staff_id: int, now: datetime) -> str:
    """Logs somebody in without the log-in, which is slow on purpose; gives the session's token."""
    token = new_token()
    here = Visitor("bench", "127.0.0.1", counted=False)
    new = NewSession(token_hash(token), staff_id, WayIn.PASSWORD, here, None, now + SESSION_LASTS)
    await add_session(transaction, new, now)
    return token


async def _seat(centre: Centre, number: int, skill: str, chats: int, prefix: str) -> list[Seat]:
    database = Database(centre.database_url, connections=1)
    await database.open()
    now = datetime.now(UTC)
    seats = []
    async with database.transaction() as transaction:
        for n in range(1, number + 1):
            login = f"{prefix}-{n:03d}"
            setup = StaffSetup(f"{prefix} {n}", [Role.COUNSELLOR], {skill: 2}, chat_capacity=chats)
            await people.put_staff(transaction, login, setup, now)
            staff_id = (await people.actor_named(transaction, login)).id
            token = await opened_session(transaction, staff_id, now)
            seats.append(Seat(staff_id, login, f"sori_session={token}"))
    await database.close()
    return seats


def pids(state: StateFolder) -> dict[str, int]:
    """The running processes by name."""
    with suppress(FileNotFoundError, json.JSONDecodeError):
        found: dict[str, int] = json.loads((state.path / "run.json").read_text())
        return found
    return {}


def _wait_until_up(port: int, state: StateFolder, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while not ({"web-1", "web-2", "router-1", "postgres"} <= set(pids(state)) and _is_up(port)):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("sori run did not start")
        time.sleep(0.1)


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def _switch_simulation_off(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as browser:
        browser.get("/api/demo")
        browser.headers["x-csrf-token"] = browser.cookies["sori_csrf"]
        browser.post("/api/session", json={"login": "administrator", "password": city.PASSWORD}).raise_for_status()
        browser.put("/api/simulation", json={"on": False}).raise_for_status()
    time.sleep(6)  # until the simulation has seen it
