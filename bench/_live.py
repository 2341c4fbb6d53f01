"""The driver of bench/live.py, a process of its own: everybody who sits, waits and writes, over the public API."""

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import uvloop

from bench._wire import Wire
from sori.platform.limits import allow_many_connections
from sori.replay.answers import Conversation, Desk, Message, Said, Topic

_CHATS, _PROBES = "3", "1"
"""The menu's keys: that of the open chats, and that for which only the probed counsellor works."""


class Times:
    """When a message was asked for, kept by the centre's own clock, and heard on the other side."""

    def __init__(self) -> None:
        self.asked: dict[str, float] = {}
        self.kept: dict[str, float] = {}
        self.heard: dict[str, float] = {}

    def hear(self, body: str) -> None:
        """Notes the first time that a message was heard."""
        if body in self.asked:
            self.heard.setdefault(body, time.time())


class Crowd:
    """The counsellors at their desks and the citizens in their chats."""

    def __init__(self, wire: Wire, plan: dict[str, Any]) -> None:
        self.wire = wire
        self.plan = plan
        self.times = Times()
        self.keys: list[str] = []
        self.chats: list[tuple[int, str, str]] = []
        """Contact, the citizen's cookie, the counsellor's."""
        self.offered: dict[str, asyncio.Queue[tuple[float, int, int]]] = {}
        self.available_s: list[float] = []
        self.faults: list[str] = []
        self._accepted: dict[int, asyncio.Future[str]] = {}
        self._taken: set[int] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def sit_down(self) -> None:
        """Everybody is at their desk; those with chats go available."""
        for seat in self.plan["seats"]:
            await self.wire.listen("/api/desk/stream", seat["cookie"], self._at_desk(seat["cookie"]))
            await self.wire.tell("/api/desk/state", seat["cookie"], {"state": "available"})
        for seat in self.plan["probes"]:
            self.offered[seat["cookie"]] = asyncio.Queue()
            await self.wire.listen("/api/desk/stream", seat["cookie"], self._at_desk(seat["cookie"]))

    def _at_desk(self, cookie: str) -> Callable[[str, bytes], None]:
        def hear(event: str, data: bytes) -> None:
            if event == "desk":
                for offer in msgspec.json.decode(data, type=Desk).offers:
                    if offer.id in self._taken:
                        continue
                    self._taken.add(offer.id)
                    if cookie in self.offered:
                        self.offered[cookie].put_nowait((time.perf_counter(), offer.id, offer.contact.id))
                    else:
                        self.start(self._accept(cookie, offer.id, offer.contact.id))
            elif event == "message":
                self.times.hear(msgspec.json.decode(data, type=Said).message.body)

        return hear

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs something beside."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.faults.append(repr(task.exception()))

    async def _accept(self, cookie: str, offer: int, contact: int) -> None:
        await self.wire.tell(f"/api/desk/offers/{offer}/accept", cookie, {})
        self._acceptance(contact).set_result(cookie)

    def _acceptance(self, contact: int) -> "asyncio.Future[str]":
        return self._accepted.setdefault(contact, asyncio.get_running_loop().create_future())

    async def fill(self) -> None:
        """Opens the chats, some at a time, each until it is accepted."""
        at_once = asyncio.Semaphore(24)

        async def one() -> None:
            async with at_once:
                contact, citizen = await self._open(_CHATS)
                await self.wire.listen("/api/chat/stream", citizen, self._on_page)
                self.chats.append((contact, citizen, await self._acceptance(contact)))

        async with asyncio.TaskGroup() as openings:
            for _ in range(self.plan["chats"]):
                openings.create_task(one())

    async def _open(self, key: str) -> tuple[int, str]:
        body = {"menu_key": key, "language": "ko", "request_key": str(uuid4())}
        opened, cookie = await self.wire.post_for_cookie("/api/chat/contacts", "", body, Conversation, "sori_device")
        return opened.contact_id, cookie

    def _on_page(self, event: str, data: bytes) -> None:
        if event == "message":
            self.times.hear(msgspec.json.decode(data, type=Said).message.body)
        elif event == "conversation":
            for message in msgspec.json.decode(data, type=Conversation).messages:
                self.times.hear(message.body)

    async def write(self, ends_at: float, rate: float, first_only: bool) -> None:
        """Messages at this rate, to either side of any chat; or from the citizens of the first counsellor only."""
        mine = [chat for chat in self.chats if chat[2] == self.plan["seats"][0]["cookie"]] if first_only else self.chats
        while time.monotonic() < ends_at:
            await asyncio.sleep(random.expovariate(rate))
            self.start(self._say(*random.choice(mine), by_citizen=first_only or random.random() < 0.5))

    async def _say(self, contact: int, citizen: str, desk: str, *, by_citizen: bool) -> None:
        key = str(uuid4())
        body = f"bench-{len(self.times.asked)}-{contact}"
        path, who = ("/api/chat/messages", citizen) if by_citizen else (f"/api/contacts/{contact}/messages", desk)
        self.times.asked[body] = time.time()
        kept = await self.wire.post(path, who, {"client_key": key, "body": body, "attachment_ids": []}, Message)
        self.times.kept[body] = kept.sent_at.timestamp()
        self.keys.append(key)

    async def probe(self, ends_at: float, topic: int) -> None:
        """Somebody waits; a counsellor goes available: how soon are they offered?"""
        while time.monotonic() < ends_at:
            for seat in self.plan["probes"]:
                cookie = seat["cookie"]
                _, citizen = await self._open(_PROBES)
                await asyncio.sleep(0.05)  # until routing knows them
                asked_at = time.perf_counter()
                await self.wire.tell("/api/desk/state", cookie, {"state": "available"})
                at, offer, contact = await self.offered[cookie].get()
                self.available_s.append(at - asked_at)
                await self.wire.tell(f"/api/desk/offers/{offer}/accept", cookie, {})
                await self.wire.tell(f"/api/contacts/{contact}/end", cookie, {})
                body = {"topic_id": topic, "result": "answered", "note": ""}
                await self.wire.tell(f"/api/contacts/{contact}/wrap-up", cookie, body)
                await self.wire.tell("/api/desk/state", cookie, {"state": "break"})
                del citizen


async def drive(plan: dict[str, Any]) -> dict[str, Any]:
    """Fills the centre, says so, waits to be told to go on, plays, and gives what it saw."""
    wire = Wire(plan["port"])
    await wire.prepare()
    crowd = Crowd(wire, plan)
    topics = await wire.get("/api/topics", plan["seats"][0]["cookie"], list[Topic])
    began = time.monotonic()
    await crowd.sit_down()
    seated_s, began = time.monotonic() - began, time.monotonic()
    await crowd.fill()
    _tell(ready=True, seated_s=seated_s, filled_s=time.monotonic() - began)
    await asyncio.to_thread(sys.stdin.readline)
    ends_at, cpu = time.monotonic() + plan["seconds"], time.process_time()
    async with asyncio.TaskGroup() as work:
        work.create_task(crowd.write(ends_at, plan["rate"], first_only=False))
        work.create_task(crowd.write(ends_at, plan["browser_rate"], first_only=True))
        work.create_task(crowd.probe(ends_at, next(topic.id for topic in topics if topic.level == 3)))
    cpu = time.process_time() - cpu
    _tell(over=True)
    await asyncio.sleep(2)
    times = crowd.times
    unheard = [body for body in times.kept if body not in times.heard]
    return {
        "cpu_s": cpu,
        "asked": times.asked,
        "kept": times.kept,
        "heard": times.heard,
        "available_s": crowd.available_s,
        "contacts": [contact for contact, _, _ in crowd.chats],
        "keys": crowd.keys,
        "faults": crowd.faults + [f"{len(unheard)} messages never heard"] * bool(unheard),
    }


async def drive_bare(plan: dict[str, Any]) -> dict[str, Any]:
    """The same load on the peer: as many streams, as many messages a second."""
    wire, times = Wire(plan["port"]), Times()

    def hear(_: str, data: bytes) -> None:
        times.hear(msgspec.json.decode(data)["body"])

    for who in range(plan["streams"]):
        await wire.listen(f"/stream?who={who}", "", hear)
    tasks = set()

    async def say() -> None:
        body = f"bench-{len(times.asked)}"
        times.asked[body] = time.time()
        await wire.tell("/messages", "", {"to": random.randrange(plan["streams"]), "body": body})

    await asyncio.sleep(2)
    _tell(ready=True)
    await asyncio.to_thread(sys.stdin.readline)
    ends_at, cpu = time.monotonic() + plan["seconds"], time.process_time()
    while time.monotonic() < ends_at:
        await asyncio.sleep(random.expovariate(plan["rate"]))
        task = asyncio.create_task(say())
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    cpu = time.process_time() - cpu
    _tell(over=True)
    await asyncio.sleep(1)
    return {"cpu_s": cpu, "asked": times.asked, "heard": times.heard}


def _tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    allow_many_connections()
    chosen = json.loads(sys.stdin.readline())
    seen = uvloop.run((drive_bare if "streams" in chosen else drive)(chosen))
    Path(chosen["result"]).write_text(json.dumps(seen))
    _tell(written=True)
