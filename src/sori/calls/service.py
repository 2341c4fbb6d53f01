"""Use cases about calls, and the reception that the call flow asks where the queues are the database's."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sori.calls import calling_back, warning
from sori.calls.reception import Below, Joined, Missed, Option, Promised, Ring, Stand, Standing, Welcome
from sori.calls.store import calls as store
from sori.centre import service as centre_service
from sori.conversations.conversation import Conversation
from sori.conversations.model import LIVE_STATES, Channel, Contact, ContactState, Sender
from sori.conversations.outbox import service as outbox
from sori.conversations.outbox.model import Outgoing, OutgoingChannel, mobile_number
from sori.conversations.presence import Presence
from sori.conversations.pulse import Pulse
from sori.conversations.service import citizen as citizen_service
from sori.conversations.service import life
from sori.people.model import Actor
from sori.platform.database import Database, Transaction
from sori.platform.events import Subscription
from sori.platform.problem import Problem
from sori.platform.translation import Language
from sori.routing.callback import CallbackRule, is_offered
from sori.routing.caller import Miss

HEARD_EVERY_S = 5.0
"""How often it is noted that a call's line is up."""
SILENT_FOR = timedelta(seconds=30)
"""A call whose line was not heard of for so long is over: nobody waits for a caller who is gone."""
_LINKS_WITHIN = timedelta(hours=1)
"""A text message asked for on the telephone is not sent later than this."""
_MISSES = {
    "unknown_menu_key": Miss.UNKNOWN,
    "queue_full": Miss.FULL,
    "queue_closed": Miss.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Ringing:
    """A citizen who calls; `key` is their page's own for it, or their line's."""

    key: UUID
    citizen_id: int
    language: Language
    has_page: bool = True
    """Whether a page of ours is open before them, on which they can be called back."""
    number: str | None = None
    """The telephone number that they call from, where it is told."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A call that began, or goes on: then with the contact that it is about."""

    call_id: int
    contact_id: int | None


async def citizen_of_key(transaction: Transaction, key: UUID) -> int | None:
    """Who called with this key, known only to the page that made it up; None where nobody did."""
    return await store.citizen_of_key(transaction, key)


async def begin(transaction: Transaction, ringing: Ringing, now: datetime) -> Begun:
    """A call begins. One whose line broke, or that goes on elsewhere, is continued where its contact still waits; who
    is called back, or calls before that, goes on there.
    """
    called_back = await calling_back.reach(transaction, ringing.citizen_id, now)
    live = await store.lock_live(transaction, ringing.citizen_id)
    if live is not None and live.contact_id is not None:
        contact = await life.contact(transaction, live.contact_id)
        if contact.state in LIVE_STATES:
            await store.hear(transaction, [live.id], now)
            return Begun(live.id, contact.id)
    if live is not None:
        await store.end(transaction, live.id, now)
    call_id = await store.begin(transaction, ringing.key, ringing.citizen_id, now)
    if called_back is not None:
        await store.queue(transaction, call_id, called_back)
    return Begun(call_id, called_back)


async def hear(transaction: Transaction, call_ids: list[int], now: datetime) -> None:
    """Notes that these calls' lines are up."""
    await store.hear(transaction, call_ids, now)


async def release_silent(transaction: Transaction, now: datetime) -> None:
    """Ends calls whose line has not been heard of for long: who waited has left, who was talked to has hung up.

    So no counsellor stays busy with a dead call, whatever has died.
    """
    for call in await store.silent_since(transaction, now - SILENT_FOR):
        if call.contact_id is not None and await calling_back.is_ringing(transaction, call.contact_id):
            await calling_back.miss(transaction, call.contact_id, now)
        elif call.contact_id is not None:
            await life.leave(transaction, call.contact_id, now)
        await store.end(transaction, call.id, now)


async def spoken_in(transaction: Transaction, actor: Actor, contact_id: int) -> Contact:
    """The call that the actor talks in now; Problem 403 for another's, 409 where it is no call under way."""
    contact = await life.contact(transaction, contact_id)
    if contact.speaker_id != actor.id:
        raise Problem(403, "contact_of_another")
    if contact.channel is not Channel.PHONE or contact.state is not ContactState.TALKING or contact.simulated:
        raise Problem(409, "not_a_call")
    return contact


class CentreReception:
    """The centre as the database keeps it, for one call."""

    def __init__(
        self,
        database: Database,
        pulse: Pulse,
        presence: Presence,
        news: Subscription,
        clock: Callable[[], datetime],
        ringing: Ringing,
        begun: Begun,
        public_url: str | None,
    ) -> None:
        """`news` are hints about the caller; whoever made them ends them. `public_url` is where our pages are."""
        self._database = database
        self._pulse = pulse
        self._presence = presence
        self._news = news
        self._clock = clock
        self._ringing = ringing
        self._begun = begun
        self._public_url = public_url
        self._there = ExitStack()
        self._read_to = 0

    async def welcome(self) -> Welcome:
        """Who answers, what is announced, and the menu as it is now."""
        async with self._database.reading() as transaction:
            centre, announced = await centre_service.announced(transaction, self._clock())
        options = tuple(Option(entry.key, entry.label) for entry in centre.menu)
        return Welcome(centre.city, tuple(announced), options, centre.time_zone, texts=self._public_url is not None)

    async def held(self) -> int | None:
        """The contact in which the caller is already."""
        if self._begun.contact_id is not None:
            self._is_there(self._begun.contact_id)
        return self._begun.contact_id

    async def choose(self, key: str) -> Joined | Below | Missed:
        """Queues the caller behind a key; otherwise says why not."""
        ringing, now = self._ringing, self._clock()
        # Whether the citizen is new would only spare us to look for a call they are in: that is as quick.
        opening = life.Opening(
            ringing.citizen_id, False, Channel.PHONE, key, ringing.language, ringing.key, simulated=False
        )
        try:
            async with self._database.transaction() as transaction:
                contact_id = await life.open_contact(transaction, opening, now)
                await store.queue(transaction, self._begun.call_id, contact_id)
        except Problem as problem:
            if problem.code == "menu_goes_on":
                return Below()
            if problem.code not in _MISSES:
                raise
            return Missed(_MISSES[problem.code], await self._opens_at(key, problem.code, now))
        self._is_there(contact_id)
        return Joined(contact_id)

    async def _opens_at(self, key: str, code: str, now: datetime) -> datetime | None:
        if code != "queue_closed":
            return None
        congestion = await self._pulse.congestion()
        async with self._database.reading() as transaction:
            menu = await citizen_service.menu(transaction, now, congestion)
        return next((entry.opens_at for entry in menu.entries if entry.key == key), None)

    async def standing(self, contact_id: int) -> Standing:
        """How the contact stands, and what its counsellor wrote since this was asked last."""
        congestion = await self._pulse.congestion()
        now = self._clock()
        async with self._database.reading() as transaction:
            contact = await life.contact(transaction, contact_id)
            abuse = await warning.abuse(transaction, contact_id)
            told = await citizen_service.conversation(transaction, contact_id, self._read_to, now, congestion)
            rule = None if told.place is None else await calling_back.offer(transaction, contact_id)
        self._read_to = max([self._read_to, *(message.id for message in told.messages)])
        return Standing(
            _stand(contact.state),
            told.queue,
            place=told.place or 1,
            low_s=None if told.expected is None else told.expected.low_s,
            high_s=None if told.expected is None else told.expected.high_s,
            congested=told.ways is not None,
            counsellor_id=contact.speaker_id if contact.state is ContactState.TALKING else None,
            counsellor=None if told.counsellor is None else told.counsellor.display_name,
            simulated_counsellor=told.simulated_counsellor,
            written=tuple(
                message.body for message in told.messages if message.sender is Sender.COUNSELLOR and message.body
            ),
            may_be_called_back=rule is not None and _is_offered(rule, told, now),
            warning_due=abuse.warned_at is not None and abuse.heard_at is None,
            ended_for_abuse=abuse.ended_at is not None,
        )

    async def changed(self, within_s: float) -> None:
        """Returns when something of the caller may have changed."""
        await self._news.next_all(within_s)

    async def text(self, number: str) -> Promised:
        """Puts a text message into the outbox, one a call whatever is pressed."""
        if self._public_url is None or mobile_number(number) is None:
            return Promised.NO_SUCH_NUMBER
        call_id, now, language = self._begun.call_id, self._clock(), self._ringing.language
        async with self._database.transaction() as transaction:
            if not await store.mark_texted(transaction, call_id, now):
                return Promised.NO_LONGER
            city = (await centre_service.centre(transaction)).city
            await outbox.put(
                transaction,
                Outgoing(
                    key=f"call:{call_id}:menu",
                    channel=OutgoingChannel.SMS,
                    to=number,
                    language=language,
                    template="call_links",
                    values={
                        "city": getattr(city, language),
                        "chat": f"{self._public_url}/",
                        "report": f"{self._public_url}/report",
                    },
                    sent_until=now + _LINKS_WITHIN,
                ),
                now,
            )
        return Promised.YES

    async def call_back(self, contact_id: int, number: str | None) -> Promised:
        """Lets the caller go; the contact keeps its place and is called back."""
        if number is None and not self._ringing.has_page:
            number = self._ringing.number
            if number is None:
                return Promised.NO_SUCH_NUMBER
        asked = calling_back.Promise(contact_id, number, self._public_url)
        try:
            async with self._database.transaction() as transaction:
                await calling_back.promise(transaction, asked, self._clock())
                # From here on it is no call under way: whoever takes the contact calls anew.
                await store.end(transaction, self._begun.call_id, self._clock())
        except Problem as problem:
            return Promised.NO_SUCH_NUMBER if problem.status == 422 else Promised.NO_LONGER
        return Promised.YES

    async def leave(self, contact_id: int) -> None:
        """The caller has hung up."""
        async with self._database.transaction() as transaction:
            await life.leave(transaction, contact_id, self._clock())

    async def warned(self, contact_id: int) -> None:
        """The caller has heard the warning."""
        async with self._database.transaction() as transaction:
            await warning.heard(transaction, await life.lock(transaction, contact_id), self._clock())

    async def unconnected(self, contact_id: int, counsellor_id: int) -> None:
        """Puts the caller back to their place and frees the counsellor."""
        async with self._database.transaction() as transaction:
            await life.give_back(transaction, contact_id, counsellor_id, self._clock())

    async def lost(self, contact_id: int | None) -> None:
        """The line broke. The call stays theirs for as long as `SILENT_FOR`; without a queue it is over at once."""
        self._there.close()
        if contact_id is None:
            await self.over()

    async def over(self) -> None:
        """The call has ended."""
        self._there.close()
        async with self._database.transaction() as transaction:
            await store.end(transaction, self._begun.call_id, self._clock())

    def _is_there(self, contact_id: int) -> None:
        self._there.enter_context(self._presence.citizen(self._ringing.citizen_id, contact_id))


def _is_offered(rule: CallbackRule, told: Conversation, now: datetime) -> bool:
    since = told.waiting_since or now
    high_s = None if told.expected is None else told.expected.high_s
    return is_offered(rule, (now - since).total_seconds(), high_s)


class CentreCallbacks:
    """The centre as the database keeps it, for callbacks."""

    def __init__(self, database: Database, clock: Callable[[], datetime], begins: Callable[[int], None]) -> None:
        """`begins` is told of each call that rings, whose line is to be noted as up from then on."""
        self._database = database
        self._clock = clock
        self._begins = begins

    async def ring(self, contact_id: int) -> Ring | None:
        """The citizen is rung from now on."""
        async with self._database.transaction() as transaction:
            call_id = await calling_back.ring(transaction, contact_id, self._clock())
            rule = await calling_back.rule(transaction)
            contact = await life.contact(transaction, contact_id)
        if call_id is None or rule is None:
            return None
        self._begins(call_id)
        return Ring(contact.citizen_id, rule.ring_s)

    async def miss(self, contact_id: int) -> None:
        """Nobody took it."""
        async with self._database.transaction() as transaction:
            await calling_back.miss(transaction, contact_id, self._clock())

    async def unconnected(self, contact_id: int, counsellor_id: int) -> None:
        """The counsellor's phone is not there."""
        async with self._database.transaction() as transaction:
            await life.give_back(transaction, contact_id, counsellor_id, self._clock())


def _stand(state: ContactState) -> Stand:
    if state is ContactState.TALKING:
        return Stand.TALKING
    return Stand.WAITING if state in LIVE_STATES else Stand.OVER
