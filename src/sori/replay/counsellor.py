"""A simulated counsellor: logs in, goes available, takes what is offered, talks, wraps up, and recovers."""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any

import msgspec

from sori.replay.answers import Changed, ContactLine, Desk, Me, QueueName, Said, Topic
from sori.replay.client import SESSION_COOKIE, Client, Identity, Refused
from sori.replay.dialogue import Dialogue
from sori.replay.stage import Stage
from sori.replay.talk import Talk
from sori.replay.timing import accepting

_AVAILABLE = frozenset(["available", "reserved", "busy", "wrap_up"])
"""What the desk shows of somebody whose duty is "available"."""
_OPENED_WITHIN_S = 10
"""So long a simulated contact may be here before its citizen has read that it was opened: on a busy machine."""


class Counsellor:
    """One counsellor at one desk."""

    def __init__(self, client: Client, stage: Stage, login: str, password: str) -> None:
        self.login = login
        self.wanted = "available"
        self._client = client
        self._stage = stage
        self._password = password
        self._who = Identity(SESSION_COOKIE)
        self._skills: frozenset[str] = frozenset()
        self._news = asyncio.Event()
        self._offers: set[int] = set()
        self._talks: dict[int, Talk] = {}
        self._over: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._desk: Desk | None = None
        """As last seen; None where it must be looked at again."""
        self._duty = ""
        self._finishing = False

    @property
    def in_hand(self) -> int:
        """How many contacts the counsellor holds."""
        return len(self._talks)

    @property
    def duty(self) -> str:
        """What the desk last showed; empty before the first look."""
        return self._duty

    @property
    def is_off(self) -> bool:
        """Whether the counsellor has gone off and nothing is left in hand, under way, or on the desk as it stands."""
        if not self._duty:
            return not self._tasks
        desk = self._desk
        left = desk is None or desk.state != "offline" or any(line.taken_by is None for line in desk.contacts)
        return not left and not self._tasks and not self._talks

    def be(self, duty: str) -> None:
        """Asks the counsellor to change duty: at once when nothing is in hand, else after the talk at hand."""
        if duty != self.wanted or self._finishing:
            self.wanted, self._finishing = duty, False
            self._news.set()

    def finish(self) -> None:
        """Asks the counsellor to finish everything now and go off."""
        self.wanted, self._finishing = "offline", True
        for talk in self._talks.values():
            talk.hurry()
        self._news.set()

    async def work(self) -> None:
        """Sits at the desk until cancelled; logs in again when the session is over."""
        while True:
            try:
                if self._who.token is None:
                    await self._log_in()
                await self._sit()
            except Refused as refused:
                if refused.code != "not_logged_in":
                    raise
                self._who.token = None

    async def _log_in(self) -> None:
        credentials = {"login": self.login, "password": self._password}
        me = await self._client.post("/api/session", self._who, credentials, Me)
        self._skills = frozenset(skill.code for skill in me.skills)
        if not self._stage.topics:
            topics = await self._client.get("/api/topics", self._who, list[Topic])
            self._stage.topics = {topic.code: topic.id for topic in topics if topic.level == 3}
            queues = await self._client.get("/api/queues", self._who, list[QueueName])
            self._stage.queues = {queue.code: queue.id for queue in queues}

    async def _sit(self) -> None:
        listening = asyncio.create_task(self._listen())
        self._desk = None
        try:
            while True:
                self._news.clear()
                if self._desk is None:
                    self._show(await self._client.get("/api/desk", self._who, Desk))
                else:
                    await self._act(self._desk)
                    await self._hear_news()
        finally:
            listening.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(listening, *self._tasks, return_exceptions=True)
            self._talks.clear()
            self._offers.clear()

    async def _hear_news(self) -> None:
        try:
            async with asyncio.timeout(self._stage.manner.look_every_s):
                await self._news.wait()
        except TimeoutError:
            self._desk = None

    async def _listen(self) -> None:
        with suppress(Refused):
            await self._client.listen("/api/desk/stream", self._who, self._hear)

    def _hear(self, event: str, data: bytes) -> None:
        if event == "desk":
            self._show(msgspec.json.decode(data, type=Desk))
        elif event == "message":
            said = msgspec.json.decode(data, type=Said)
            if talk := self._talks.get(said.contact_id):
                talk.hears(said.message)
        elif event in ("hint", "open"):
            about = msgspec.json.decode(data, type=Changed).contact_id if data else None
            for contact_id, talk in self._talks.items():
                if about in (None, contact_id):
                    talk.missed()

    def _show(self, desk: Desk) -> None:
        """Takes in the desk as it stands, unless a later one is known."""
        if self._desk is None or desk.now >= self._desk.now:
            self._desk = desk
            self._news.set()

    async def _act(self, desk: Desk) -> None:
        self._duty = desk.state
        self._see_offers(desk)
        self._see_contacts(desk.contacts)
        if self._should_change(desk):
            with suppress(Refused):
                await self._client.tell("/api/desk/state", self._who, {"state": self.wanted})
                self._duty = self.wanted

    def _should_change(self, desk: Desk) -> bool:
        if self.wanted == "available":
            return desk.state not in _AVAILABLE and desk.state != "protected_rest"
        if desk.state == self.wanted:
            return False
        # Nobody leaves in the middle of a talk, but on its last lines no new one is wanted.
        return self._finishing or not any(line.state == "talking" for line in desk.contacts)

    def _see_offers(self, desk: Desk) -> None:
        offered = {offer.id for offer in desk.offers}
        self._offers &= offered
        for offer_id in offered - self._offers:
            self._offers.add(offer_id)
            self._start(self._take(offer_id))

    def _see_contacts(self, contacts: Iterable[ContactLine]) -> None:
        # What a team leader has taken over is theirs to talk in.
        lines = {line.id: line for line in contacts if line.taken_by is None}
        self._over &= lines.keys()
        for contact_id, talk in self._talks.items():
            talk.stands(lines.get(contact_id))
        for contact_id in lines.keys() - self._talks.keys() - self._over:
            talk = self._talks[contact_id] = Talk(self._client, self._stage, self._who, lines[contact_id])
            if self._finishing:
                talk.hurry()
            self._start(self._hold(talk))

    async def _take(self, offer_id: int) -> None:
        refuses = self._finishing
        if not refuses:
            await asyncio.sleep(accepting(self._stage.pace, self._stage.random))
        with suppress(Refused):
            path = f"/api/desk/offers/{offer_id}/{'refuse' if refuses else 'accept'}"
            await self._client.tell(path, self._who, None)
            if not self._finishing:
                return
        self._look_again()

    async def _hold(self, talk: Talk) -> None:
        try:
            dialogue = await self._dialogue(talk)
            if talk.is_on and dialogue is not None:
                goal = self._stage.queues.get(dialogue.pass_to_queue or "")
                if goal is not None and dialogue.pass_to_queue not in self._skills:
                    await talk.pass_on(goal, "접수 담당에게 전달합니다.")
                else:
                    await talk.play(dialogue)
            elif talk.is_on:
                await self._receive_stranger(talk)
            if talk.awaits_wrap_up:
                self._news.set()
                topics = self._stage.topics
                drawn = self._stage.random.choice(list(topics.values()))
                await talk.wrap_up(topics.get(dialogue.topic_code or "", drawn) if dialogue else drawn)
        except Refused:
            # Somebody else moved it on in the meantime; the desk shows how it stands, and it is taken up from there.
            await asyncio.sleep(self._stage.manner.gather_s)
            self._look_again()
        finally:
            if talk.is_done:
                self._over.add(talk.line.id)  # the desk as last seen may still show it
            self._talks.pop(talk.line.id, None)
            self._news.set()

    def _look_again(self) -> None:
        self._desk = None
        self._news.set()

    async def _dialogue(self, talk: Talk) -> Dialogue | None:
        """The dialogue that the citizen plays; None for a real one, or one left over from before."""
        # A real citizen, whom nobody plays, is not kept waiting as long as a simulated one.
        for _ in range(_OPENED_WITHIN_S if talk.line.simulated else 1):
            if talk.line.id in self._stage.dialogues or not talk.is_on:
                break
            await talk.pause(1)
        return self._stage.dialogues.get(talk.line.id)

    async def _receive_stranger(self, talk: Talk) -> None:
        receive = self._stage.manner.receive_stranger
        if receive is not None and not talk.line.simulated:
            await receive(talk)
        await talk.end()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._stage.tally.faults[f"counsellor: {error!r}"] += 1
            self._news.set()
