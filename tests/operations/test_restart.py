"""Processes are renewed while people talk: no request fails, nothing is lost, and a bad version changes nothing."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from factories import Browser, Stream, answer, message, rows, until
from running import RunningCentre, running_demo

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

CITIZENS = 6


@pytest.fixture(scope="module")
def centre() -> Iterator[RunningCentre]:
    """A running centre of its own: what is renewed here is nobody else's."""
    with running_demo() as centre:
        yield centre


async def restart(centre: RunningCentre) -> tuple[int, str]:
    """`sori restart`: its exit status and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sori.cli",
        "restart",
        env={**os.environ, "SORI_STATE": str(centre.state.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def is_ready(centre: RunningCentre) -> bool:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{centre.url}/ready")).status_code == 200


class Talk:
    """A citizen who writes again and again, each message once and without trying again, and listens meanwhile."""

    def __init__(self, centre: RunningCentre) -> None:
        self.browser = Browser(base_url=centre.url, timeout=30)
        self.written: list[str] = []
        self.heard: list[str] = []
        self.streams = 0

    async def writes(self, over: asyncio.Event) -> None:
        opening = {"menu_key": "3", "language": "ko", "request_key": str(uuid4())}
        await self.browser.do("/api/chat/contacts", **opening)
        while not over.is_set():
            body = f"message {len(self.written)} {uuid4()}"
            answer(await self.browser.post("/api/chat/messages", json=message(body)))
            self.written.append(body)
            await asyncio.sleep(0.02)

    async def listens(self, over: asyncio.Event) -> None:
        """Follows the stream as our pages do: told to reconnect, it opens another."""
        await until(lambda: self.written)
        while not over.is_set():
            async with Stream(self.browser, "/api/chat/stream") as stream:
                self.streams += 1
                await until(
                    lambda stream=stream: over.is_set() or "reconnect" in stream.kinds() or stream.is_over(), 120
                )
                assert over.is_set() or "reconnect" in stream.kinds(), "a stream ended without a word"


async def test_a_restart_fails_no_request_loses_no_message_and_moves_every_stream(centre: RunningCentre) -> None:
    before = await until(lambda: "simulation" in centre.pids() and centre.pids(), 120)
    talks = [Talk(centre) for _ in range(CITIZENS)]
    over = asyncio.Event()
    writing = [asyncio.create_task(talk.writes(over)) for talk in talks]
    listening = [asyncio.create_task(talk.listens(over)) for talk in talks]
    await until(lambda: all(talk.written and talk.streams for talk in talks), 120)
    ((epoch,),) = await rows(centre.database_url, "select epoch from routing_leader")

    status, said = await restart(centre)

    assert status == 0, said
    over.set()
    await asyncio.gather(*writing, *listening)  # raises whatever failed
    after = centre.pids()
    assert set(after) == set(before)
    kept = {"supervisor", "postgres"}
    assert {name for name in before if before[name] == after[name]} == kept
    assert all(talk.streams >= 2 for talk in talks)
    found = Counter(body for (body,) in await rows(centre.database_url, "select body from message"))
    written = [body for talk in talks for body in talk.written]
    assert len(written) > 100
    assert {body: found[body] for body in written if found[body] != 1} == {}
    ((epoch_after,),) = await rows(centre.database_url, "select epoch from routing_leader")
    assert epoch_after > epoch, "a new router leads"
    assert await is_ready(centre)
    for talk in talks:
        await talk.browser.aclose()


async def test_a_version_that_does_not_start_leaves_the_old_one_running_and_says_why(centre: RunningCentre) -> None:
    before = centre.pids()
    # No new process can start without its folder; those that run have their files open.
    folder, away = centre.state.path / "metrics", centre.state.path / "metrics-away"
    folder.rename(away)
    try:
        status, said = await restart(centre)
    finally:
        away.rename(folder)
    assert status == 1
    assert "not renewed; what ran goes on" in said
    assert "ended without becoming ready" in said
    assert "FileNotFoundError" in said
    assert centre.pids() == before
    assert await is_ready(centre)


async def test_restarting_what_does_not_run_says_so(tmp_path: Path) -> None:
    process = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "sori.cli", "restart"],
        env={**os.environ, "SORI_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert process.returncode == 1
    assert "nothing runs" in process.stderr
