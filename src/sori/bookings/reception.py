"""What staff see and do of bookings: services, a day of one, calling off; each look and change is in the audit log."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sori.bookings import service, store
from sori.bookings.model import (
    BookableDay,
    BookableDayCount,
    BookableLine,
    BookableTime,
    BookingLine,
    BookingState,
)
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.platform.database import Transaction
from sori.platform.problem import Problem

SEEING_BOOKINGS = (Role.COUNSELLOR, Role.TEAM_LEADER, Role.ADMINISTRATOR)
"""Who looks at bookings, and cancels one for a citizen who calls."""
KEEPING_TIMES = (Role.TEAM_LEADER, Role.ADMINISTRATOR)
"""Who takes a time off for everybody, and keeps what is offered."""
LONGEST_REASON = 200
PAGE = 50
_MOST_WORDS = 8


async def services(transaction: Transaction, words: str, first: int, now: datetime) -> tuple[list[BookableLine], bool]:
    """Services in which all of these words stand, from the `first` on, and whether there are more.

    Without words those that have bookings, the soonest first.
    """
    wanted = words.replace("\0", "").split()[:_MOST_WORDS]
    found = await store.lines(transaction, wanted, now, first, PAGE + 1)
    return found[:PAGE], len(found) > PAGE


async def day(transaction: Transaction, actor: Actor, service_id: int, on: date | None, now: datetime) -> BookableDay:
    """A day of a service: its times and who has a place in them. Without a day the first with a booking, or the first.

    The look is logged. Raises Problem 404 for no service.
    """
    kept = next(iter(await store.services(transaction, [service_id])), None)
    if kept is None:
        raise Problem(404, "no_bookable")
    zone = await service.zone(transaction)
    today = now.astimezone(zone).date()
    ahead = timedelta(days=kept.content.opens_days_before + 1)
    begins = datetime.combine(min(today, on or today), time(), zone)
    ends = max(
        datetime.combine(today + ahead, time(), zone), datetime.combine((on or today) + timedelta(1), time(), zone)
    )
    taken = {one.starts_at: one for one in await store.taken(transaction, [service_id], begins, ends)}
    counts: dict[date, list[int]] = {}
    for after in range(ahead.days):
        if kept.content.begins(today + timedelta(days=after), zone):
            counts[today + timedelta(days=after)] = [0, 0]
    for moment, one in taken.items():
        count = counts.setdefault(moment.astimezone(zone).date(), [0, 0])
        count[0] += one.booked
        count[1] += one.waiting
    days = sorted(counts)
    shown = on or next((day for day in days if any(counts[day])), days[0] if days else today)
    since = datetime.combine(shown, time(), zone)
    until = datetime.combine(shown + timedelta(days=1), time(), zone)
    bookings = await store.booking_lines(transaction, service_id, since, until)
    off = {one.starts_at: one.reason for one in await store.times_off(transaction, [service_id], since, until)}
    of_time = defaultdict[datetime, list[BookingLine]](list)
    for booking in bookings:
        of_time[booking.starts_at.astimezone(UTC)].append(booking)
    moments = {moment.astimezone(UTC) for moment in [*kept.content.begins(shown, zone), *of_time, *off]}
    await people.audit(
        transaction, now, actor.id, "booking.looked_through", {"bookable": service_id}, {"count": len(bookings)}
    )
    return BookableDay(
        id=kept.id,
        content=kept.content,
        is_offered=kept.is_offered,
        day=shown,
        times=[
            BookableTime(
                starts_at=moment,
                booked=_people(of_time[moment], BookingState.BOOKED),
                waiting=_people(of_time[moment], BookingState.WAITING),
                off_because=off.get(moment),
                bookings=of_time[moment],
            )
            for moment in sorted(moments)
        ],
        days=[BookableDayCount(day, *counts[day]) for day in days],
    )


async def place_of(transaction: Transaction, actor: Actor, booking_id: int, now: datetime) -> tuple[int, date]:
    """Of which service and day a booking is, by the number its citizen was told. Logged; Problem 422 for no number."""
    kept = await store.booking(transaction, booking_id)
    if kept is None:
        raise Problem(422, "no_booking", field="number")
    await people.audit(transaction, now, actor.id, "booking.looked_up", {"booking": booking_id})
    return kept.bookable_id, kept.starts_at.astimezone(await service.zone(transaction)).date()


async def call_off(transaction: Transaction, actor: Actor, booking_id: int, because: str, now: datetime) -> None:
    """Cancels one booking, with a reason its citizen is told; Problem 422 where that is missing or too long."""
    reason = _reason(because)
    await service.call_off(transaction, booking_id, reason, now)
    await people.audit(transaction, now, actor.id, "booking.called_off", {"booking": booking_id}, {"because": reason})


async def take_off(
    transaction: Transaction, actor: Actor, service_id: int, starts_at: datetime, because: str, now: datetime
) -> int:
    """Takes a time off with all its bookings; gives how many those were. Problem 422 for no reason, or one too long."""
    reason = _reason(because)
    ended = await service.take_off(transaction, actor.id, service_id, starts_at, reason, now)
    detail = {"starts_at": starts_at.isoformat(), "because": reason, "bookings": ended}
    await people.audit(transaction, now, actor.id, "bookable.time_taken_off", {"bookable": service_id}, detail)
    return ended


async def put_on(transaction: Transaction, actor: Actor, service_id: int, starts_at: datetime, now: datetime) -> None:
    """Has a time that was off be booked again."""
    await service.put_on(transaction, service_id, starts_at)
    detail = {"starts_at": starts_at.isoformat()}
    await people.audit(transaction, now, actor.id, "bookable.time_put_on", {"bookable": service_id}, detail)


async def offer(transaction: Transaction, actor: Actor, service_id: int, offered: bool, now: datetime) -> None:
    """Offers a service, or no longer; what is booked stays. Problem 404 for no service."""
    kept = await store.locked(transaction, service_id)
    if kept is None:
        raise Problem(404, "no_bookable")
    if kept.is_offered == offered:
        return
    if offered:
        await store.offer_again(transaction, kept.content.code, now)
    else:
        await store.withdraw(transaction, [kept.content.code], now)
    action = "bookable.offered" if offered else "bookable.withdrawn"
    await people.audit(transaction, now, actor.id, action, {"bookable": service_id})


def _people(bookings: Iterable[BookingLine], state: BookingState) -> int:
    return sum(one.people for one in bookings if one.state is state)


def _reason(text: str) -> str:
    kept = " ".join(text.replace("\0", "").split())
    if not kept:
        raise Problem(422, "booking_reason_missing", field="because")
    if len(kept) > LONGEST_REASON:
        raise Problem(422, "text_too_long", field="because", longest=LONGEST_REASON)
    return kept
