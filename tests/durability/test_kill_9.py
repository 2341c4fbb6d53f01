"""Nothing acknowledged is lost, nobody is offered twice, whatever process is killed while the centre is busy."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest

from factories import Browser, CapacityWatch, rows, until
from running import RunningCentre, running_demo

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

SEED = 120
CITIZENS, COUNSELLORS, KILLS = 30, 8, 12
VICTIMS = ("web-1", "web-2", "router-1", "router-2", "worker", "postgres")


@pytest.fixture(scope="module")
def centre() -> Iterator[RunningCentre]:
    """A running centre of its own: what is killed here is nobody else's."""
    with running_demo() as centre:
        yield centre


@dataclass
class Acknowledged:
    """What the centre has answered with a success, and with it promised to keep."""

    contacts: set[int] = field(default_factory=set)
    messages: dict[str, tuple[int, str]] = field(default_factory=dict)
    dispositions: dict[int, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Client:
    """A browser that asks again, with the same keys, until it is answered."""

    def __init__(self, centre: RunningCentre, kept: Acknowledged) -> None:
        self.browser = Browser(base_url=centre.url, timeout=httpx.Timeout(15, connect=2))
        self.kept = kept

    async def asks(self, method: str, path: str, **more: Any) -> httpx.Response:
        while True:
            try:
                response = await self.browser.request(method, path, **more)
            except (httpx.HTTPError, KeyError):
                await asyncio.sleep(0.1)
                continue
            self.kept.statuses[response.status_code] += 1
            if response.status_code == 500:
                self.kept.faults.append(f"{method} {path}: {response.text}")
            if response.status_code < 500:
                return response
            await asyncio.sleep(0.1)

    async def writes(self, path: str, contact: int, body: str) -> int:
        key = str(uuid4())
        told = {"client_key": key, "body": body, "attachment_ids": []}
        response = await self.asks("POST", path, json=told)
        if response.status_code == 201:
            self.kept.messages[key] = (contact, body)
        return response.status_code


async def citizen(client: Client, over: asyncio.Event, chance: random.Random) -> None:
    """Opens contacts, writes in them, and leaves or waits for the end, again and again."""
    number = 0
    while not over.is_set():
        if chance.random() < 0.3:
            client.browser.cookies.clear()
            await client.asks("GET", "/api/chat/menu")  # somebody new opens the page
        request = {"menu_key": chance.choice("013"), "language": "ko", "request_key": str(uuid4())}
        opened = await client.asks("POST", "/api/chat/contacts", json=request)
        assert opened.status_code == 201, opened.text
        contact = opened.json()["contact_id"]
        client.kept.contacts.add(contact)
        patience = chance.uniform(4, 12)
        began = time.monotonic()
        while not over.is_set():
            number += 1
            if await client.writes("/api/chat/messages", contact, f"{contact}: {number}") != 201:
                break  # it is over
            if time.monotonic() - began > patience:
                await client.asks("POST", "/api/chat/leave", json={})
                break
            await asyncio.sleep(chance.uniform(0.3, 1.2))


async def counsellor(client: Client, login: str, password: str, over: asyncio.Event, chance: random.Random) -> None:
    """Takes what is offered, writes, ends, wraps up; sometimes refuses or passes on."""
    assert (await client.asks("POST", "/api/session", json={"login": login, "password": password})).status_code == 200
    topics = (await client.asks("GET", "/api/topics")).json()
    topic = next(topic["id"] for topic in topics if topic["level"] == 3)
    queues = (await client.asks("GET", "/api/queues")).json()
    general = next(queue["id"] for queue in queues if queue["code"] == "general")
    while not over.is_set():
        desk = (await client.asks("GET", "/api/desk")).json()
        if desk["state"] in ("offline", "not_answering"):
            await client.asks("POST", "/api/desk/state", json={"state": "available"})
        for offer in desk["offers"]:
            how = "refuse" if chance.random() < 0.05 else "accept"
            await client.asks("POST", f"/api/desk/offers/{offer['id']}/{how}", json={})
        for contact in desk["contacts"]:
            path = f"/api/contacts/{contact['id']}"
            if contact["state"] == "talking":
                await client.writes(f"{path}/messages", contact["id"], f"{login}: {time.monotonic()}")
                if chance.random() < 0.3:
                    await client.asks("POST", f"{path}/end", json={})
                elif chance.random() < 0.1:
                    await client.asks("POST", f"{path}/transfer", json={"note": "please", "queue_id": general})
            else:
                note = str(uuid4())
                body = {"topic_id": topic, "result": "answered", "note": note}
                if (await client.asks("POST", f"{path}/wrap-up", json=body)).status_code == 200:
                    client.kept.dispositions[contact["id"]] = note
        await asyncio.sleep(chance.uniform(0.1, 0.4))


async def kills(centre: RunningCentre, chance: random.Random) -> list[str]:
    """Kills one process after another, each victim at least once, and sees that each is started again."""
    victims = [*VICTIMS, *(chance.choice(VICTIMS) for _ in range(KILLS - len(VICTIMS)))]
    chance.shuffle(victims)
    for victim in victims:
        await asyncio.sleep(chance.uniform(1.5, 3.5))
        pid = await until(lambda victim=victim: centre.pids().get(victim), 20)
        os.kill(pid, signal.SIGKILL)
        await until(lambda victim=victim, pid=pid: centre.pids().get(victim, pid) != pid, 20)
    return victims


async def test_nothing_acknowledged_is_lost_and_nobody_is_offered_twice_while_processes_are_killed(
    centre: RunningCentre,
) -> None:
    chance = random.Random(SEED)
    kept, over = Acknowledged(), asyncio.Event()
    url = centre.database_url
    logins = ["counsellor", "counsellor2", *(f"sim-{number:02d}" for number in range(1, COUNSELLORS - 1))]
    clients = [Client(centre, kept) for _ in range(CITIZENS + COUNSELLORS)]
    work = [
        asyncio.create_task(citizen(client, over, random.Random(chance.random()))) for client in clients[COUNSELLORS:]
    ] + [
        asyncio.create_task(counsellor(client, login, centre.password, over, random.Random(chance.random())))
        for client, login in zip(clients, logins, strict=False)
    ]
    try:
        async with CapacityWatch(url, 0.05) as watch:
            killed = await kills(centre, chance)
            await asyncio.sleep(1)
        for task in work:
            if task.done():
                task.result()
    finally:
        over.set()
        done, hanging = await asyncio.wait(work, timeout=30)
        for task in hanging:
            task.cancel()
    assert not hanging
    for task in done:
        task.result()
    assert set(killed) == set(VICTIMS)
    assert set(VICTIMS) <= set(centre.pids())

    assert len(kept.contacts) > CITIZENS
    assert len(kept.messages) > 100
    assert len(kept.dispositions) > 5
    assert kept.faults == []

    there = {contact for (contact,) in await rows(url, "select id from contact")}
    assert kept.contacts <= there
    counted = Counter(
        (str(key), contact, body)
        for key, contact, body in await rows(
            url, "select client_key, contact_id, body from message where client_key is not null"
        )
    )
    lost = {key: told for key, told in kept.messages.items() if counted[key, *told] != 1}
    assert lost == {}
    assert len({key for key, _, _ in counted}) == sum(counted.values())  # no key twice, in whatever contact
    notes = dict(await rows(url, "select id, note from contact where state = 'closed'"))
    assert {contact: notes.get(contact) for contact in kept.dispositions} == kept.dispositions

    assert await rows(url, OVERLAPPING_OFFERS) == []
    assert await rows(url, OVERLAPPING_TURNS) == []
    assert watch.looks > 100
    assert watch.found == []
    assert "deadlock" not in centre.log("postgres")
    for client in clients:
        await client.browser.aclose()


# Each process reads the time when it begins something, so two processes' times may cross by what one takes to commit;
# that a contact never has two live offers or turns at once is moreover held by unique indexes.
OVERLAPPING_OFFERS = """
    select one.id, other.id from offer one join offer other on other.contact_id = one.contact_id and other.id > one.id
    where other.offered_at < coalesce(one.settled_at, 'infinity') - interval '1 second'"""
OVERLAPPING_TURNS = """
    select one.id, other.id from handling one
        join handling other on other.contact_id = one.contact_id and other.id > one.id
    where other.started_at < coalesce(one.ended_at, 'infinity') - interval '1 second'"""


async def test_a_standby_takes_over_within_three_seconds_and_new_contacts_are_offered(centre: RunningCentre) -> None:
    kept = Acknowledged()
    desk, page = Client(centre, kept), Client(centre, kept)
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
    kept = Acknowledged()
    page = Client(centre, kept)
    request = {"menu_key": "3", "language": "ko", "request_key": str(uuid4())}
    contact = (await page.asks("POST", "/api/chat/contacts", json=request)).json()["contact_id"]
    await page.writes("/api/chat/messages", contact, "before")
    os.kill(centre.pids()["postgres"], signal.SIGKILL)
    await page.writes("/api/chat/messages", contact, "meanwhile")
    seen = (await page.asks("GET", "/api/chat/conversation")).json()
    bodies = [message["body"] for message in seen["messages"] if message["sender"] == "citizen"]
    assert bodies == ["before", "meanwhile"]
    assert kept.statuses[500] == 0
    await page.browser.aclose()
