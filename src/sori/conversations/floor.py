"""The live centre's routing state: fed from the database, it says which offers to make.

Ids of the database become the small numbers of `sori.routing`, whose rules decide. It is told how things *stand*
(this contact waits, that counsellor has two chats in hand), never what happened, so telling it twice changes nothing
and a lost hint is mended by telling it again.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sori.centre.model import Centre as Setup
from sori.centre.model import Queue
from sori.conversations.model import ContactState, Duty, Medium
from sori.conversations.store.routing import Hands, MadeOffer, RoutedContact, RoutedCounsellor
from sori.routing import (
    CALL,
    CHAT,
    MEDIA,
    NONE,
    Centre,
    Counsellor,
    Elastic,
    QueueRule,
    Step,
    arrive,
    build,
    due,
    free,
    grow,
    leave,
    set_load,
    tick,
    withdraw,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MEDIUM = {Medium.CALL: CALL, Medium.CHAT: CHAT}


class Floor:
    """Who waits and who is free, as routing sees it."""

    def __init__(self, setup: Setup, counsellors: Sequence[RoutedCounsellor]) -> None:
        skills = {code: number for number, code in enumerate(setup.skills)}
        self._queues = {queue.id: number for number, queue in enumerate(setup.queues)}
        self._counsellors = {counsellor.id: number for number, counsellor in enumerate(counsellors)}
        self._counsellor_ids = [counsellor.id for counsellor in counsellors]
        self._known: dict[int, RoutedContact] = {}
        self._slots: dict[int, int] = {}
        self._contact_ids: list[int] = []
        self._unused: list[int] = []
        self._state = build(
            [
                QueueRule(
                    queue.head_start_s * 1_000_000,
                    [Step(step.after_s * 1_000_000, skills[step.skill], step.level) for step in queue.steps],
                    _elastic(queue),
                )
                for queue in setup.queues
            ],
            [
                Counsellor(
                    {skills[code]: level for code, level in counsellor.skills.items()},
                    counsellor.chat_capacity,
                    counsellor.takes_calls,
                )
                for counsellor in counsellors
            ],
            contacts=0,
        )

    def knows(self, counsellor_ids: Iterable[int]) -> bool:
        """Whether all of these are counsellors of this floor; somebody new asks for a new floor."""
        return all(counsellor_id in self._counsellors for counsellor_id in counsellor_ids)

    def contacts_stand(self, contacts: Iterable[RoutedContact], now: datetime) -> list[MadeOffer]:
        """Takes in how these contacts stand, the older ones first; gives the offers to make."""
        offers: list[MadeOffer] = []
        for contact in contacts:
            if contact.state is not ContactState.WAITING or contact.rests:
                self._forget(contact.id)
            elif self._known.get(contact.id) != contact:
                offers += self._wait(contact, now)
        return offers

    def stand(self, contacts: Iterable[RoutedContact], hands: Sequence[Hands], now: datetime) -> list[MadeOffer]:
        """Takes in how contacts and counsellors stand at one moment; gives the offers to make.

        The hands are known before the contacts arrive, so that nobody is given more than they can take and a desk is
        known to be somebody's; whoever has room is asked last, when all who wait are there to choose from.
        """
        self.hold(hands)
        offers = self.contacts_stand(contacts, now)
        for held in hands:
            offers += self._fill(held.id, now)
        return offers + self.time_is(now)

    def hands_stand(self, hands: Sequence[Hands], now: datetime) -> list[MadeOffer]:
        """Takes in what these counsellors have in hand; gives the offers to make."""
        self.hold(hands)
        return [offer for held in hands for offer in self._fill(held.id, now)]

    def hold(self, hands: Iterable[Hands]) -> None:
        """Takes in what these counsellors have in hand, and offers nothing yet."""
        for held in hands:
            counsellor = self._counsellors.get(held.id, NONE)
            if counsellor != NONE and held.duty is Duty.AVAILABLE:
                set_load(self._state, counsellor, held.chats, held.calls, microseconds(held.idle_since))
            elif counsellor != NONE:
                withdraw(self._state, counsellor)

    def time_is(self, now: datetime) -> list[MadeOffer]:
        """Does what time alone makes due; gives the offers to make."""
        offers: list[MadeOffer] = []
        while True:
            slot, counsellor = tick(self._state, microseconds(now))
            if slot == NONE:
                return offers
            offers.append(self._made(slot, counsellor))

    def seconds_until_due(self, now: datetime) -> float | None:
        """In how many seconds time alone will next make something due; None where nothing will."""
        moment = due(self._state, microseconds(now))
        return None if moment == NONE else max(0.0, (moment - microseconds(now)) / 1e6)

    @property
    def state(self) -> Centre:
        """What routing itself sees, to be looked ahead on."""
        return self._state

    def slot_of(self, contact_id: int) -> int:
        """The slot of a waiting contact, or NONE."""
        return self._slots.get(contact_id, NONE)

    def number_of(self, counsellor_id: int) -> int:
        """A counsellor's number, or NONE."""
        return self._counsellors.get(counsellor_id, NONE)

    def lane_of(self, queue_id: int, medium: Medium) -> int:
        """The lane in which contacts of this kind wait for this queue."""
        return self._queues[queue_id] * MEDIA + _MEDIUM[medium]

    def _fill(self, counsellor_id: int, now: datetime) -> list[MadeOffer]:
        offers: list[MadeOffer] = []
        counsellor = self._counsellors.get(counsellor_id, NONE)
        while counsellor != NONE and (slot := free(self._state, counsellor, microseconds(now))) != NONE:
            offers.append(self._made(slot, counsellor))
        return offers

    def _wait(self, contact: RoutedContact, now: datetime) -> list[MadeOffer]:
        slot = self._slot(contact.id)
        self._known[contact.id] = contact
        counsellor = arrive(
            self._state,
            slot,
            self._queues[contact.queue_id],
            _MEDIUM[contact.medium],
            microseconds(contact.waiting_since),
            self._counsellors.get(contact.desk_counsellor_id or 0, NONE),
            NONE if contact.desk_until is None else microseconds(contact.desk_until),
            microseconds(now),
        )
        return [] if counsellor == NONE else [self._made(slot, counsellor)]

    def _made(self, slot: int, counsellor: int) -> MadeOffer:
        contact_id = self._contact_ids[slot]
        self._forget(contact_id)
        return MadeOffer(contact_id, self._counsellor_ids[counsellor])

    def _forget(self, contact_id: int) -> None:
        slot = self._slots.pop(contact_id, None)
        if slot is not None:
            leave(self._state, slot)
            self._known.pop(contact_id)
            self._unused.append(slot)

    def _slot(self, contact_id: int) -> int:
        slot = self._slots.get(contact_id)
        if slot is None:
            if not self._unused:
                slots = len(self._contact_ids)
                more = max(256, slots)
                grow(self._state, slots + more)
                self._contact_ids += [NONE] * more
                self._unused = list(range(slots + more - 1, slots - 1, -1))
            slot = self._slots[contact_id] = self._unused.pop()
            self._contact_ids[slot] = contact_id
        return slot


def _elastic(queue: Queue) -> Elastic | None:
    if queue.elastic is None:
        return None
    elastic = queue.elastic
    return Elastic(elastic.minimum, elastic.maximum, elastic.waiting_per_person, elastic.cooldown_s * 1_000_000)


def microseconds(moment: datetime) -> int:
    """A moment as routing counts: whole microseconds since 1970, exactly."""
    return (moment - _EPOCH) // _MICROSECOND
