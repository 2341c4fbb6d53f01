"""Contacts a second, everything durable: each is a menu, opening, offer, accepting, six messages, ending, wrap-up.

So many citizens are there at once, each of whom, when their contact is over, is followed by another: the backlog cannot
grow, and what is counted is what was finished. Both sides wait for the other's words as their screens would show them,
by their streams; the counsellor reads the contact's details and messages when it is accepted. Afterwards the database
is asked whether everything acknowledged is there once. Then, in the same run on the same PostgreSQL, as many pairs say
their six messages on the peer, the least that a chat on this stack can be (bench/_bare.py): what is told as a ratio to
that hardly depends on the machine.

    .venv/bin/python bench/contacts.py --seconds 60
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench import _centre
from bench._least import least
from bench._machine import cpu_ms, kept_once, percentile, sample
from bench._wire import Wire
from sori.replay.answers import Conversation, Desk, Message, Said, Topic

_KEY = "3"
_MESSAGES = 6


@dataclass
class Ledger:
    """What the centre acknowledged, and how long things took."""

    contacts: list[int] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    finished: int = 0
    offered_s: list[float] = field(default_factory=list)
    heard_s: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Chat:
    """One conversation as both screens have it: each side hears the other's words by its own stream."""

    def __init__(self) -> None:
        self.heard_by_desk: asyncio.Queue[float] = asyncio.Queue()
        self.heard_by_citizen: asyncio.Queue[float] = asyncio.Queue()
        self.state: asyncio.Queue[str] = asyncio.Queue()
        self.desk: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Who has it in hand, once it was accepted: the cookie."""


class Floor:
    """Everybody in the driver: the counsellors at their desks, and the chats by contact."""

    def __init__(self, wire: Wire, seats: list[dict[str, str]], ledger: Ledger, topic: int) -> None:
        self.wire = wire
        self.ledger = ledger
        self.topic = topic
        self.chats: dict[int, Chat] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self._seats = seats
        self._taken: set[int] = set()

    async def open(self) -> None:
        """Everybody sits down and goes available."""
        for one in self._seats:
            cookie = one["cookie"]
            await self.wire.listen("/api/desk/stream", cookie, lambda event, data, c=cookie: self.hear(c, event, data))  # type: ignore[misc]
            await self.wire.tell("/api/desk/state", cookie, {"state": "available"})

    def hear(self, cookie: str, event: str, data: bytes) -> None:
        """What one desk's stream tells."""
        if event == "desk":
            for offer in msgspec.json.decode(data, type=Desk).offers:
                if offer.id not in self._taken:
                    self._taken.add(offer.id)
                    self.start(self.accept(cookie, offer.id, offer.contact.id))
        elif event == "message":
            said = msgspec.json.decode(data, type=Said)
            if said.message.sender == "citizen" and said.contact_id in self.chats:
                self.chats[said.contact_id].heard_by_desk.put_nowait(time.perf_counter())

    def chat(self, contact: int) -> Chat:
        """A chat, of which either side may have heard first."""
        return self.chats.setdefault(contact, Chat())

    def start(self, work: object) -> None:
        """Runs something beside."""
        task = asyncio.create_task(work)  # type: ignore[arg-type,var-annotated]
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.ledger.faults.append(repr(task.exception()))

    async def accept(self, cookie: str, offer: int, contact: int) -> None:
        """Takes what is offered, and reads it as the desk's screen does."""
        await self.wire.tell(f"/api/desk/offers/{offer}/accept", cookie, {})
        await self.wire.get(f"/api/contacts/{contact}", cookie, dict)
        await self.wire.get(f"/api/contacts/{contact}/messages", cookie, list[Message])
        self.chat(contact).desk.set_result(cookie)

    async def contact(self) -> None:
        """One contact from beginning to end."""
        wire, ledger = self.wire, self.ledger
        await wire.get("/api/chat/menu", "", dict)
        body = {"menu_key": _KEY, "language": "ko", "request_key": str(uuid4())}
        opened_at = time.perf_counter()
        opened, citizen = await wire.post_for_cookie("/api/chat/contacts", "", body, Conversation, "sori_device")
        number = opened.contact_id
        ledger.contacts.append(number)
        chat = self.chat(number)
        heard_ids: set[int] = set()

        def hear(event: str, data: bytes) -> None:
            messages: list[Message] = []
            if event == "message":
                messages = [msgspec.json.decode(data, type=Said).message]
            elif event == "conversation":
                shown = msgspec.json.decode(data, type=Conversation)
                messages = shown.messages
                chat.state.put_nowait(shown.state)
            for message in messages:
                if message.sender == "counsellor" and message.id not in heard_ids:
                    heard_ids.add(message.id)
                    chat.heard_by_citizen.put_nowait(time.perf_counter())

        close = await wire.listen("/api/chat/stream", citizen, hear)
        while await chat.state.get() != "talking":
            pass
        ledger.offered_s.append(time.perf_counter() - opened_at)
        desk = await chat.desk
        for turn in range(_MESSAGES):
            by_citizen = turn % 2 == 0
            path, who = ("/api/chat/messages", citizen) if by_citizen else (f"/api/contacts/{number}/messages", desk)
            key = str(uuid4())
            asked_at = time.perf_counter()
            said = {"client_key": key, "body": f"{turn + 1}: 문의드립니다", "attachment_ids": []}
            await wire.post(path, who, said, Message)
            ledger.messages.append(key)
            heard = chat.heard_by_desk if by_citizen else chat.heard_by_citizen
            ledger.heard_s.append(await heard.get() - asked_at)
        await wire.tell(f"/api/contacts/{number}/end", desk, {})
        while await chat.state.get() != "wrap_up":
            pass
        close()
        body = {"topic_id": self.topic, "result": "answered", "note": ""}
        await wire.tell(f"/api/contacts/{number}/wrap-up", desk, body)
        ledger.finished += 1
        del self.chats[number]

    async def again_and_again(self, ends_at: float) -> None:
        """One contact after the other."""
        await asyncio.sleep(random.uniform(0, 1))
        while time.monotonic() < ends_at:
            await self.contact()


async def drive_least(plan: dict[str, object]) -> dict[str, object]:
    """The same six messages, each heard by the other side before the next, on the peer."""
    wire, finished = Wire(int(str(plan["least"]))), 0

    async def pair(one: int) -> None:
        nonlocal finished
        heard: asyncio.Queue[bytes] = asyncio.Queue()
        sides = (2 * one, 2 * one + 1)
        for side in sides:
            await wire.listen(f"/stream?who={side}", "", lambda _, data: heard.put_nowait(data))
        while True:
            for turn in range(_MESSAGES):
                await wire.tell("/messages", "", {"to": sides[turn % 2], "body": f"{turn + 1}: 문의드립니다"})
                await heard.get()
            finished += 1

    pairs = [asyncio.create_task(pair(one)) for one in range(int(str(plan["at_once"])))]
    await asyncio.sleep(float(str(plan["warm"])))
    before, began = finished, time.monotonic()
    print("measuring", flush=True)
    await asyncio.sleep(float(str(plan["seconds"])))
    in_time, took = finished - before, time.monotonic() - began
    print("measured", flush=True)
    for one in pairs:
        one.cancel()
    return {"in_time": in_time, "rate": in_time / took}


def driven(plan: dict[str, object], pids: dict[str, int]) -> tuple[dict[str, Any], dict[str, float]]:
    """Plays a plan in a process of its own; gives what it found, and the CPU that these processes took meanwhile."""
    driver = subprocess.Popen(
        [sys.executable, __file__, "--drive"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert driver.stdin is not None
    assert driver.stdout is not None
    driver.stdin.write(json.dumps(plan) + "\n")
    driver.stdin.flush()
    driver.stdout.readline()
    before = sample(pids)
    driver.stdout.readline()
    needed = cpu_ms(before, sample(pids))
    driver.wait()
    return json.loads(Path(str(plan["found"])).read_text()), needed


async def drive(plan: dict[str, object]) -> dict[str, object]:
    """The driver's own process: plays the plan, gives what it saw."""
    wire, ledger = Wire(int(str(plan["port"]))), Ledger()
    await wire.prepare()
    seats: list[dict[str, str]] = plan["seats"]  # type: ignore[assignment]
    topics = await wire.get("/api/topics", seats[0]["cookie"], list[Topic])
    floor = Floor(wire, seats, ledger, next(topic.id for topic in topics if topic.level == 3))
    await floor.open()
    warm_s, seconds = float(str(plan["warm"])), float(str(plan["seconds"]))
    ends_at = time.monotonic() + warm_s + seconds
    crowd = [asyncio.create_task(floor.again_and_again(ends_at)) for _ in range(int(str(plan["at_once"])))]
    await asyncio.sleep(warm_s)
    before, requests = ledger.finished, wire.requests
    ledger.offered_s.clear()
    ledger.heard_s.clear()
    print("measuring", flush=True)
    began, cpu = time.monotonic(), time.process_time()
    await asyncio.sleep(seconds)
    took, cpu = time.monotonic() - began, time.process_time() - cpu
    finished, requests = ledger.finished - before, wire.requests - requests
    print("measured", flush=True)
    over, hanging = await asyncio.wait(crowd, timeout=30)
    ledger.faults += [repr(task.exception()) for task in over if task.exception() is not None]
    if hanging:
        ledger.faults.append(f"{len(hanging)} contacts never ended")
    return {**asdict(ledger), "rate": finished / took, "requests": requests / took, "cpu_s": cpu, "in_time": finished}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20, help="how long to count, after a while to get warm")
    parser.add_argument("--warm", type=float, default=8)
    parser.add_argument("--at-once", type=int, default=40, help="how many contacts are there at once")
    parser.add_argument("--counsellors", type=int, default=60)
    parser.add_argument("--drive", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.drive:
        plan = json.loads(sys.stdin.readline())
        # To a file: a pipe of which the loop made a non-blocking one loses what is longer than it holds.
        Path(plan["found"]).write_text(json.dumps(uvloop.run((drive_least if "least" in plan else drive)(plan))))
        return
    with _centre.running() as centre:
        seats = _centre.seat(centre, options.counsellors, "general", 3, "bench")
        plan = {**vars(options), "found": str(centre.state.path / "found.json")}
        seated = {**plan, "port": centre.port, "seats": [asdict(one) for one in seats]}
        found, needed = driven(seated, _centre.pids(centre.state))
        kept = kept_once(centre.database_url, found["contacts"], found["messages"])
        with least(centre.database_url) as (port, processes):
            processes["postgres"] = _centre.pids(centre.state)["postgres"]
            peer, peer_needed = driven({**plan, "least": port}, processes)
    if found["faults"]:
        raise SystemExit(f"{len(found['faults'])} faults, such as {found['faults'][0]}")
    each = {name: ms / found["in_time"] for name, ms in needed.items() if ms / found["in_time"] >= 0.05}
    print(f"contacts, {options.at_once} at once, {options.counsellors} counsellors, {options.seconds:.0f} s")
    print(f"  contacts a second      {found['rate']:8.1f}   ({found['requests']:.0f} requests a second)")
    for name, values in (("opened → talking", found["offered_s"]), ("asked → heard", found["heard_s"])):
        print(f"  {name:22} {percentile(values, 50):8.1f} ms p50 {percentile(values, 99):8.1f} ms p99")
    print(
        f"  CPU of the centre      {sum(each.values()):8.2f} ms a contact: "
        + ", ".join(f"{name} {ms:.2f}" for name, ms in each.items())
    )
    print(f"  CPU of the driver      {1000 * found['cpu_s'] / found['in_time']:8.2f} ms a contact")
    least_ms = sum(peer_needed.values()) / peer["in_time"]
    print(
        f"  six messages alone     {peer['rate']:8.1f}   a second, {least_ms:.2f} ms of CPU on the least a chat can be:"
        f" a contact takes {sum(each.values()) / least_ms:.1f} times as much"
    )
    print(f"  {kept}\n", flush=True)


if __name__ == "__main__":
    main()
