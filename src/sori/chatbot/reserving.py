"""A public service booked step by step, and a booking cancelled: what is asked next, and what counts as an answer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sori.bookings.model import BookingState, Offer, Opening
from sori.bookings.wording import own_text
from sori.cases.forms import chosen
from sori.chatbot.booking_words import dated, named, people_of
from sori.chatbot.model import Bookables, Order, Reserving, Say, Settled, Step
from sori.chatbot.wishes import Wish
from sori.conversations.outbox.model import mobile_number_in
from sori.language.when import When, when
from sori.platform.time_text import time_text
from sori.platform.translation import Text

MOST_SHOWN = 6
"""Times, numbers of people and bookings that are named to choose from."""
_ELSE = Text("다른 서비스 찾기", "Look for another")
_BOOK = Text("예약하기", "Book it")
_WAIT = Text("대기자로 신청하기", "Wait for a place")
_STOP = Text("그만두기", "Stop")
_CANCEL = Text("예약 취소하기", "Cancel the booking")
_KEEP = Text("그대로 두기", "Keep it")
_NO_NOTICES = Text("문자는 괜찮아요", "No text messages")


@dataclass(frozen=True, slots=True)
class Reserved:
    """After a step: where the booking stands (None: it is over), what is said first, and what is to be done."""

    reserving: Reserving | None
    says: Sequence[Say] = ()
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A citizen's words at a step, with what they want of the conversation, and what can be booked."""

    text: str
    wanted: Wish | None
    bookables: Bookables
    now: datetime


def begun(text: str, bookables: Bookables, now: datetime) -> Reserved:
    """Begins to book what the words name; asks what where they name nothing."""
    found = tuple(one for one in bookables.found if bookables.offers[one].openings)
    begins = Reserving(Step.SERVICE, words=bookables.words, services=found, written=dated(text, now))
    if not found:
        words = named(text, now)
        says = [Say("booking_not_found", {"words": words})] if words else []
        return Reserved(replace(begins, step=Step.SEARCH), says)
    if len(found) == 1:
        return Reserved(_with_service(begins, bookables.offers[found[0]], now))
    return Reserved(begins)


def begun_with_own(bookables: Bookables) -> Reserved:
    """Begins with what the citizen has booked, from which one may be cancelled."""
    mine = tuple(one.id for one in bookables.mine[:MOST_SHOWN])
    if not mine:
        return Reserved(None, [Say("booking_none_mine")])
    return Reserved(Reserving(Step.MINE, bookings=mine))


_STOPPED = {Step.NOTICES: "booking_no_notices", Step.MINE: "booking_kept"}
"""What is said to who stops where something is booked already; elsewhere nothing is."""


def stepped(reserving: Reserving, spoken: Spoken) -> Reserved | None:
    """The step that the words make, or None where they are no answer to what was asked."""
    if spoken.wanted is Wish.STOP and reserving.step is not Step.CANCEL:
        return Reserved(None, [Say(_STOPPED.get(reserving.step, "booking_stopped"))])
    if reserving.step in _OF_SERVICE:
        offer = _offer(reserving, spoken.bookables)
        if offer is None or not offer.openings:
            return Reserved(Reserving(Step.SEARCH), [Say("booking_gone")])
        if spoken.wanted is Wish.BACK:
            return Reserved(_earlier(reserving, offer, spoken.now))
        return _OF_SERVICE[reserving.step](reserving, offer, spoken)
    return _OTHERS[reserving.step](reserving, spoken)


def asked(reserving: Reserving, bookables: Bookables, now: datetime) -> Say:
    """What is asked at this step."""
    if reserving.step in _OF_SERVICE:
        offer = _offer(reserving, bookables)
        return Say("booking_gone") if offer is None else _asked_of(reserving, offer, now)
    match reserving.step:
        case Step.SERVICE:
            return Say("booking_which", choices=(*_service_names(reserving, bookables), _ELSE))
        case Step.MINE:
            return Say("booking_mine", choices=_own_names(reserving, bookables, now))
        case Step.NOTICES:
            return Say("booking_notices_where", choices=(_NO_NOTICES,))
        case Step.CANCEL:
            own = [own_text(one, now) for one in bookables.mine if one.id == reserving.booking]
            return Say("booking_cancel", {"booking": own[0] if own else ""}, choices=(_CANCEL, _KEEP))
    return Say("booking_what")


def told(settled: Settled, now: datetime) -> list[Say]:
    """What is said of an order that was carried out, or refused."""
    booking = settled.booking
    if settled.notified:
        return [Say("booking_notices") if booking else Say("booking_notices_refused", {"why": settled.refusal or ""})]
    if booking is None:
        return [Say("booking_refused", {"why": settled.refusal or ""}), Say("booking_what_else")]
    values: dict[str, str | Text] = {"booking": own_text(booking, now), "number": str(booking.id)}
    match booking.state:
        case BookingState.CANCELLED:
            return [Say("booking_cancelled", values)]
        case BookingState.WAITING:
            return [Say("booking_waits", {**values, "ahead": str(booking.ahead or 0)})]
        case _:
            return [Say("booking_made", values)]


def after(settled: Settled) -> Reserving | None:
    """What is asked after an order was carried out: of a new booking, where text messages of it should go."""
    booking = settled.booking
    if booking is None or settled.notified or booking.state is BookingState.CANCELLED:
        return None
    return Reserving(Step.NOTICES, booking=booking.id)


def _asked_of(reserving: Reserving, offer: Offer, now: datetime) -> Say:
    content = offer.content
    about: dict[str, str | Text] = {"service": content.name, "place": content.place, "fee": _fee(offer)}
    match reserving.step:
        case Step.TIME:
            return Say("booking_when", about, choices=_opening_names(_shown(reserving, offer), now))
        case Step.PEOPLE:
            return Say("booking_people", {"most": str(content.most_people)}, choices=_people_names(offer))
    people = reserving.people or 1
    opening = next((one for one in offer.openings if one.starts_at == reserving.starts_at), None)
    waits = opening is None or opening.free < people or opening.waiting > 0
    about |= {"time": time_text(reserving.starts_at or now, now), "people": str(people)}
    what = "booking_confirm_waiting" if waits else "booking_confirm"
    return Say(what, about, choices=(_WAIT if waits else _BOOK, _STOP))


# Each step


def _searching(reserving: Reserving, spoken: Spoken) -> Reserved | None:
    if spoken.wanted is Wish.NO:
        return Reserved(None, [Say("booking_stopped")])
    if spoken.wanted is not None or not named(spoken.text, spoken.now):
        return None
    again = begun(spoken.text, spoken.bookables, spoken.now)
    if again.reserving is None or again.reserving.written:
        return again
    return replace(again, reserving=replace(again.reserving, written=reserving.written))


def _choosing_service(reserving: Reserving, spoken: Spoken) -> Reserved | None:
    offered = [spoken.bookables.offers[one] for one in reserving.services if one in spoken.bookables.offers]
    at = chosen([*_service_names(reserving, spoken.bookables), _ELSE], spoken.text)
    if at is not None and at < len(offered):
        return Reserved(_with_service(reserving, offered[at], spoken.now))
    if at is not None or spoken.wanted in (Wish.NO, Wish.BACK):
        return Reserved(Reserving(Step.SEARCH, written=reserving.written))
    return _searching(reserving, spoken) if spoken.bookables.found else None


def _choosing_time(reserving: Reserving, offer: Offer, spoken: Spoken) -> Reserved | None:
    shown = _shown(reserving, offer)
    at = chosen(_opening_names(shown, spoken.now), spoken.text)
    if at is not None:
        return Reserved(_with_time(reserving, shown[at], offer))
    meant = when(spoken.text, spoken.now.date())
    if not meant.days and not meant.times:
        return None
    # "At two" after a day was named is two o'clock of that day.
    before = when(reserving.written, spoken.now.date())
    fitting = _fitting(offer, replace(meant, days=meant.days or before.days), spoken.now)
    fitting = fitting or _fitting(offer, meant, spoken.now)
    if not fitting:
        return Reserved(reserving, [Say("booking_no_time")])
    if len(fitting) == 1:
        return Reserved(_with_time(reserving, fitting[0], offer))
    written = spoken.text if meant.days else f"{reserving.written} {spoken.text}".strip()
    return Reserved(replace(reserving, written=written, times=_times(fitting)))


def _choosing_people(reserving: Reserving, offer: Offer, spoken: Spoken) -> Reserved | None:
    people = people_of(spoken.text)
    if people is None:
        at = chosen(_people_names(offer), spoken.text)
        if at is None:
            return None
        people = at + 1
    if not 1 <= people <= offer.content.most_people:
        return Reserved(reserving, [Say("booking_people_most", {"most": str(offer.content.most_people)})])
    return Reserved(replace(reserving, step=Step.CONFIRM, people=people))


def _confirming(reserving: Reserving, offer: Offer, spoken: Spoken) -> Reserved | None:
    places = {chosen([yes, _STOP], spoken.text) for yes in (_BOOK, _WAIT)}
    if 1 in places:
        return Reserved(None, [Say("booking_stopped")])
    if spoken.wanted is Wish.YES or 0 in places:
        return Reserved(None, order=Order(offer.id, reserving.starts_at, reserving.people or 1))
    if spoken.wanted in (Wish.NO, Wish.CORRECT):
        return Reserved(_at_times(reserving, offer, spoken.now))
    return None


def _choosing_own(reserving: Reserving, spoken: Spoken) -> Reserved | None:
    mine = [one for one in spoken.bookables.mine if one.id in reserving.bookings]
    at = chosen(_own_names(reserving, spoken.bookables, spoken.now), spoken.text)
    if spoken.wanted is Wish.YES and len(mine) == 1:
        at = 0
    if at is not None:
        return Reserved(replace(reserving, step=Step.CANCEL, booking=mine[at].id))
    if spoken.wanted in (Wish.NO, Wish.BACK, Wish.BYE, Wish.THANKS):
        return Reserved(None, [Say("booking_kept")])
    return None


def _cancelling(reserving: Reserving, spoken: Spoken) -> Reserved | None:
    at = chosen([_CANCEL, _KEEP], spoken.text)
    stops = spoken.wanted is Wish.STOP
    # Elsewhere "cancel" ends what is going on; here it is what was asked about.
    if at == 0 or spoken.wanted is Wish.YES or (stops and "취소" in spoken.text):
        return Reserved(None, order=Order(cancels=reserving.booking))
    if at == 1 or stops or spoken.wanted in (Wish.NO, Wish.BACK):
        return Reserved(None, [Say("booking_kept")])
    return None


def _wanting_notices(reserving: Reserving, spoken: Spoken) -> Reserved | None:
    """A mobile number is where to; a no is a no; anything else is about something else."""
    number = mobile_number_in(spoken.text)
    if number is not None:
        return Reserved(None, order=Order(notices_of=reserving.booking, notices_to=number))
    if chosen([_NO_NOTICES], spoken.text) == 0 or spoken.wanted in _NO_NOTICES_WANTED:
        return Reserved(None, [Say("booking_no_notices")])
    if _SOME_NUMBER.search(spoken.text):
        return Reserved(reserving, [Say("booking_no_mobile")])
    return None


_NO_NOTICES_WANTED = frozenset({Wish.NO, Wish.SKIP, Wish.BACK, Wish.BYE, Wish.THANKS})
_SOME_NUMBER = re.compile(r"\d(?:\D{0,3}\d){6}")


_OTHERS: Mapping[Step, Callable[[Reserving, Spoken], Reserved | None]] = {
    Step.SEARCH: _searching,
    Step.SERVICE: _choosing_service,
    Step.MINE: _choosing_own,
    Step.CANCEL: _cancelling,
    Step.NOTICES: _wanting_notices,
}
_OF_SERVICE: Mapping[Step, Callable[[Reserving, Offer, Spoken], Reserved | None]] = {
    Step.TIME: _choosing_time,
    Step.PEOPLE: _choosing_people,
    Step.CONFIRM: _confirming,
}


def _with_service(reserving: Reserving, offer: Offer, now: datetime) -> Reserving:
    """With the time as well, where what was written of it leaves one."""
    chosen_one = replace(reserving, service=offer.id)
    fitting = _fitting(offer, when(reserving.written, now.date()), now)
    if len(fitting) == 1 and reserving.written:
        return _with_time(chosen_one, fitting[0], offer)
    return _at_times(chosen_one, offer, now)


def _at_times(reserving: Reserving, offer: Offer, now: datetime) -> Reserving:
    """The times that fit what was written of days and times, or the next ones where none does."""
    fitting = _fitting(offer, when(reserving.written, now.date()), now) or offer.openings
    return replace(reserving, step=Step.TIME, times=_times(fitting), starts_at=None, people=None)


def _with_time(reserving: Reserving, opening: Opening, offer: Offer) -> Reserving:
    at_time = replace(reserving, starts_at=opening.starts_at)
    if offer.content.most_people == 1:
        return replace(at_time, step=Step.CONFIRM, people=1)
    return replace(at_time, step=Step.PEOPLE)


def _earlier(reserving: Reserving, offer: Offer, now: datetime) -> Reserving:
    if reserving.step is Step.TIME:
        return replace(reserving, step=Step.SERVICE if len(reserving.services) > 1 else Step.SEARCH)
    if reserving.step is Step.CONFIRM and offer.content.most_people > 1:
        return replace(reserving, step=Step.PEOPLE)
    return _at_times(reserving, offer, now)


# What is named to choose from


def _offer(reserving: Reserving, bookables: Bookables) -> Offer | None:
    return bookables.offers.get(reserving.service or 0)


def _shown(reserving: Reserving, offer: Offer) -> list[Opening]:
    return [opening for opening in offer.openings if opening.starts_at in reserving.times]


def _fitting(offer: Offer, meant: When, now: datetime) -> list[Opening]:
    def fits(opening: Opening) -> bool:
        at = opening.starts_at.astimezone(now.tzinfo)
        return meant.fits(at.date(), at.time())

    return [opening for opening in offer.openings if fits(opening)]


def _times(openings: Sequence[Opening]) -> tuple[datetime, ...]:
    return tuple(opening.starts_at for opening in openings[:MOST_SHOWN])


def _service_names(reserving: Reserving, bookables: Bookables) -> list[Text]:
    offered = [bookables.offers[one].content for one in reserving.services if one in bookables.offers]
    return [Text(f"{one.district} {one.name}", f"{one.district} {one.name}") for one in offered]


def _opening_names(openings: Sequence[Opening], now: datetime) -> tuple[Text, ...]:
    names = []
    for opening in openings:
        at = time_text(opening.starts_at, now)
        if opening.free and not opening.waiting:
            names.append(Text(f"{at.ko} · {opening.free}자리", f"{at.en} · {opening.free} free"))
        else:
            names.append(Text(f"{at.ko} · 대기 {opening.waiting}명", f"{at.en} · {opening.waiting} waiting"))
    return tuple(names)


def _own_names(reserving: Reserving, bookables: Bookables, now: datetime) -> tuple[Text, ...]:
    return tuple(own_text(one, now) for one in bookables.mine if one.id in reserving.bookings)


def _people_names(offer: Offer) -> tuple[Text, ...]:
    return tuple(Text(f"{n}명", f"{n}") for n in range(1, min(offer.content.most_people, MOST_SHOWN) + 1))


def _fee(offer: Offer) -> Text:
    fee = offer.content.fee_won
    return Text(f"{fee:,}원", f"{fee:,} won") if fee else Text("무료", "free")
