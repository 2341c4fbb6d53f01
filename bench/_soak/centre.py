"""The centre that is soaked: made by `sori init` and `sori setup import` as a city makes its own, run by `sori run`.

Its time zone is one in which the day has just begun, so that the whole run lies in one day of the city.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from bench import _centre
from sori.people import store as people_store
from sori.people.model import SESSION_LASTS
from sori.platform import embedded
from sori.platform.child import arm_death_signal
from sori.platform.database import Database
from sori.platform.embedded import StateFolder
from sori.platform.run_folder import is_held
from sori.platform.token import new_token, token_hash

ADMINISTRATOR, TEAM_LEADER = "administrator", "team-leader"
_HOUR = 1
"""The city's hour in which a run begins."""
_SORI = [sys.executable, "-m", "sori.cli"]
_SETUP = """
[centre]
city = {{ko = "소리시", en = "Sori City"}}
time_zone = "{zone}"
message_queue = "written"

[staff.administrator]
display_name = "administrator"
roles = ["administrator"]

[staff.team-leader]
display_name = "team leader"
roles = ["team_leader"]

[skills.general]
name = {{ko = "일반", en = "General"}}
[skills.traffic]
name = {{ko = "교통", en = "Traffic"}}
[skills.water]
name = {{ko = "수도", en = "Water"}}
[skills.written]
name = {{ko = "글", en = "Written"}}

[menu.1]
label = {{ko = "교통", en = "Traffic"}}
queue = "traffic"
[menu.2]
label = {{ko = "수도", en = "Water"}}
queue = "water"
[menu.3]
label = {{ko = "일반", en = "General"}}
queue = "general"

[topics.life]
name = {{ko = "생활", en = "Life"}}
[topics.waste]
name = {{ko = "쓰레기", en = "Waste"}}
parent = "life"
[topics.bulky]
name = {{ko = "대형 폐기물", en = "Bulky waste"}}
parent = "waste"
"""
_QUEUE = """
[queues.{code}]
name = {{ko = "{code}", en = "{code}"}}
steps = [{{after_s = 0, skill = "{code}", level = 1}}]
hours = {{{hours}}}
open_on_holidays = true
"""
_COUNSELLOR = """
[staff.{login}]
display_name = "{login}"
roles = ["counsellor"]
skills = {{{skills}}}
chat_capacity = 2
"""


class Soaked:
    """A centre in a folder of its own."""

    def __init__(self, folder: Path, counsellors: int) -> None:
        self.state = StateFolder(folder / "state")
        self.counsellors = [f"soak-{number:02d}" for number in range(1, counsellors + 1)]
        self.port = 0
        self._folder = folder

    @property
    def database_url(self) -> str:
        """Where its database is."""
        return embedded.url(self.state)

    def pids(self) -> dict[str, int]:
        """The running processes by name."""
        return _centre.pids(self.state)

    def make(self) -> None:
        """An empty centre, and then its setup."""
        zone = _zone_where_it_is(_HOUR)
        self._sori(
            "init", "--city", "소리시", "--city-en", "Sori City", "--time-zone", zone, "--administrator", ADMINISTRATOR
        )
        setup = self._folder / "setup.toml"
        setup.write_text(_setup(zone, self.counsellors), "utf-8")
        self._sori("setup", "import", str(setup), "--as", ADMINISTRATOR)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Runs it on a free port for the length of a block."""
        while is_held(self.state.path):  # a run that was killed is being ended by its own supervisor
            time.sleep(0.1)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = int(listener.getsockname()[1])
        with (self._folder / "sori-run.txt").open("ab") as output:
            process = subprocess.Popen(
                [*_SORI, "run", "--port", str(self.port)],
                env=self._environment(),
                stdout=output,
                stderr=output,
                preexec_fn=arm_death_signal(signal.SIGTERM),  # noqa: PLW1509 (there are no threads yet)
            )
        try:
            deadline = time.monotonic() + 600
            while not self.is_ready():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"sori run did not start: {(self._folder / 'sori-run.txt').read_text()}")
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def is_ready(self) -> bool:
        """Whether it says that requests should be sent to it."""
        with suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.port}/ready", timeout=2).status_code == 200
        return False

    def log_in(self, logins: list[str]) -> dict[str, str]:
        """Logs people in; gives their cookies. Their sessions are written beforehand: logging in is slow on purpose."""
        return asyncio.run(self._log_in(logins))

    async def _log_in(self, logins: list[str]) -> dict[str, str]:
        database = Database(self.database_url, connections=1)
        await database.open()
        now, cookies = datetime.now(UTC), {}
        async with database.transaction() as transaction:
            for login in logins:
                token = new_token()
                staff = await transaction.value(int, "select id from staff where login = %s", (login,))
                assert staff is not None, login
                await people_store.add_session(transaction, token_hash(token), staff, now, now + SESSION_LASTS, "soak")
                cookies[login] = f"sori_session={token}"
        await database.close()
        return cookies

    def memory_mb(self) -> dict[str, float]:
        """What each process holds; PostgreSQL with its sessions, shared pages counted once."""
        found = {}
        for name, pid in self.pids().items():
            with suppress(psutil.Error):
                process = psutil.Process(pid)
                family = [process, *process.children()] if name == "postgres" else [process]
                found[name] = sum(_own_mb(one) for one in family)
        return found

    def _sori(self, *arguments: str) -> None:
        done = subprocess.run(
            [*_SORI, *arguments],
            env={**self._environment(), "SORI_ADMINISTRATOR_PASSWORD": "a-password-for-a-soak"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"sori {arguments[0]}: {done.stdout}{done.stderr}")

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return {**kept, "SORI_STATE": str(self.state.path)}


def _zone_where_it_is(hour: int) -> str:
    ahead = (hour - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}"  # its signs are the other way round


def _setup(zone: str, counsellors: list[str]) -> str:
    hours = ", ".join(f'{day} = ["00:00-24:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    text = _SETUP.format(zone=zone)
    for code in ("general", "traffic", "water", "written"):
        text += _QUEUE.format(code=code, hours=hours)
    for number, login in enumerate(counsellors):
        lines = ("general", "traffic", "general", "water")[number % 4]
        skills = {
            "general": 1,
            lines: 2,
            "written": 1,
            "traffic": 1 if number % 2 else 0,
            "water": 1 if number % 3 else 0,
        }
        text += _COUNSELLOR.format(
            login=login, skills=", ".join(f"{skill} = {level}" for skill, level in skills.items() if level)
        )
    return text


def _own_mb(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        return float(process.memory_full_info().pss) / 1024**2
    return 0.0
