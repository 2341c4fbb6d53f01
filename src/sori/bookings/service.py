"""Use cases of bookings: finding a service and a time, booking it or waiting for it, cancelling."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sori.bookings import notices as notices_of
from sori.bookings import store
from sori.bookings.model import (
    BOOKING_LIFE,
    Booking,
    BookingMove,
    BookingState,
    Notices,
    Offer,
    Opening,
    ServiceContent,
    admitted,
    first_state,
)
from sori.bookings.store import Bookable, KeptBooking
from sori.centre import service as centre
from sori.conversations.outbox.model import mobile_number
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_MOST_OF_CITIZEN = 20
FOUND_FROM = 0.5
"""A service is found by words of which it has so much of the weight."""
_CATALOGUE_AT_ONCE = 500
_AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a citizen wants to book; the same `request_key` is the same wish, however often it comes."""

    service_id: int
    starts_at: datetime
    people: int
    request_key: UUID


class CatalogueFaulty(Exception):
    """A service that makes no sense, with its code and the fields that are wrong."""


async def offer_services(transaction: Transaction, contents: Sequence[ServiceContent], now: datetime) -> None:
    """Keeps services in the catalogue, in place of those of the same code. Raises CatalogueFaulty, then none is kept.

    What is booked stays booked, also where there are now fewer places than that.
    """
    for one in contents:
        if faults := one.faults():
            raise CatalogueFaulty(f"{one.code or '?'}: {', '.join(faults)}")
    for first in range(0, len(contents), _CATALOGUE_AT_ONCE):
        part = contents[first : first + _CATALOGUE_AT_ONCE]
        await store.put(transaction, ((one, pairs([one.name, one.place, one.district])) for one in part), now)
    await events.append(transaction, now, "bookables.changed", {}, {"services": len(contents)})


async def is_any(transaction: Transaction) -> bool:
    """Whether the catalogue has, or ever had, a service."""
    return await store.count(transaction) > 0


def pairs(texts: Iterable[str]) -> set[str]:
    """The pairs of neighbouring signs in each text, spaces and punctuation not counting: what services are found by."""
    squeezed = ["".join(sign for sign in text.lower() if sign.isalnum()) for text in texts]
    return {text[at : at + 2] for text in squeezed for at in range(len(text) - 1)}


async def found(
    transaction: Transaction, words: str, now: datetime, most: int, least_share: float = FOUND_FROM
) -> list[Offer]:
    """The services that these words name best, each with its next times; none where they name none.

    `least_share` is how much of the words' weight a service must have.
    """
    wanted = pairs(words.split())
    if not wanted:
        return []
    hits = [hit.id for hit in await store.found(transaction, wanted, most) if hit.share >= least_share]
    offers = await offers_of(transaction, hits, now)
    return [offers[one] for one in hits if one in offers]


async def offers_of(transaction: Transaction, service_ids: Collection[int], now: datetime) -> Mapping[int, Offer]:
    """These services as they can be booked now, by id; those that are no longer offered are left out."""
    kept = [one for one in await store.services(transaction, service_ids) if one.is_offered]
    of_city = await zone(transaction)
    times = {one.id: one.content.open_times(now, of_city) for one in kept}
    latest = max((moment for moments in times.values() for moment in moments), default=now) + timedelta(seconds=1)
    taken = {
        (one.bookable_id, one.starts_at): one
        for one in await store.taken(transaction, [one.id for one in kept], now, latest)
    }
    off = {
        (one.bookable_id, one.starts_at)
        for one in await store.times_off(transaction, [one.id for one in kept], now, latest)
    }
    offers = {}
    for one in kept:
        openings = []
        for moment in times[one.id]:
            if (one.id, moment) in off:
                continue
            there = taken.get((one.id, moment))
            free = one.content.capacity - (there.booked if there else 0)
            openings.append(Opening(moment, max(free, 0), there.waiting if there else 0))
        offers[one.id] = Offer(one.id, one.content, openings)
    return offers


async def book(transaction: Transaction, citizen_id: int, wanted: Wanted, now: datetime) -> Booking:
    """Books a time, or a place in its waiting list where it is full.

    Raises Problem 404 for a service that isn't offered, 422 for a time or number of people that can't be booked, 409
    where the citizen has booked this time already, or has booked too much.
    """
    service = await store.locked(transaction, wanted.service_id)
    made = await store.by_request(transaction, wanted.request_key)
    if made is not None:
        if made.citizen_id != citizen_id:
            raise Problem(409, "request_key_taken", field="request_key")
        return await _shown(transaction, made)
    if service is None or not service.is_offered:
        raise Problem(404, "no_bookable")
    content = service.content
    if not content.is_open(wanted.starts_at, now, await zone(transaction)) or await off_because(
        transaction, service.id, wanted.starts_at
    ):
        raise Problem(422, "booking_not_open", field="starts_at")
    if not 1 <= wanted.people <= content.most_people:
        raise Problem(422, "booking_people", field="people", most=content.most_people)
    if await store.live_of(transaction, citizen_id, service.id, wanted.starts_at):
        raise Problem(409, "booked_already")
    if len(await store.of_citizen(transaction, citizen_id, now, _MOST_OF_CITIZEN)) == _MOST_OF_CITIZEN:
        raise Problem(409, "booked_too_much", most=_MOST_OF_CITIZEN)
    taken = await store.booked_people(transaction, service.id, wanted.starts_at)
    line = await store.line(transaction, service.id, wanted.starts_at)
    state = first_state(content.capacity, taken, wanted.people, somebody_waits=bool(line))
    booking_id = await store.add(
        transaction, service.id, wanted.starts_at, citizen_id, wanted.people, state, wanted.request_key, now
    )
    await _happened(transaction, "booking.made", booking_id, service, citizen_id, state, now)
    return await _shown(transaction, await _held(transaction, booking_id))


async def cancel(transaction: Transaction, citizen_id: int, booking_id: int, now: datetime) -> Booking:
    """Cancels a booking; who waits for its places gets them. One that is cancelled already stays so.

    Raises Problem 404 for a booking that isn't this citizen's, 409 for a time that has begun.
    """
    kept = await store.booking(transaction, booking_id)
    if kept is None or kept.citizen_id != citizen_id:
        raise Problem(404, "no_booking")
    service = await store.locked(transaction, kept.bookable_id)
    kept = await _held(transaction, booking_id)
    if service is None or kept.state is BookingState.CANCELLED:
        return await _shown(transaction, kept)
    if kept.starts_at <= now:
        raise Problem(409, "booking_begun")
    state = BOOKING_LIFE[kept.state, BookingMove.IS_CANCELLED]
    await store.cancel(transaction, booking_id, now)
    await _happened(transaction, "booking.cancelled", booking_id, service, citizen_id, state, now)
    await _let_in(transaction, service, kept.starts_at, now)
    return await _told(transaction, await _held(transaction, booking_id), "cancelled", now)


async def call_off(transaction: Transaction, booking_id: int, because: str, now: datetime) -> Booking:
    """Cancels a booking for the centre; its citizen is told why, and who waits for its places gets them.

    One that is cancelled already stays so. Raises Problem 404 for no booking, 409 for a time that has begun.
    """
    kept = await _held(transaction, booking_id)
    service = await store.locked(transaction, kept.bookable_id)
    kept = await _held(transaction, booking_id)
    if service is None or kept.state is BookingState.CANCELLED:
        return await _shown(transaction, kept)
    if kept.starts_at <= now:
        raise Problem(409, "booking_begun")
    told = await _called_off(transaction, service, kept, because, now)
    await _let_in(transaction, service, kept.starts_at, now)
    return told


async def take_off(
    transaction: Transaction, staff_id: int, service_id: int, starts_at: datetime, because: str, now: datetime
) -> int:
    """Takes a time of a service off: it can't be booked, and who had booked it is told why. Gives how many those were.

    Raises Problem 404 for no service, 422 for no time of it, 409 for one that has begun.
    """
    service = await store.locked(transaction, service_id)
    if service is None:
        raise Problem(404, "no_bookable")
    held = [
        one
        for one in await store.booking_lines(transaction, service_id, starts_at, starts_at + _AN_INSTANT)
        if one.state is not BookingState.CANCELLED
    ]
    if not held and not service.content.is_time(starts_at, await zone(transaction)):
        raise Problem(422, "booking_not_open", field="starts_at")
    if starts_at <= now:
        raise Problem(409, "booking_begun")
    await store.take_off(transaction, service_id, starts_at, because, staff_id, now)
    for one in held:
        await _called_off(transaction, service, await _held(transaction, one.id), because, now)
    return len(held)


async def put_on(transaction: Transaction, service_id: int, starts_at: datetime) -> None:
    """A time that was off can be booked again; who was told that it is off isn't booked by that.

    Raises Problem 404 for no service, 409 for a time that isn't off.
    """
    if await store.locked(transaction, service_id) is None:
        raise Problem(404, "no_bookable")
    if not await store.put_on(transaction, service_id, starts_at):
        raise Problem(409, "booking_time_not_off")


async def off_because(transaction: Transaction, service_id: int, starts_at: datetime) -> str | None:
    """Why a time of a service is off; None where it isn't."""
    off = await store.times_off(transaction, [service_id], starts_at, starts_at + _AN_INSTANT)
    return off[0].reason if off else None


async def want_notices(
    transaction: Transaction, citizen_id: int, booking_id: int, notices: Notices, now: datetime
) -> Booking:
    """Has text messages of a booking sent to a number from now on: that it is made, got a place, was cancelled.

    Giving the number is the consent: it serves nothing else, and is forgotten soon after the time booked
    (`booking_numbers`). Raises Problem 404 for a booking that isn't this citizen's, 422 for no mobile number, 409 for a
    booking that is cancelled or has begun.
    """
    kept = await store.booking(transaction, booking_id)
    if kept is None or kept.citizen_id != citizen_id:
        raise Problem(404, "no_booking")
    number = mobile_number(notices.to)
    if number is None:
        raise Problem(422, "no_recipient_sms", field="to")
    service = await store.locked(transaction, kept.bookable_id)
    kept = await _held(transaction, booking_id)
    if service is None or kept.state is BookingState.CANCELLED or kept.starts_at <= now:
        raise Problem(409, "booking_begun")
    await store.want_notices(transaction, booking_id, replace(notices, to=number), now)
    await _happened(transaction, "booking.notices_wanted", booking_id, service, citizen_id, kept.state, now)
    what = "waits" if kept.state is BookingState.WAITING else "made"
    return await _told(transaction, await _held(transaction, booking_id), what, now)


async def of_citizen(transaction: Transaction, citizen_id: int, now: datetime) -> list[Booking]:
    """What a citizen has booked or waits for and has not begun, by time."""
    kept = await store.of_citizen(transaction, citizen_id, now, _MOST_OF_CITIZEN)
    return [await _shown(transaction, one) for one in kept]


async def take_news(transaction: Transaction, most: int, now: datetime) -> list[tuple[int, Booking]]:
    """Who got a place out of the waiting list, or was called off, and was not told yet, by citizen.

    Whoever takes the news tells it.
    """
    kept = [await _held(transaction, one) for one in sorted(await store.take_news(transaction, most, now))]
    return [(one.citizen_id, await _shown(transaction, one)) for one in kept]


async def _called_off(
    transaction: Transaction, service: Bookable, kept: KeptBooking, because: str, now: datetime
) -> Booking:
    state = BOOKING_LIFE[kept.state, BookingMove.IS_CANCELLED]
    await store.cancel(transaction, kept.id, now, because)
    await _happened(transaction, "booking.called_off", kept.id, service, kept.citizen_id, state, now)
    return await _told(transaction, await _held(transaction, kept.id), "called_off", now)


async def _let_in(transaction: Transaction, service: Bookable, starts_at: datetime, now: datetime) -> None:
    taken = await store.booked_people(transaction, service.id, starts_at)
    got = admitted(service.content.capacity, taken, await store.line(transaction, service.id, starts_at))
    if not got:
        return
    await store.give_places(transaction, got, now)
    for booking_id in got:
        kept = await _held(transaction, booking_id)
        await _happened(transaction, "booking.got_place", booking_id, service, kept.citizen_id, kept.state, now)
        await _told(transaction, kept, "got_place", now)


async def _told(transaction: Transaction, kept: KeptBooking, what: str, now: datetime) -> Booking:
    """The booking as its citizen sees it, after telling them by text where they gave a number."""
    shown = await _shown(transaction, kept)
    if kept.notices_to is not None and kept.notices_language is not None:
        told_to = Notices(kept.notices_to, kept.notices_language)
        await notices_of.tell(transaction, await centre.centre(transaction), shown, told_to, what, now)
    return shown


async def _held(transaction: Transaction, booking_id: int) -> KeptBooking:
    kept = await store.booking(transaction, booking_id)
    if kept is None:
        raise Problem(404, "no_booking")
    return kept


async def _shown(transaction: Transaction, kept: KeptBooking) -> Booking:
    (service,) = await store.services(transaction, [kept.bookable_id])
    ahead = None
    if kept.state is BookingState.WAITING:
        line = await store.line(transaction, kept.bookable_id, kept.starts_at)
        at = next(place for place, one in enumerate(line) if one.id == kept.id)
        ahead = sum(one.people for one in line[:at])
    return Booking(
        id=kept.id,
        service_id=kept.bookable_id,
        service=service.content.name,
        place=service.content.place,
        starts_at=kept.starts_at,
        people=kept.people,
        state=kept.state,
        ahead=ahead,
        called_off_because=kept.called_off_because,
    )


async def zone(transaction: Transaction) -> ZoneInfo:
    """The city's time zone."""
    return ZoneInfo((await centre.centre(transaction)).time_zone)


async def _happened(
    transaction: Transaction,
    kind: str,
    booking_id: int,
    service: Bookable,
    citizen_id: int,
    state: BookingState,
    now: datetime,
) -> None:
    about = {"booking": booking_id, "bookable": service.id, "citizen": citizen_id}
    await events.append(transaction, now, kind, about, {"state": state})
