"""The voice process's work inside a test, and calls that stand somewhere in it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from phones import Telephone

from factories import Clock, Counsellor, Leader, rows, until
from running import People
from sori.channels.voice.line import Caller, Offer, Phone
from sori.channels.voice.office import Office
from sori.channels.voice.speech import Speech
from sori.citizens import service as citizens
from sori.conversations.presence import Presence
from sori.platform.database import Database
from sori.platform.events import Feed
from sori.platform.translation import Language

CITIZEN_HZ, COUNSELLOR_HZ = 440.0, 800.0


@dataclass
class Voice:
    """The voice process's work inside the test, and the browsers that are connected to it."""

    database_url: str
    clock: Clock
    folder: Path
    telephones: list[Telephone] = field(default_factory=list)

    async def start(self) -> None:
        self.database = Database(self.database_url, connections=4)
        await self.database.open()
        self.feed = Feed(self.database)
        await self.feed.start()
        self.presence = Presence(self.database, self.clock)
        await self.presence.start()
        self.speech = Speech(self.folder, None)
        self.office = Office(self.database, self.feed, self.presence, self.speech, self.clock, "https://sori.example")
        self.running = {
            asyncio.ensure_future(self.office.run()),
            asyncio.ensure_future(self.office.call_back()),
        }

    async def stop(self) -> None:
        for task in self.running:
            task.cancel()
        await asyncio.wait(self.running)
        await self.office.close()
        await self.presence.stop()
        await self.feed.stop()
        await self.database.close()

    async def calls(self, citizen_id: int) -> Telephone:
        """A citizen calls, and is answered."""
        telephone = Telephone(CITIZEN_HZ)
        self.telephones.append(telephone)
        caller = Caller(uuid4(), citizen_id, Language.KO)
        answered = await self.office.take(Offer(await telephone.offer(), caller=caller))
        await telephone.accept(answered.sdp)
        await until(lambda: telephone.channel.readyState == "open")
        return telephone

    async def picks_up(self, counsellor: Counsellor, contact_id: int) -> Telephone:
        """A counsellor's page connects itself."""
        telephone = Telephone(COUNSELLOR_HZ)
        self.telephones.append(telephone)
        answered = await self.office.take(Offer(await telephone.offer(), phone=Phone(counsellor.id, contact_id)))
        await telephone.accept(answered.sdp)
        return telephone

    async def new_citizen(self) -> int:
        async with self.database.transaction() as transaction:
            citizen, _ = await citizens.new(transaction, self.clock())
        return citizen.id


async def queued(voice: Voice, key: str = "9") -> tuple[Telephone, int, int]:
    citizen_id = await voice.new_citizen()
    telephone = await voice.calls(citizen_id)
    await until(lambda: telephone.was_told(code="greeting"))
    telephone.press(key)
    await until(lambda: telephone.was_told(kind="state", state="waiting", place=1))
    [(contact_id,)] = await rows(voice.database_url, "select contact_id from call where ended_at is null")
    return telephone, contact_id, citizen_id


async def answered(voice: Voice, people: People, leader: Leader) -> tuple[Telephone, Telephone, Counsellor, int, int]:
    telephone, contact_id, citizen_id = await queued(voice)
    counsellor = await people.counsellor("cheol")
    await leader.steps()
    await counsellor.takes(contact_id)
    phone = await voice.picks_up(counsellor, contact_id)
    return telephone, phone, counsellor, contact_id, citizen_id


async def state_of(voice: Voice, contact_id: int) -> str:
    [(state,)] = await rows(voice.database_url, "select state from contact where id = %s", (contact_id,))
    return str(state)


def live_calls(voice: Voice) -> Callable[[], Any]:
    async def count() -> int:
        return len(await rows(voice.database_url, "select 1 from call where ended_at is null"))

    return count


async def no_call(voice: Voice) -> None:
    async def none() -> bool:
        return await live_calls(voice)() == 0

    await until(none)
