"""Staff routes of bookings: services, a day of one, calling off."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from litestar import Router, get, post, put
from litestar.params import QueryParameter

from sori.bookings import reception
from sori.bookings.model import BookableDay, BookableLine
from sori.bookings.reception import KEEPING_TIMES, SEEING_BOOKINGS
from sori.people.model import Actor
from sori.platform.database import Database


@dataclass(frozen=True, slots=True)
class BookablePage:
    """Some of the services that were looked for; `next_first` is where the next page begins, None on the last."""

    items: list[BookableLine]
    next_first: int | None


@dataclass(frozen=True, slots=True)
class BookingPlace:
    """Where a booking is looked at."""

    bookable_id: int
    day: date


@dataclass(frozen=True, slots=True)
class CallingOff:
    """Why something doesn't take place, as its citizens are told."""

    because: str


@dataclass(frozen=True, slots=True)
class TimeOffWanted:
    """A time of a service that is to be off, and why."""

    starts_at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class TimeOn:
    """A time of a service that is to take place again."""

    starts_at: datetime


@dataclass(frozen=True, slots=True)
class BookingsEnded:
    """How many bookings ended."""

    count: int


@dataclass(frozen=True, slots=True)
class IsOffered:
    """Whether citizens can book it."""

    offered: bool


@get("/bookables", roles=SEEING_BOOKINGS)
async def list_bookables(
    database: Database,
    now: datetime,
    words: Annotated[str, QueryParameter(max_length=100)] = "",
    first: Annotated[int, QueryParameter(ge=0, le=100_000)] = 0,
) -> BookablePage:
    """Services by words of name, place, district or code; without words those that have bookings, the soonest first."""
    async with database.reading() as transaction:
        found, more = await reception.services(transaction, words, first, now)
    return BookablePage(found, first + len(found) if more else None)


@get("/bookables/{service_id:int}", roles=SEEING_BOOKINGS)
async def get_bookable(
    service_id: int, database: Database, actor: Actor, now: datetime, day: date | None = None
) -> BookableDay:
    """A day of a service with its bookings; the look is logged."""
    async with database.transaction() as transaction:
        return await reception.day(transaction, actor, service_id, day, now)


@get("/bookings", roles=SEEING_BOOKINGS)
async def find_booking(
    database: Database, actor: Actor, now: datetime, number: Annotated[int, QueryParameter(ge=1, le=2**62)]
) -> BookingPlace:
    """Where the booking of this number is; the look is logged."""
    async with database.transaction() as transaction:
        return BookingPlace(*await reception.place_of(transaction, actor, number, now))


@post("/bookings/{booking_id:int}/call-off", roles=SEEING_BOOKINGS, status_code=204)
async def call_booking_off(booking_id: int, data: CallingOff, database: Database, actor: Actor, now: datetime) -> None:
    """Cancels a booking; its citizen is told why."""
    async with database.transaction() as transaction:
        await reception.call_off(transaction, actor, booking_id, data.because, now)


@post("/bookables/{service_id:int}/times-off", roles=KEEPING_TIMES, status_code=200)
async def take_time_off(
    service_id: int, data: TimeOffWanted, database: Database, actor: Actor, now: datetime
) -> BookingsEnded:
    """Takes a time off: it can't be booked any more, and who had booked it is told why."""
    async with database.transaction() as transaction:
        return BookingsEnded(
            await reception.take_off(transaction, actor, service_id, data.starts_at, data.because, now)
        )


@post("/bookables/{service_id:int}/times-on", roles=KEEPING_TIMES, status_code=204)
async def put_time_on(service_id: int, data: TimeOn, database: Database, actor: Actor, now: datetime) -> None:
    """Has a time that was off be booked again."""
    async with database.transaction() as transaction:
        await reception.put_on(transaction, actor, service_id, data.starts_at, now)


@put("/bookables/{service_id:int}/offered", roles=KEEPING_TIMES, status_code=204)
async def offer_bookable(service_id: int, data: IsOffered, database: Database, actor: Actor, now: datetime) -> None:
    """Has citizens book a service, or no longer."""
    async with database.transaction() as transaction:
        await reception.offer(transaction, actor, service_id, data.offered, now)


router = Router(
    "/api",
    route_handlers=[
        list_bookables,
        get_bookable,
        find_booking,
        call_booking_off,
        take_time_off,
        put_time_on,
        offer_bookable,
    ],
    tags=["bookings"],
)
