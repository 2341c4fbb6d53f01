"""The driver of bench/soak.py, a process of its own: everybody who comes, and the counsellors, over the public API.

So many visits are there at once as the hour is busy, each followed by the next: as fast as the machine takes it. What a
visit has to do is worked out from how its contact stands, so that it goes on wherever a kill, of a process of the
centre or of this one, has left it.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from bench._soak.day import Day, Visit
from bench._soak.ledger import Fact, Ledger
from bench._wire import PatientWire, RefusedError
from sori.platform.limits import allow_many_connections
from sori.replay.answers import Conversation, Desk, Message, QueueName, Said, Topic

_LIVE = ("waiting", "offered", "talking")
_LOOKS_AFTER_S = 4.0
"""Whoever has heard nothing of their contact, or at their desk, for so long asks how it stands."""
_SHOWS_WITHIN_S = 300.0
"""Long, since a slow machine takes its time to start a process anew; a page that shows nothing by then never will."""
_GAP_S = 0.25
"""A pause between two contacts' ends that is worth telling."""


class CounsellorName(msgspec.Struct):
    """Whom a citizen talks to."""

    display_name: str


class Shown(Conversation):
    """A contact as its citizen sees it, with whose hands it is in."""

    counsellor: CounsellorName | None = None


class Seat(msgspec.Struct):
    """A counsellor who is logged in."""

    name: str
    cookie: str


class Plan(msgspec.Struct):
    """What the driver is told."""

    port: int
    day: Day
    at_once: int
    seats: list[Seat]
    ledger: str


class Crowd:
    """Everybody, and what they share."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.wire = PatientWire(plan.port)
        self.day = plan.day
        self.ledger = ledger
        self.faults: list[str] = []
        self.topic = 0
        self._at_once = plan.at_once
        self.queues: dict[str, int] = {}
        self.seats = plan.seats
        self.cookies = {seat.name: seat.cookie for seat in plan.seats}
        self.visits: dict[int, Attending] = {}
        """Visits by their contact."""
        self.gaps: list[tuple[float, float]] = []
        """When no contact ended for a while: since when, and how long."""
        self._ended_at = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    async def prepare(self) -> None:
        """Everybody sits down."""
        await self.wire.prepare()
        first = self.seats[0].cookie
        topics = await self.wire.get("/api/topics", first, list[Topic])
        self.topic = next(topic.id for topic in topics if topic.level == 3)
        self.queues = {queue.code: queue.id for queue in await self.wire.get("/api/queues", first, list[QueueName])}
        for seat in self.seats:
            desk = AtDesk(self, seat.cookie)
            self.start(self.wire.keep_listening("/api/desk/stream", seat.cookie, desk.hear))
            self.start(desk.look_now_and_then())

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs something beside; what it raises is a fault."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.faults.append(repr(task.exception()))

    async def play(self, more: Callable[[], bool]) -> None:
        """Lets the day's visits come, those that are over already left out, and further ones while there is `more`."""
        number, here = 0, set[asyncio.Task[None]]()
        self._ended_at = time.monotonic()
        while number < self.day.contacts or more():
            if self.ledger.known.is_over(number):
                number += 1
                continue
            here.add(self.start(Attending(self, self.day.visit(number)).come()))
            number += 1
            while len(here) >= max(4, round(self._at_once * self.day.busyness(number))):
                _, here = await asyncio.wait(here, return_when=asyncio.FIRST_COMPLETED)
        if here:
            await asyncio.wait(here)

    def ended(self) -> None:
        """A contact came to its end."""
        now = time.monotonic()
        if now - self._ended_at >= _GAP_S:
            self.gaps.append((self._ended_at, now - self._ended_at))
        self._ended_at = now


class AtDesk:
    """A counsellor who takes what is offered, and goes available again when they missed something."""

    def __init__(self, crowd: Crowd, cookie: str) -> None:
        self._crowd = crowd
        self._cookie = cookie
        self._taken: set[int] = set()
        self._going = False
        self._heard_at = time.monotonic()

    def hear(self, event: str, data: bytes) -> None:
        """What the desk's stream tells."""
        self._heard_at = time.monotonic()
        if event == "desk":
            self._see(msgspec.json.decode(data, type=Desk))

    async def look_now_and_then(self) -> None:
        """Looks at the desk where its stream has been silent, until cancelled."""
        while True:
            await asyncio.sleep(_LOOKS_AFTER_S)
            if time.monotonic() - self._heard_at > _LOOKS_AFTER_S:
                self._see(await self._crowd.wire.get("/api/desk", self._cookie, Desk))

    def _see(self, desk: Desk) -> None:
        if desk.state in ("offline", "not_answering") and not self._going:
            self._going = True
            self._crowd.start(self._go())
        offered = {offer.id: offer.contact.id for offer in desk.offers}
        self._taken &= offered.keys()
        for offer in offered.keys() - self._taken:
            self._taken.add(offer)
            self._crowd.start(self._settle(offer, offered[offer]))
        for line in desk.contacts:
            if visit := self._crowd.visits.get(line.id):
                visit.is_in_hands(self._cookie)

    async def _go(self) -> None:
        with suppress(RefusedError):
            await self._crowd.wire.tell("/api/desk/state", self._cookie, {"state": "available"})
        self._going = False

    async def _settle(self, offer: int, contact: int) -> None:
        visit = self._crowd.visits.get(contact)
        refuses = visit is not None and visit.is_to_be_refused()
        with suppress(RefusedError):  # it was over: the desk shows how it stands
            path = f"/api/desk/offers/{offer}/{'refuse' if refuses else 'accept'}"
            await self._crowd.wire.tell(path, self._cookie, {})
            if visit is not None and not refuses:
                visit.is_in_hands(self._cookie)


class Attending:
    """One visit, both sides of it."""

    def __init__(self, crowd: Crowd, visit: Visit) -> None:
        self._crowd = crowd
        self._visit = visit
        self._citizen = ""
        self._contact = 0
        self._state = "waiting"
        self._hands = ""
        """Who has it: their cookie."""
        self._changed = asyncio.Event()
        self._heard: set[str] = set()
        self._refuse = visit.refused

    def is_in_hands(self, cookie: str) -> None:
        """It is in the hands of whoever has this cookie."""
        self._hands = cookie
        self._changed.set()

    def is_to_be_refused(self) -> bool:
        """Whether an offer of it is to be refused, which is so once at most."""
        refuse, self._refuse = self._refuse, False
        return refuse

    async def come(self) -> None:
        """The whole visit."""
        await self._open()
        following = None
        if self._visit.followed:
            stream = self._crowd.wire.keep_listening("/api/chat/stream", self._citizen, self._hear)
            following = self._crowd.start(stream)
        try:
            while not self._crowd.ledger.known.is_over(self._visit.number):
                try:
                    await self._go_on()
                except RefusedError:
                    # It was done by a request whose answer got lost, or whoever had it has it no more.
                    self._hands = ""
                    await self._look()
            if self._visit.score is not None and self._visit.number in self._crowd.ledger.known.closed:
                await self._rate(self._visit.score)
        finally:
            if following is not None:
                following.cancel()
            self._crowd.visits.pop(self._contact, None)
        self._crowd.ended()

    async def _open(self) -> None:
        day, visit = self._crowd.day, self._visit
        body = {"menu_key": visit.menu_key, "language": "ko", "request_key": day.key(visit.number, 0)}
        path = "/api/chat/contacts"
        if visit.left_message:
            body |= {"client_key": day.key(visit.number, 1), "body": day.body(visit.number, 0)}
            path = "/api/chat/left-messages"
        shown, self._citizen = await self._crowd.wire.post_for_cookie(path, "", body, Shown, "sori_device")
        self._contact = shown.contact_id
        self._crowd.visits[self._contact] = self
        self._note(Fact.CONTACT, self._contact)
        if visit.left_message:
            self._note(Fact.MESSAGE, 0)
        self._take_in(shown)

    async def _go_on(self) -> None:
        """Does what is next; raises RefusedError where that could not be done."""
        if self._visit.leaves and self._state in _LIVE:
            self._take_in(await self._crowd.wire.post("/api/chat/leave", self._citizen, {}, Shown))
        elif not self._hands:
            await self._wait()
        elif self._state == "wrap_up":
            await self._wrap_up(self._hands)
        else:
            self._state = "talking"
            await self._talk(self._hands)

    async def _wait(self) -> None:
        self._changed.clear()
        try:
            async with asyncio.timeout(_LOOKS_AFTER_S):
                await self._changed.wait()
        except TimeoutError:
            await self._look()

    async def _talk(self, hands: str) -> None:
        for number in range(self._visit.messages):
            if number not in self._crowd.ledger.known.messages.get(self._visit.number, ()):
                await self._say(number, hands)
            if number == 0 and self._visit.transferred_to is not None and not self._is_transferred():
                goal = {"note": "이어서 부탁드립니다", "queue_id": self._crowd.queues[self._visit.transferred_to]}
                self._hands = ""
                await self._crowd.wire.tell(f"/api/contacts/{self._contact}/transfer", hands, goal)
                self._note(Fact.TRANSFER)
                self._state = "waiting"
                return
        await self._crowd.wire.tell(f"/api/contacts/{self._contact}/end", hands, {})
        self._state = "wrap_up"

    def _is_transferred(self) -> bool:
        return self._visit.number in self._crowd.ledger.known.transfers

    async def _say(self, number: int, hands: str) -> None:
        day, by_citizen = self._crowd.day, number % 2 == 0
        path, who = (
            ("/api/chat/messages", self._citizen) if by_citizen else (f"/api/contacts/{self._contact}/messages", hands)
        )
        key = day.key(self._visit.number, number + 1)
        body = {"client_key": key, "body": day.body(self._visit.number, number), "attachment_ids": []}
        await self._crowd.wire.post(path, who, body, Message)
        self._note(Fact.MESSAGE, number)
        if self._visit.followed and not by_citizen:
            await self._hears(key)

    async def _hears(self, key: str) -> None:
        """Waits until the citizen's page shows an answer; a page that does not is a fault."""
        ends_at = time.monotonic() + _SHOWS_WITHIN_S
        while key not in self._heard:
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + 1):
                    await self._changed.wait()
            if time.monotonic() > ends_at:
                self._crowd.faults.append(f"visit {self._visit.number} did not hear an answer by its stream")
                return

    def _hear(self, event: str, data: bytes) -> None:
        messages: list[Message] = []
        if event == "message":
            messages = [msgspec.json.decode(data, type=Said).message]
        elif event == "conversation":
            messages = msgspec.json.decode(data, type=Shown).messages
        self._heard |= {str(message.client_key) for message in messages}
        self._changed.set()

    async def _wrap_up(self, hands: str) -> None:
        body = {"topic_id": self._crowd.topic, "result": "answered", "note": ""}
        await self._crowd.wire.tell(f"/api/contacts/{self._contact}/wrap-up", hands, body)
        self._note(Fact.CLOSED)

    async def _rate(self, score: int) -> None:
        with suppress(RefusedError):  # rated by a request whose answer got lost
            await self._crowd.wire.tell("/api/chat/rating", self._citizen, {"score": score, "comment": ""})
            self._note(Fact.RATING, score)

    async def _look(self) -> None:
        self._take_in(await self._crowd.wire.get("/api/chat/conversation", self._citizen, Shown))

    def _take_in(self, shown: Shown) -> None:
        """Takes in how the contact stands."""
        if shown.contact_id != self._contact:
            self._crowd.faults.append(f"visit {self._visit.number} was shown another contact")
        self._state = shown.state
        if not self._is_transferred() and any(message.event == "transferred" for message in shown.messages):
            self._note(Fact.TRANSFER)
        if shown.state == "abandoned":
            self._note(Fact.GAVE_UP)
        elif shown.state == "closed":
            self._note(Fact.CLOSED)
        elif shown.state in ("talking", "wrap_up") and shown.counsellor is not None:
            self._hands = self._crowd.cookies[shown.counsellor.display_name]
        else:
            self._hands = ""

    def _note(self, fact: Fact, value: int = 0) -> None:
        try:
            self._crowd.ledger.note(fact, self._visit.number, value)
        except ValueError as error:
            self._crowd.faults.append(str(error))


async def drive() -> None:
    """Plays the plan that standard input tells, telling each second how it goes, until that says that it is enough."""
    told = asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    plan = msgspec.json.decode(await told.readline(), type=Plan)
    enough = asyncio.create_task(told.readline())
    async with Ledger(Path(plan.ledger)) as ledger:
        crowd = Crowd(plan, ledger)
        await crowd.prepare()
        telling = asyncio.create_task(_tell_again_and_again(crowd))
        await crowd.play(lambda: not enough.done())
        telling.cancel()
    _tell(crowd, over=True)
    enough.cancel()


async def _tell_again_and_again(crowd: Crowd) -> None:
    while True:
        _tell(crowd, over=False)
        await asyncio.sleep(1)


def _tell(crowd: Crowd, *, over: bool) -> None:
    gaps, crowd.gaps = crowd.gaps, []
    known = crowd.ledger.known
    told = {
        "over": over,
        "ended": len(known.closed) + len(known.gave_up),
        "here": len(crowd.visits),
        "gaps": gaps,
        "requests": crowd.wire.requests,
        "retries": crowd.wire.retries,
        "faults": (crowd.faults + crowd.wire.faults)[:20],
        "cpu_s": time.process_time(),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    allow_many_connections()
    uvloop.run(drive())
