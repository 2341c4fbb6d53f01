"""Whatever process dies in the middle, a receiver hears of everything that was committed."""

import asyncio
import os
import signal
from uuid import uuid4

import httpx
import pytest
from receiving import Receiver

from factories import Browser, until
from running import RunningCentre, running_demo


@pytest.mark.slow
async def test_nothing_is_lost_when_the_worker_is_killed_while_it_sends(receiver: Receiver) -> None:
    with running_demo() as centre:
        async with Browser(base_url=centre.url, timeout=30) as administrator:
            await administrator.do("/api/session", login="administrator", password=centre.password)
            await administrator.do("/api/webhooks", address=receiver.url, kinds=["contact.queued"])
        opened: set[int] = set()
        for number in range(40):
            opened.add(await _opens(centre))
            if number % 10 == 5:
                await until(lambda: centre.pids().get("worker"), 60)
                os.kill(centre.pids()["worker"], signal.SIGKILL)
                await asyncio.sleep(0.05)

        def missing() -> set[int]:
            return opened - {body["data"]["contact_id"] for body in receiver.bodies}

        await until(lambda: not missing(), 120)


async def _opens(centre: RunningCentre) -> int:
    async with Browser(base_url=centre.url, timeout=30) as citizen:
        while True:
            try:
                made = await citizen.post(
                    "/api/chat/contacts", json={"menu_key": "3", "language": "ko", "request_key": str(uuid4())}
                )
            except httpx.HTTPError:
                continue
            if made.is_success:
                return int(made.json()["contact_id"])
            assert made.status_code == 503, made.text
