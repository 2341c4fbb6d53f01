"""The voice process's work: takes the offers of browsers, and lets the call flow serve each caller."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

import structlog

from sori.calls import calling_back, service
from sori.calls.callback import Due
from sori.calls.flow import Call
from sori.calls.returning import Returning
from sori.calls.service import CentreCallbacks, CentreReception, Ringing
from sori.channels.voice.exchange import Exchange
from sori.channels.voice.line import Answered, Caller, Offer, Phone
from sori.channels.voice.sound import waiting_music
from sori.channels.voice.speaking import SpeakingLeg
from sori.channels.voice.speech import Speech
from sori.channels.voice.webrtc import RtcLeg
from sori.conversations.presence import Presence
from sori.conversations.pulse import Pulse
from sori.platform.background import ended
from sori.platform.database import Database
from sori.platform.events import Feed
from sori.platform.hints import Hint
from sori.platform.log import cause
from sori.platform.problem import Problem

log = structlog.get_logger()
_LOOK_EVERY_S = 2.0
"""How often it is looked for callbacks to make, though no news of one has come."""
_CALLBACK_NEWS = frozenset({"contact.answered", "contact.callback", "contact.put_off", "callback.placed"})
MOST_CALLS = 20
"""Calls from browsers at once: what one core should bear with room to spare. Assumed, not measured."""


class Office:
    """All calls of this process."""

    def __init__(
        self,
        database: Database,
        feed: Feed,
        presence: Presence,
        speech: Speech,
        clock: Callable[[], datetime],
        public_url: str | None,
    ) -> None:
        self._database = database
        self._feed = feed
        self._presence = presence
        self._pulse = Pulse(database, clock)
        self._speech = speech
        self._clock = clock
        self._public_url = public_url
        self._exchange = Exchange()
        self._music = waiting_music()
        self._legs: dict[int, tuple[SpeakingLeg, asyncio.Task[None]]] = {}
        """Callers' legs by citizen, with what serves them."""
        self._call_ids: set[int] = set()
        self._phones: set[asyncio.Task[None]] = set()
        self._returns: dict[int, asyncio.Task[None]] = {}
        """Callbacks that are being made, by contact."""

    async def take(self, offer: Offer) -> Answered:
        """The answer to a browser's offer."""
        try:
            if offer.caller is not None:
                return Answered(await self._ring(offer.caller, offer.sdp))
            if offer.phone is not None:
                return Answered(await self._pick_up(offer.phone, offer.sdp))
        except Problem as problem:
            return Answered(problem=problem.code, status=problem.status)
        return Answered(problem="voice_offer_unusable", status=422)

    async def run(self) -> None:
        """Notes again and again that the lines are up, until cancelled; then hangs up."""
        try:
            while True:
                await asyncio.sleep(service.HEARD_EVERY_S)
                with contextlib.suppress(Exception):
                    async with self._database.transaction() as transaction:
                        await service.hear(transaction, sorted(self._call_ids), self._clock())
        finally:
            # Nobody hung up: whoever calls again in time goes on where they were.
            for leg, _ in self._legs.values():
                leg.far_end.leave(lost=True)
            for _, serving in list(self._legs.values()):
                await asyncio.wait({serving}, timeout=3)

    async def call_back(self) -> None:
        """Makes callbacks whose place comes up, until cancelled."""
        with self._feed.subscribe(None, _concerns_callbacks) as news:
            while True:
                try:
                    async with self._database.reading() as transaction:
                        found = await calling_back.due(transaction)
                except Exception as error:
                    log.error("voice.callbacks_unknown", **cause(error))
                    found = []
                for due in found:
                    if due.contact_id not in self._returns and not self._is_full:
                        self._returns[due.contact_id] = asyncio.create_task(self._return(due))
                await news.next_all(_LOOK_EVERY_S)

    async def _return(self, due: Due) -> None:
        rings: set[int] = set()

        def begins(call_id: int) -> None:
            rings.add(call_id)
            self._call_ids.add(call_id)

        try:
            callbacks = CentreCallbacks(self._database, self._clock, begins)
            await Returning(self._exchange, callbacks, due.language).make(due.contact_id, due.counsellor_id)
        except Exception as error:
            # The call's line is silent from now on, and so the callback counts as missed in half a minute.
            log.error("voice.callback_failed", **cause(error))
        finally:
            # A citizen who took it is served by their own page's call, which is this one gone on.
            taken = self._legs.get(due.citizen_id)
            if taken is None:
                self._call_ids -= rings
            del self._returns[due.contact_id]

    @property
    def _is_full(self) -> bool:
        return sum(isinstance(leg, RtcLeg) for leg, _ in self._legs.values()) >= MOST_CALLS

    async def _ring(self, caller: Caller, sdp: str) -> str:
        if caller.citizen_id not in self._legs and self._is_full:
            raise Problem(503, "voice_full")
        leg = RtcLeg(self._speech, self._music)
        answer = await leg.accept(sdp)
        await self.serve(caller, leg)
        return answer

    async def serve(self, caller: Caller, leg: SpeakingLeg) -> None:
        """Lets the flow serve a caller from now on, in place of a line on which they were."""
        before = self._legs.get(caller.citizen_id)
        if before is not None:
            # The same citizen in another tab, or after a reload: the call goes on here.
            before[0].far_end.leave(lost=True)
            await asyncio.wait({before[1]}, timeout=5)
        serving = asyncio.create_task(self._serve(caller, leg))
        self._legs[caller.citizen_id] = (leg, serving)
        self._exchange.took(caller.citizen_id, leg)

    async def _serve(self, caller: Caller, leg: SpeakingLeg) -> None:
        ringing = Ringing(caller.key, caller.citizen_id, caller.language, has_page=leg.has_screen, number=caller.number)
        try:
            with self._feed.subscribe([("citizen", caller.citizen_id)]) as news:
                async with self._database.transaction() as transaction:
                    begun = await service.begin(transaction, ringing, self._clock())
                self._call_ids.add(begun.call_id)
                try:
                    reception = CentreReception(
                        self._database, self._pulse, self._presence, news, self._clock, ringing, begun, self._public_url
                    )
                    time = asyncio.get_running_loop().time
                    await Call(leg, self._exchange, reception, caller.language, time).take()
                finally:
                    self._call_ids.discard(begun.call_id)
        except Exception as error:
            # One call's trouble ends no other; its line is silent from now on, and so it is over in half a minute.
            log.error("voice.call_failed", **cause(error))
        finally:
            await leg.hang_up()
            if self._legs.get(caller.citizen_id, (None, None))[0] is leg:
                del self._legs[caller.citizen_id]

    async def _pick_up(self, phone: Phone, sdp: str) -> str:
        leg = RtcLeg(self._speech, self._music)
        answer = await leg.accept(sdp)
        waiting = asyncio.create_task(self._keep(phone, leg))
        self._phones.add(waiting)
        waiting.add_done_callback(self._phones.discard)
        return answer

    async def _keep(self, phone: Phone, leg: RtcLeg) -> None:
        """Keeps a counsellor's phone at the exchange for as long as it is there."""
        with contextlib.suppress(Exception):
            await leg.answer()
            await self._exchange.put(phone.counsellor_id, phone.contact_id, leg)
            await leg.gone()
        await self._exchange.remove(phone.counsellor_id, phone.contact_id, leg)
        await leg.hang_up()

    async def close(self) -> None:
        """Hangs up all phones of counsellors."""
        for waiting in [*self._phones, *self._returns.values()]:
            await ended(waiting)


def _concerns_callbacks(hint: Hint) -> bool:
    return hint.kind in _CALLBACK_NEWS
