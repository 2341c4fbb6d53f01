"""The exchange: joins the legs of browsers, and finds the phone of the counsellor who took a call."""

import asyncio
from typing import Any

from sori.calls.leg import Leg
from sori.channels.voice.sound import Sound, key_tone
from sori.channels.voice.webrtc import RtcLeg


class RtcConnection:
    """Two browsers that hear each other. The counsellor may put the caller on hold, and send key tones."""

    def __init__(self, caller: RtcLeg, counsellor: RtcLeg) -> None:
        self._caller = caller
        self._counsellor = counsellor
        self._held = False
        self._sending: asyncio.Task[None] | None = None
        caller.ear.plays_music = counsellor.ear.plays_music = False
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
            self._sending = asyncio.ensure_future(self._caller.ear.say(key_tone(told["key"])))

    async def part(self) -> None:
        """Ends it; both legs stay up."""
        for leg in (self._caller, self._counsellor):
            leg.spoken = lambda _: None
            leg.told = lambda _: None
        self._caller.ear.plays_music = False


class Exchange:
    """All phones of counsellors that are there, by counsellor and contact."""

    def __init__(self) -> None:
        self._phones: dict[tuple[int, int], RtcLeg] = {}
        self._came = asyncio.Condition()
        self._rung: dict[int, asyncio.Future[RtcLeg]] = {}
        """Citizens who are being rung: their pages tell them so, and offer a connection once they take the call."""

    async def put(self, counsellor_id: int, contact_id: int, phone: RtcLeg) -> None:
        """A counsellor's phone is there for a contact, in place of one that was."""
        async with self._came:
            old = self._phones.get((counsellor_id, contact_id))
            self._phones[counsellor_id, contact_id] = phone
            self._came.notify_all()
        if old is not None:
            await old.hang_up()

    async def remove(self, counsellor_id: int, contact_id: int, phone: RtcLeg) -> None:
        """That phone is gone; another that came in its place stays."""
        if self._phones.get((counsellor_id, contact_id)) is phone:
            del self._phones[counsellor_id, contact_id]

    async def dial(self, counsellor_id: int, contact_id: int, within_s: float) -> Leg | None:
        """The counsellor's phone for this contact once it is there."""

        def there() -> RtcLeg | None:
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
        taken: asyncio.Future[RtcLeg] = asyncio.get_running_loop().create_future()
        self._rung[citizen_id] = taken
        try:
            return await asyncio.wait_for(taken, within_s)
        except TimeoutError:
            return None
        finally:
            del self._rung[citizen_id]

    def took(self, citizen_id: int, leg: RtcLeg) -> None:
        """A citizen's browser is on the line, whether it was rung or not."""
        taken = self._rung.get(citizen_id)
        if taken is not None and not taken.done():
            taken.set_result(leg)

    async def connect(self, caller: Leg, counsellor: Leg) -> RtcConnection:
        """Lets both hear each other."""
        if not isinstance(caller, RtcLeg) or not isinstance(counsellor, RtcLeg):
            raise TypeError("both legs must be browsers'")
        return RtcConnection(caller, counsellor)
