"""What runs while tests look at it: an application, people in front of it, a whole centre in processes of its own."""

import asyncio
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from litestar import Litestar

from factories import SIMULATOR_KEY, Browser, Citizen, Counsellor
from sori.demo import city
from sori.people.model import SESSION_LASTS, Actor, Visitor, WayIn
from sori.people.store import log_in as log_in_store
from sori.people.store import sessions as session_store
from sori.platform import embedded
from sori.platform.database import Database
from sori.platform.embedded import StateFolder
from sori.platform.settings import Settings
from sori.platform.token import new_token, token_hash


@contextmanager
def state_folder() -> Iterator[StateFolder]:
    """A state folder that PostgreSQL's own user can reach when the tests run as root; pytest's are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="sori-test-"))
    folder.chmod(0o711)
    try:
        yield StateFolder(folder / "state")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settings_for(url: str) -> Settings:
    return Settings(
        url,
        "127.0.0.1",
        0,
        secrets.token_hex(32),
        secure_cookies=False,
        simulator_key=SIMULATOR_KEY,
        webhooks_to_private_addresses=True,
    )


class Time:
    """The time of an application that many tests start one after the other: that of the test."""

    clock: Callable[[], datetime]

    def __call__(self) -> datetime:
        return self.clock()


Made = tuple[Litestar, Time]


@asynccontextmanager
async def started(app: Litestar) -> AsyncIterator[None]:
    """Starts an application and stops it at the end of the block, both in one task, as it insists on."""
    up, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            up.set()
            await over.wait()

    task = asyncio.create_task(live())
    waiting = asyncio.create_task(up.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        waiting.cancel()
        over.set()
        await task


@dataclass
class People:
    """Browsers of citizens and staff in front of one application."""

    database: Database
    clock: Callable[[], Any]
    transport: Callable[[], httpx.AsyncBaseTransport]
    base: str
    opened: list[Browser]

    def browser(self, language: str = "en") -> Browser:
        """A browser that nobody has used yet."""
        browser = Browser(
            transport=self.transport(), base_url=self.base, headers={"accept-language": language}, timeout=30
        )
        self.opened.append(browser)
        return browser

    def citizen(self) -> Citizen:
        """Somebody new on the chat page."""
        return Citizen(self.browser())

    async def staff(self, login: str, *, stays_open: bool = True) -> Browser:
        """A browser in which this member of staff is logged in; a page that stays open keeps the session in use."""
        browser = self.browser()
        token = new_token()
        async with self.database.transaction() as transaction:
            found = await log_in_store.credentials_of(transaction, login)
            assert found is not None, login
            now = self.clock()
            visitor = Visitor("test", "127.0.0.1", counted=False)
            new = session_store.NewSession(
                token_hash(token), found.id, WayIn.PASSWORD, visitor, None, now + SESSION_LASTS
            )
            await session_store.add_session(transaction, new, now)
            if stays_open:
                await session_store.seen(transaction, [new.token_hash], [now + SESSION_LASTS])
        browser.cookies.set("sori_session", token)
        return browser

    async def actor(self, login: str) -> Actor:
        """A member of staff as services know them."""
        async with self.database.reading() as transaction:
            found = await transaction.maybe(
                Actor,
                """select id, login, display_name, simulated,
                          array(select role from staff_role where staff_id = staff.id) as roles
                   from staff where login = %s""",
                (login,),
            )
        assert found is not None, login
        return found

    async def counsellor(self, login: str = "anna", *, available: bool = True) -> Counsellor:
        """A counsellor at the desk, available unless told otherwise."""
        counsellor = Counsellor(await self.staff(login), await self.actor(login))
        if available:
            await counsellor.goes("available")
        return counsellor

    async def close(self) -> None:
        for browser in self.opened:
            await browser.aclose()


@asynccontextmanager
async def served(app: Litestar) -> AsyncIterator[str]:
    """Serves an application on a free port for the length of a block; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=1)
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        assert not task.done(), "the server did not start"
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@dataclass
class RunningCentre:
    """A whole centre as `sori run` makes it, in processes of its own."""

    url: str
    state: StateFolder
    password: str

    @property
    def database_url(self) -> str:
        return embedded.url(self.state)

    def pids(self) -> dict[str, int]:
        """The running processes by name, `supervisor` included."""
        with suppress(FileNotFoundError, json.JSONDecodeError):
            found: dict[str, int] = json.loads((self.state.path / "run.json").read_text())
            return found
        return {}

    def log(self, name: str) -> str:
        """What a process has written so far."""
        path = self.state.log / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


@contextmanager
def running_demo(*, chatbot: bool = False) -> Iterator[RunningCentre]:
    """`sori run` on a free port and a folder of its own: two web processes, two routers, no simulation.

    To learn, a `chatbot` takes a minute of a core.
    """
    with state_folder() as state:
        port = _free_port()
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        output = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        process = subprocess.Popen(
            [sys.executable, "-m", "sori.cli", "run", "--port", str(port)],
            env={
                **environment,
                "SORI_STATE": str(state.path),
                "SORI_WEBHOOKS_PRIVATE": "1",
                "SORI_CHATBOT": str(int(chatbot)),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            centre = RunningCentre(f"http://127.0.0.1:{port}", state, city.PASSWORD)
            _wait_until_up(centre, process, output)
            _switch_simulation_off(centre)
            yield centre
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            output.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_until_up(centre: RunningCentre, process: subprocess.Popen[bytes], output: Any) -> None:
    deadline = time.monotonic() + 120
    while {"web-1", "web-2", "router-1", "router-2", "worker", "postgres"} - set(centre.pids()) or not _is_up(
        centre.url
    ):
        if process.poll() is not None or time.monotonic() > deadline:
            output.seek(0)
            pytest.fail(f"sori run did not start:\n{output.read().decode(errors='replace')}")
        time.sleep(0.05)


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def _switch_simulation_off(centre: RunningCentre) -> None:
    with httpx.Client(base_url=centre.url, timeout=20) as browser:
        browser.get("/api/demo")
        browser.headers["x-csrf-token"] = browser.cookies["sori_csrf"]
        log_in = browser.post("/api/session", json={"login": "administrator", "password": centre.password})
        assert log_in.status_code == 200, log_in.text
        assert browser.put("/api/simulation", json={"on": False}).json()["simulation_on"] is False
