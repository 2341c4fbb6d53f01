import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any
from uuid import uuid4

import httpx
import pytest

from sori.demo.simulation import Simulation
from sori.replay.client import Client
from sori.replay.tally import Tally


@asynccontextmanager
async def leader(centre: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=centre.url, timeout=20) as browser:
        await browser.get("/api/demo")
        browser.headers["x-csrf-token"] = browser.cookies["sori_csrf"]
        who = {"login": "team-leader", "password": centre.password}
        assert (await browser.post("/api/session", json=who)).status_code == 200
        yield browser


@pytest.mark.slow
async def test_the_floor_lives_while_the_switch_is_on_and_empties_when_it_is_off(running_centre: Any) -> None:
    async with leader(running_centre) as browser, citizen_of(running_centre) as visitor:
        # The centre's own simulation process follows the same switch.
        assert (await browser.put("/api/simulation", json={"on": True})).json()["simulation_on"]
        try:
            await floor_until(browser, lambda floor: sum(queue["talking"] for queue in floor["queues"]) >= 3, 60)
            await visitor.post(
                "/api/chat/contacts", json={"menu_key": "3", "language": "ko", "request_key": str(uuid4())}
            )
            greeted = await sees_until(
                visitor, lambda told: any(m["sender"] == "counsellor" for m in told["messages"]), 40
            )
            assert greeted["simulated_counsellor"]
            assert any("모의 상담사" in message["body"] for message in greeted["messages"])
        finally:
            await browser.put("/api/simulation", json={"on": False})
        await sees_until(visitor, lambda told: told["state"] in ("wrap_up", "closed"), 90)
        empty = await floor_until(browser, is_empty, 90)
        assert empty["simulated"] is False


def is_empty(floor: dict[str, Any]) -> bool:
    held = any(counsellor["contacts"] for counsellor in floor["counsellors"] if counsellor["simulated"])
    working = any(counsellor["state"] != "offline" for counsellor in floor["counsellors"] if counsellor["simulated"])
    return not held and not working and not any(queue["waiting"] + queue["talking"] for queue in floor["queues"])


@asynccontextmanager
async def citizen_of(centre: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=centre.url, timeout=20) as browser:
        await browser.get("/api/demo")
        browser.headers["x-csrf-token"] = browser.cookies["sori_csrf"]
        yield browser


async def floor_until(browser: httpx.AsyncClient, holds: Any, longest_s: float) -> Any:
    return await until(browser, "/api/floor", holds, longest_s)


async def sees_until(browser: httpx.AsyncClient, holds: Any, longest_s: float) -> Any:
    return await until(browser, "/api/chat/conversation", holds, longest_s)


async def until(browser: httpx.AsyncClient, path: str, holds: Any, longest_s: float) -> Any:
    told: Any = None
    try:
        async with asyncio.timeout(longest_s):
            while not holds(told := (await browser.get(path)).json()):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
    except TimeoutError:
        pytest.fail(f"{path} did not come to that within {longest_s} s: {told}")
    return told


async def test_while_the_centre_is_away_the_simulation_waits() -> None:
    tally = Tally()
    async with Client("http://127.0.0.1:9", tally, simulator_key="key") as client:
        stop = asyncio.Event()
        running = asyncio.create_task(Simulation(client, Random(1), lambda: 10.5).run(stop))
        await asyncio.sleep(0.5)
        assert not running.done()
        assert tally.retries.total() > 0
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
