"""The exchange: joins legs, and finds the phone of the counsellor who took a call."""

import asyncio
from typing import Any

from sori.calls.leg import Leg
from sori.channels.voice.sound import Sound
from sori.channels.voice.speaking import SpeakingLeg


class Talk:
    """Two who hear each other. The counsellor may put the caller on hold, and send key tones."""

    def __init__(self, caller: SpeakingLeg, counsellor: SpeakingLeg) -> None:
        self._caller = caller
        self._counsellor = counsellor
        self._held = False
        self._sending: set[asyncio.Task[None]] = set()
        caller.spoken = self._from_caller
        counsellor.spoken = self._from_counsellor
        counsellor.told = self._told

    def _from_caller(self, sound: Sound) -> None:
        if not self._held:
            self._counsellor.ear.hear(sound)

    def _from_counsellor(self, sound: Sound) -> None:
        if not self._held:
            self._caller.ear.hear(sound)

    def _told(self, told: dict[str, Any]) -> None:
        if "hold" in told:
            self._held = told["hold"]
            self._caller.ear.plays_music = self._held
        elif "key" in told:
            sending = asyncio.create_task(self._caller.send_key(told["key"]))
            self._sending.add(sending)
            sending.add_done_callback(self._sending.discard)

    async def part(self) -> None:
        """Ends it; both legs stay up."""
        await self._caller.end_talk()
        await self._counsellor.end_talk()


class Exchange:
    """All phones of counsellors that are there, by counsellor and contact."""

    def __init__(self) -> None:
        self._phones: dict[tuple[int, int], SpeakingLeg] = {}
        self._came = asyncio.Condition()
        self._rung: dict[int, asyncio.Future[SpeakingLeg]] = {}
        """Citizens who are being rung: their pages tell them so, and offer a connection once they take the call."""

    async def put(self, counsellor_id: int, contact_id: int, phone: SpeakingLeg) -> None:
        """A counsellor's phone is there for a contact, in place of one that was."""
        async with self._came:
            old = self._phones.get((counsellor_id, contact_id))
            self._phones[counsellor_id, contact_id] = phone
            self._came.notify_all()
        if old is not None:
            await old.hang_up()

    async def remove(self, counsellor_id: int, contact_id: int, phone: SpeakingLeg) -> None:
        """That phone is gone; another that came in its place stays."""
        if self._phones.get((counsellor_id, contact_id)) is phone:
            del self._phones[counsellor_id, contact_id]

    async def dial(self, counsellor_id: int, contact_id: int, within_s: float) -> Leg | None:
        """The counsellor's phone for this contact once it is there."""

        def there() -> SpeakingLeg | None:
            phone = self._phones.get((counsellor_id, contact_id))
            return None if phone is None or phone.far_end.is_gone else phone

        try:
            async with asyncio.timeout(within_s), self._came:
                await self._came.wait_for(there)
        except TimeoutError:
            return None
        return there()

    async def ring(self, citizen_id: int, within_s: float) -> Leg | None:
        """The leg of a citizen's browser once they take the call."""
        taken: asyncio.Future[SpeakingLeg] = asyncio.get_running_loop().create_future()
        self._rung[citizen_id] = taken
        try:
            return await asyncio.wait_for(taken, within_s)
        except TimeoutError:
            return None
        finally:
            del self._rung[citizen_id]

    def took(self, citizen_id: int, leg: SpeakingLeg) -> None:
        """A citizen's browser is on the line, whether it was rung or not."""
        taken = self._rung.get(citizen_id)
        if taken is not None and not taken.done():
            taken.set_result(leg)

    async def connect(self, caller: Leg, counsellor: Leg) -> Talk:
        """Lets both hear each other."""
        if not isinstance(caller, SpeakingLeg) or not isinstance(counsellor, SpeakingLeg):
            raise TypeError("the sound of both legs must go through here")
        await caller.begin_talk()
        await counsellor.begin_talk()
        return Talk(caller, counsellor)
