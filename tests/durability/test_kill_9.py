"""How soon the centre is itself again when a process was killed. That nothing is lost meanwhile: test_soak.py."""

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest

from factories import Browser, rows, until
from running import RunningCentre, running_demo

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def centre() -> Iterator[RunningCentre]:
    """A running centre of its own: what is killed here is nobody else's."""
    with running_demo() as centre:
        yield centre


class Client:
    """A browser that asks again, with the same keys, until it is answered."""

    def __init__(self, centre: RunningCentre) -> None:
        self.browser = Browser(base_url=centre.url, timeout=httpx.Timeout(15, connect=2))

    async def asks(self, method: str, path: str, **more: Any) -> httpx.Response:
        while True:
            try:
                response = await self.browser.request(method, path, **more)
            except (httpx.HTTPError, KeyError):
                await asyncio.sleep(0.1)
                continue
            assert response.status_code != 500, f"{method} {path}: {response.text}"
            if response.status_code < 500:
                return response
            await asyncio.sleep(0.1)

    async def writes(self, body: str) -> None:
        told = {"client_key": str(uuid4()), "body": body, "attachment_ids": []}
        assert (await self.asks("POST", "/api/chat/messages", json=told)).status_code == 201


async def test_a_standby_takes_over_within_three_seconds_and_new_contacts_are_offered(centre: RunningCentre) -> None:
    desk, page = Client(centre), Client(centre)
    url = centre.database_url
    await desk.asks("POST", "/api/session", json={"login": "counsellor", "password": centre.password})
    for _ in range(2):
        ((holder, epoch),) = await rows(url, "select holder, epoch from routing_leader")
        pid = await until(lambda holder=holder: centre.pids().get(holder), 20)
        assert psutil.Process(pid).is_running()
        await clear(desk, url)
        killed_at = datetime.now().astimezone()
        os.kill(pid, signal.SIGKILL)
        page.browser.cookies.clear()
        request = {"menu_key": "3", "language": "ko", "request_key": str(uuid4())}
        contact = (await page.asks("POST", "/api/chat/contacts", json=request)).json()["contact_id"]

        async def is_offered(contact: int = contact) -> bool:
            found = await rows(url, "select id from offer where contact_id = %s", (contact,))
            return bool(found)

        await until(is_offered, 10)
        ((new_holder, new_epoch, since),) = await rows(url, "select holder, epoch, since from routing_leader")
        assert new_epoch > epoch
        assert new_holder != holder
        assert since - killed_at <= timedelta(seconds=3)
        ((offered_at,),) = await rows(url, "select offered_at from offer where contact_id = %s", (contact,))
        assert offered_at - killed_at <= timedelta(seconds=4)
        await until(lambda holder=holder, pid=pid: centre.pids().get(holder, pid) != pid, 20)
    await desk.browser.aclose()
    await page.browser.aclose()


async def clear(desk: Client, url: str) -> None:
    """Answers whoever still waits and empties the counsellor's hands, so that the next contact finds them free."""
    topics = (await desk.asks("GET", "/api/topics")).json()
    topic = next(topic["id"] for topic in topics if topic["level"] == 3)

    async def is_empty() -> bool:
        now = (await desk.asks("GET", "/api/desk")).json()
        if now["state"] in ("offline", "not_answering", "break"):
            await desk.asks("POST", "/api/desk/state", json={"state": "available"})
        for offer in now["offers"]:
            await desk.asks("POST", f"/api/desk/offers/{offer['id']}/accept", json={})
        for contact in now["contacts"]:
            await desk.asks("POST", f"/api/contacts/{contact['id']}/end", json={})
            body = {"topic_id": topic, "result": "answered", "note": ""}
            await desk.asks("POST", f"/api/contacts/{contact['id']}/wrap-up", json=body)
        left = await rows(url, "select id from contact where state in ('waiting', 'offered')")
        return bool(now["in_hand"] == 0 and now["state"] == "available" and not left)

    await until(is_empty, 60)


async def test_the_centre_comes_back_after_the_database_is_killed(centre: RunningCentre) -> None:
    page = Client(centre)
    request = {"menu_key": "3", "language": "ko", "request_key": str(uuid4())}
    assert (await page.asks("POST", "/api/chat/contacts", json=request)).status_code == 201
    await page.writes("before")
    os.kill(centre.pids()["postgres"], signal.SIGKILL)
    await page.writes("meanwhile")
    seen = (await page.asks("GET", "/api/chat/conversation")).json()
    bodies = [message["body"] for message in seen["messages"] if message["sender"] == "citizen"]
    assert bodies == ["before", "meanwhile"]
    await page.browser.aclose()
