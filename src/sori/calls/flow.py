"""The call flow, written once over an abstract leg: greeting, menu, queue, talk, goodbye.

What it decides it asks of the pure `routing` package (`routing.caller`, and `routing.menu` through the reception), so
that a simulation of callers decides the same without running this.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from sori.calls import wording
from sori.calls.leg import HungUp, Leg, Saying, Shown, Switch
from sori.calls.reception import Below, Joined, Missed, Promised, Reception, Stand, Standing
from sori.platform.background import ended
from sori.platform.translation import Language
from sori.routing import caller
from sori.routing.caller import AtMenu, Miss, Told

KEY_WITHIN_S = 7.0
"""How long a caller may think after the menu was said."""
PICK_UP_WITHIN_S = 20.0
"""How long a counsellor's phone may take to be there for a call that the counsellor took."""
LOOK_EVERY_S = 5.0
"""How often a call's contact is looked at, though no news of it has come."""
CALLBACK_KEY, END_KEY = "1", "#"
"""While waiting: asks for a callback; ends a number."""
_MOST_DIGITS = 15
Result = TypeVar("Result")


class Call:
    """One caller, from the first ring to the end."""

    def __init__(
        self, leg: Leg, switch: Switch, reception: Reception, language: Language, now_s: Callable[[], float]
    ) -> None:
        self._leg = leg
        self._switch = switch
        self._reception = reception
        self._language = language
        self._now_s = now_s
        self._contact: int | None = None

    async def take(self) -> None:
        """Serves the caller to the end. Whatever happens, the contact knows that the call is over, or lost."""
        try:
            await self._leg.answer()
            self._contact = await self._reception.held()
            if self._contact is None:
                self._contact = await self._at_menu()
            if self._contact is None:
                await self._leg.play(wording.said("goodbye_menu", self._language))
            else:
                await self._serve(self._contact)
            await self._reception.over()
        except HungUp as end:
            await self._gone(end)
        finally:
            await self._leg.hang_up()

    async def _gone(self, end: HungUp) -> None:
        if end.lost:
            await self._reception.lost(self._contact)
            return
        if self._contact is not None:
            await self._reception.leave(self._contact)
        await self._reception.over()

    async def _at_menu(self) -> int | None:
        """The contact once the caller has joined a queue; None where nothing that was pressed led to one."""
        welcome = await self._reception.welcome()
        at: AtMenu | None = AtMenu()
        key = await self._leg.play(wording.greeting(welcome, self._language))
        while at is not None:
            key = key or await self._asked(wording.menu(welcome, at.above, self._language))
            if key == wording.REPEAT_KEY:
                key = None
                continue
            if key == wording.TEXT_KEY and welcome.texts:
                key = await self._texted()
                continue
            match await self._choice(at.above, key):
                case Joined(contact_id):
                    return contact_id
                case Below():
                    at, key = caller.descended(at, key or ""), None
                case Missed() as miss:
                    at = caller.missed(at)
                    # What is pressed while we say that a key was wrong is the next choice.
                    key = await self._leg.play(wording.missed(miss, welcome.zone, self._language)) if at else None
        return None

    async def _texted(self) -> str | None:
        """Asks where to send a text message, and says what became of it; gives a key pressed meanwhile."""
        asked = "text_number"
        while number := await self._collected(self._leg.play, wording.said(asked, self._language)):
            promised = await self._reception.text(number)
            if promised is not Promised.NO_SUCH_NUMBER:
                code = "text_sent" if promised is Promised.YES else "text_had"
                return await self._leg.play(wording.said(code, self._language))
            asked = "text_number_again"
        return None

    async def _asked(self, menu: Saying) -> str | None:
        return await self._leg.play(menu) or await self._leg.key(KEY_WITHIN_S)

    async def _choice(self, above: str, key: str | None) -> Joined | Below | Missed:
        return Missed(Miss.SILENT) if key is None else await self._reception.choose(above + key)

    async def _serve(self, contact_id: int) -> None:
        """Lets the caller wait and talk, as often as the contact is passed on, until it is over."""
        while True:
            standing = await self._standing(contact_id)
            if standing.stand is Stand.OVER:
                break
            if standing.stand is Stand.WAITING:
                if await self._wait(contact_id):
                    self._contact = None  # it waits on without us
                    await self._leg.play(wording.said("callback_promised", self._language))
                    return
            elif standing.simulated_counsellor:
                await self._read_out(contact_id, standing)
            else:
                await self._talk(contact_id, standing)
        await self._said_whole("ended_for_abuse" if standing.ended_for_abuse else "goodbye")

    async def _said_whole(self, code: str) -> None:
        """Says something to its end, whatever is pressed meanwhile."""
        while await self._leg.play(wording.said(code, self._language)) is not None:
            pass

    async def _wait(self, contact_id: int) -> bool:
        """Music and notices until the contact no longer waits (False), or the caller is to be called back (True)."""
        told: Told | None = None
        await self._leg.hold()
        while (standing := await self._standing(contact_id)).stand is Stand.WAITING:
            now_s, offered = self._now_s(), standing.may_be_called_back
            if caller.tells(told, standing.place, standing.high_s, now_s, offered=offered):
                notice = wording.notice(standing, CALLBACK_KEY, self._language)
                key = await self._unless_called(contact_id, self._leg.announce(notice))
                told = Told(standing.place, standing.high_s, self._now_s(), offered)
            else:
                wait_s = LOOK_EVERY_S if told is None else min(LOOK_EVERY_S, caller.tells_again_in_s(told, now_s))
                key = await self._key_or_news(wait_s)
            if key == CALLBACK_KEY and offered and await self._promised(contact_id):
                return True
        return False

    async def _key_or_news(self, within_s: float) -> str | None:
        """The key pressed before something may have changed, or so many seconds are over."""
        news = asyncio.ensure_future(self._reception.changed(within_s))
        key = asyncio.ensure_future(self._leg.key(within_s))
        try:
            await asyncio.wait({news, key}, return_when=asyncio.FIRST_COMPLETED)
            return key.result() if key.done() else None
        finally:
            for one in (news, key):
                with suppress(HungUp):
                    await ended(one)

    async def _promised(self, contact_id: int) -> bool:
        """Asks where to call back; True once it is promised, and then nothing may undo it."""
        asked = "callback_number" if self._leg.has_screen else "callback_number_line"
        while True:
            number = await self._unless_called(
                contact_id, self._collected(self._leg.announce, wording.said(asked, self._language))
            )
            if number is None:
                return False
            match await self._reception.call_back(contact_id, number or None):
                case Promised.YES:
                    return True
                case Promised.NO_SUCH_NUMBER:
                    asked = "callback_number_again"
                case Promised.NO_LONGER:
                    return False

    async def _collected(self, says: Callable[[Saying], Awaitable[str | None]], asking: Saying) -> str | None:
        """The digits pressed until the end key; None where the caller fell silent before it."""
        key, digits = await says(asking), ""
        while (key := key or await self._leg.key(KEY_WITHIN_S)) != END_KEY:
            if key is None:
                return None
            digits, key = (digits + key)[:_MOST_DIGITS], None
        return digits

    async def _unless_called(self, contact_id: int, announcing: Awaitable[Result]) -> Result | None:
        """Does something, but stops in the middle (None) once a counsellor takes the call: nobody is to wait for us."""
        saying = asyncio.ensure_future(announcing)
        try:
            while not saying.done():
                news = asyncio.ensure_future(self._reception.changed(LOOK_EVERY_S))
                await asyncio.wait({saying, news}, return_when=asyncio.FIRST_COMPLETED)
                await ended(news)
                if not saying.done() and (await self._standing(contact_id)).stand is not Stand.WAITING:
                    return None
            return saying.result()
        finally:
            await ended(saying)

    async def _talk(self, contact_id: int, standing: Standing) -> None:
        """Joins the caller and the counsellor for as long as the contact stays in these hands."""
        counsellor_id = standing.counsellor_id or 0
        await self._leg.hold()
        while True:
            phone = await self._while_here(self._switch.dial(counsellor_id, contact_id, PICK_UP_WITHIN_S))
            if not await self._still_with(contact_id, counsellor_id):
                return
            if phone is None:
                await self._reception.unconnected(contact_id, counsellor_id)
                await self._leg.play(wording.said("unconnected", self._language))
                return
            if await self._joined(contact_id, counsellor_id, phone):
                return
            # Their page was reloaded, or their network changed: they are expected back.
            await self._leg.hold()
            await self._leg.announce(wording.said("counsellor_away", self._language))

    async def _joined(self, contact_id: int, counsellor_id: int, phone: Leg) -> bool:
        """Lets both talk; True once the contact has left these hands, False where the counsellor's line went first."""
        connection = await self._switch.connect(self._leg, phone)
        gone = asyncio.ensure_future(phone.gone())
        try:
            while not gone.done():
                news = asyncio.ensure_future(self._while_here(self._reception.changed(LOOK_EVERY_S)))
                await asyncio.wait({gone, news}, return_when=asyncio.FIRST_COMPLETED)
                if news.done():
                    news.result()  # raises where the caller is gone
                await ended(news)
                standing = await self._standing(contact_id)
                if not _is_with(standing, counsellor_id):
                    await phone.hang_up()
                    return True
                if standing.warning_due:
                    await self._said_whole("abuse_warning")
                    await self._reception.warned(contact_id)
            return False
        except HungUp:
            await phone.hang_up()
            raise
        finally:
            await ended(gone)
            await connection.part()

    async def _read_out(self, contact_id: int, standing: Standing) -> None:
        """In the demo a simulated counsellor writes; what is written is said."""
        await self._leg.play(wording.said("simulated", self._language))
        while standing.stand is Stand.TALKING and standing.simulated_counsellor:
            for words in standing.written:
                await self._leg.play(Saying("written", words, self._language))
            await self._while_here(self._reception.changed(LOOK_EVERY_S))
            standing = await self._standing(contact_id)

    async def _still_with(self, contact_id: int, counsellor_id: int) -> bool:
        return _is_with(await self._standing(contact_id), counsellor_id)

    async def _standing(self, contact_id: int) -> Standing:
        standing = await self._reception.standing(contact_id)
        waits = standing.stand is Stand.WAITING
        shown = Shown(
            standing.stand,
            wording.in_language(standing.queue, self._language),
            standing.place if waits else None,
            standing.low_s if waits else None,
            standing.high_s if waits else None,
            standing.counsellor,
            standing.written,
        )
        await self._leg.show(shown)
        return standing

    async def _while_here(self, work: Awaitable[Result]) -> Result:
        """What the work gives, unless the caller is gone first."""
        working = asyncio.ensure_future(work)
        gone = asyncio.ensure_future(self._leg.gone())
        try:
            await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                raise HungUp(lost=gone.result())
            return working.result()
        finally:
            for one in (working, gone):
                with suppress(HungUp):
                    await ended(one)


def _is_with(standing: Standing, counsellor_id: int) -> bool:
    return standing.stand is Stand.TALKING and standing.counsellor_id == counsellor_id
