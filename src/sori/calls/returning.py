"""A callback made: the counsellor's phone first, or the citizen's, over the abstract leg.

Whether and when one is made is the centre's (`calling_back`); how a citizen who takes it is served is `flow.Call`, to
which they are somebody who is back at their place.
"""

import asyncio

from sori.calls import wording
from sori.calls.flow import PICK_UP_WITHIN_S
from sori.calls.leg import HungUp, Leg, Switch
from sori.calls.reception import Callbacks
from sori.platform.background import ended
from sori.platform.translation import Language


class Returning:
    """One try to call a citizen back."""

    def __init__(self, switch: Switch, callbacks: Callbacks, language: Language) -> None:
        self._switch = switch
        self._callbacks = callbacks
        self._language = language

    async def make(self, contact_id: int, counsellor_id: int | None) -> Leg | None:
        """Rings the citizen, once the phone of the counsellor is there if one is named.

        Gives the citizen's leg, to be served from then on; None where nobody took it, and the centre knows that.
        """
        phone = None
        if counsellor_id is not None:
            phone = await self._switch.dial(counsellor_id, contact_id, PICK_UP_WITHIN_S)
            if phone is None:
                await self._callbacks.unconnected(contact_id, counsellor_id)
                return None
        ring = await self._callbacks.ring(contact_id)
        if ring is None:
            return None
        telling = None if phone is None else asyncio.ensure_future(self._tell(phone, "callback_ringing"))
        try:
            leg = await self._switch.ring(ring.citizen_id, ring.within_s)
        finally:
            if telling is not None:
                await ended(telling)
        if leg is None:
            await self._callbacks.miss(contact_id)
            if phone is not None:
                await self._tell(phone, "callback_missed")
                await phone.hang_up()
        return leg

    async def _tell(self, phone: Leg, code: str) -> None:
        """Tells the counsellor how it goes, over music. One whose line went is expected back, as in any call."""
        try:
            await phone.hold()
            await phone.announce(wording.said(code, self._language))
        except HungUp:
            return
