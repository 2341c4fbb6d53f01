"""A simulated citizen: opens a contact, waits or gives up, talks, perhaps rates, and checks that nothing was lost."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

import msgspec

from sori.replay.answers import LIVE, Conversation, Message, Said
from sori.replay.client import DEVICE_COOKIE, Client, Identity, Refused
from sori.replay.dialogue import Dialogue, Side, next_turn
from sori.replay.stage import Stage


@dataclass(frozen=True, slots=True)
class Visit:
    """Why and how a citizen contacts the centre."""

    category: str
    menu_key: str
    channel: str
    language: str
    dialogue: Dialogue
    patience_s: float
    writes_first: bool = False
    """Whether the first line is written while waiting, as with a text message."""


class End(StrEnum):
    """How a visit ended."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TURNED_AWAY = "turned_away"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a visit; the wait is by the centre's own clock, from queueing to the answer or to giving up."""

    end: End
    menu_key: str
    wait_s: float = 0.0
    talk_s: float = 0.0
    contact_id: int = 0


_NEVER_ANSWERED = (End.TURNED_AWAY, End.FAILED)


class Citizen:
    """One citizen in one visit."""

    def __init__(self, client: Client, stage: Stage, visit: Visit, who: Identity | None = None) -> None:
        self.who = who or Identity(DEVICE_COOKIE)
        self._client = client
        self._stage = stage
        self._visit = visit
        self._news = asyncio.Event()
        self._leaving = asyncio.Event()
        self._messages: dict[int, Message] = {}
        self._contact_id = 0
        self._read = 0
        self._state = ""
        self._with_person = False
        self._may_rate = False

    def leave(self) -> None:
        """Asks the citizen to go, whatever they are at."""
        self._leaving.set()
        self._news.set()

    async def come(self) -> Outcome:
        """The whole visit."""
        try:
            await self._open()
        except Refused as refused:
            closed = refused.code == "queue_closed"
            return Outcome(End.TURNED_AWAY if closed else End.FAILED, self._visit.menu_key)
        listening = asyncio.create_task(self._listen())
        try:
            await self._wait()
            await self._talk()
            # What the stream told is one thing, what is kept another: that is compared with what was acknowledged.
            await self._look()
            await self._rate()
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
            if self._state in LIVE:
                self._stage.is_left(self._contact_id)
            else:
                self._stage.is_over(self._contact_id, self._messages.values())
        return self._outcome()

    async def _open(self) -> None:
        body = {"menu_key": self._visit.menu_key, "language": self._visit.language, "request_key": uuid4()}
        if self._visit.channel != "web":
            body["channel"] = self._visit.channel
        try:
            conversation = await self._client.post("/api/chat/contacts", self.who, body, Conversation)
        except Refused as refused:
            if refused.code != "request_key_taken":
                raise
            # The contact was opened, but the answer with our device's token got lost: a new device asks anew.
            body["request_key"] = uuid4()
            conversation = await self._client.post("/api/chat/contacts", self.who, body, Conversation)
        self._contact_id = conversation.contact_id
        self._stage.begins(conversation.contact_id, self._visit.dialogue)
        self._take_in(conversation)
        if self._visit.writes_first:
            await self._say(self._visit.dialogue.turns[0].text)

    async def _listen(self) -> None:
        with suppress(Refused):
            await self._client.listen("/api/chat/stream", self.who, self._hear)

    def _hear(self, event: str, data: bytes) -> None:
        if event == "conversation":
            self._take_in(msgspec.json.decode(data, type=Conversation))
        elif event == "message":
            said = msgspec.json.decode(data, type=Said)
            if said.contact_id == self._contact_id:
                self._messages[said.message.id] = said.message
        else:
            return
        self._news.set()

    async def _wait(self) -> None:
        gives_up_at = time.monotonic() + self._visit.patience_s
        while self._state in ("waiting", "offered"):
            left_s = gives_up_at - time.monotonic()
            if left_s <= 0 or self._leaving.is_set():
                await self._go()
            else:
                await self._hears_within(left_s)

    async def _talk(self) -> None:
        while self._state in LIVE:
            if self._leaving.is_set():
                await self._go()
            elif self._state == "talking" and self._with_person and self._stage.manner.reply_to_people:
                await self._talk_with_person()
            else:
                await self._play_turn()

    async def _play_turn(self) -> None:
        citizen, counsellor = self._lines(Side.CITIZEN), self._lines(Side.COUNSELLOR)
        turn = next_turn(self._visit.dialogue, citizen, counsellor)
        if self._state == "talking" and turn is not None and turn.side is Side.CITIZEN:
            await self._pause(self._visit.dialogue.gap_s)
            if not self._leaving.is_set():
                await self._say(turn.text)
        patience_s = max(self._stage.manner.silence_s, 5 * self._visit.dialogue.gap_s)
        if not await self._hears_within(patience_s):
            await self._go()

    async def _talk_with_person(self) -> None:
        heard = self._lines(Side.COUNSELLOR)
        if not await self._hears_within(2 * self._stage.manner.silence_s):
            await self._go()
            return
        reply = self._stage.manner.reply_to_people
        if reply is None or self._state != "talking" or self._lines(Side.COUNSELLOR) == heard:
            return
        await self._client.tell("/api/chat/typing", self.who, None)
        await self._pause(self._stage.random.uniform(3, 8))
        if not self._leaving.is_set():
            await self._say(reply(self._visit.dialogue, self._lines(Side.CITIZEN), self._stage.random))

    async def _rate(self) -> None:
        if self._may_rate and self._stage.random.random() < self._stage.manner.rates:
            score = self._stage.random.choices([5, 4, 3, 2, 1], [55, 28, 10, 4, 3])[0]
            with suppress(Refused):
                await self._client.tell("/api/chat/rating", self.who, {"score": score, "comment": ""})

    async def _say(self, text: str) -> None:
        body = {"client_key": uuid4(), "body": text, "attachment_ids": []}
        try:
            message = await self._client.post("/api/chat/messages", self.who, body, Message)
        except Refused:
            await self._look()
            return
        self._messages[message.id] = message
        if message.client_key is not None:
            self._stage.acknowledged(self._contact_id, message.client_key)

    async def _go(self) -> None:
        # Leaving twice is the same as once, so a retry does no harm.
        self._take_in(await self._client.post("/api/chat/leave", self.who, None, Conversation))

    async def _hears_within(self, longest_s: float) -> bool:
        """Waits for news of the conversation; gives whether any came in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                await self._news.wait()
        told = self._news.is_set()
        self._news.clear()
        heard = self._lines(Side.COUNSELLOR)
        if self._stage.manner.marks_read and heard > self._read:
            self._read = heard
            with suppress(Refused):
                await self._client.tell("/api/chat/read", self.who, {"message_id": max(self._messages)})
        return told

    async def _look(self) -> None:
        """Looks at the whole conversation as the centre keeps it."""
        self._messages.clear()
        self._take_in(await self._client.get("/api/chat/conversation", self.who, Conversation))

    def _take_in(self, conversation: Conversation) -> None:
        if conversation.contact_id != self._contact_id:
            self._stage.tally.faults["citizen was shown another contact"] += 1
            self._state = "lost"
            return
        self._state = conversation.state
        self._with_person = conversation.state == "talking" and not conversation.simulated_counsellor
        self._may_rate = conversation.may_rate
        self._messages.update((message.id, message) for message in conversation.messages)

    def _lines(self, side: Side) -> int:
        return sum(message.sender == side.value for message in self._messages.values())

    async def _pause(self, mean_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(mean_s * self._stage.random.uniform(0.6, 1.4)):
                await self._leaving.wait()

    def _outcome(self) -> Outcome:
        at: dict[str | None, datetime] = {}
        for message in self._messages.values():
            at.setdefault(message.event, message.sent_at)
        queued, answered = at.get("queued"), at.get("answered")
        over = at.get("ended") or at.get("citizen_left")
        if queued is None or over is None:
            return Outcome(End.FAILED, self._visit.menu_key, contact_id=self._contact_id)
        wait_s = ((answered or over) - queued).total_seconds()
        talk_s = (over - answered).total_seconds() if answered else 0.0
        end = End.ANSWERED if answered else End.ABANDONED
        return Outcome(end, self._visit.menu_key, wait_s, talk_s, self._contact_id)
