"""SQL of the catalogue and its bookings."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from sori.bookings.model import LIVE, BookableLine, BookingLine, BookingState, InLine, Notices, ServiceContent
from sori.platform.database import Transaction
from sori.platform.translation import Language


@dataclass(frozen=True, slots=True)
class Bookable:
    """A service of the catalogue."""

    id: int
    content: ServiceContent
    is_offered: bool


@dataclass(frozen=True, slots=True)
class KeptBooking:
    """A booking as it is kept."""

    id: int
    bookable_id: int
    starts_at: datetime
    citizen_id: int
    people: int
    state: BookingState
    made_at: datetime
    got_place_at: datetime | None
    cancelled_at: datetime | None
    notices_to: str | None
    notices_language: Language | None
    called_off_because: str | None


@dataclass(frozen=True, slots=True)
class TimeOff:
    """A time of a service that is off, and why."""

    bookable_id: int
    starts_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How many people have a place at a time of a service, and how many wait for one."""

    bookable_id: int
    starts_at: datetime
    booked: int
    waiting: int


_LIVE = [state.value for state in sorted(LIVE)]


async def put(
    transaction: Transaction, services: Iterable[tuple[ServiceContent, Collection[str]]], now: datetime
) -> None:
    """Keeps services, each with the words it is found by, in place of those of the same code."""
    await transaction.execute_many(
        """insert into bookable (code, content, words, changed_at) values (%s, %s, %s, %s)
           on conflict (code) do update set content = excluded.content, words = excluded.words, is_offered = true,
               changed_at = excluded.changed_at
           where bookable.content <> excluded.content or not bookable.is_offered""",
        [(one.code, Jsonb(one), sorted(words), now) for one, words in services],
    )


async def withdraw(transaction: Transaction, codes: Collection[str], now: datetime) -> int:
    """Offers services no longer; what is booked stays. Gives how many were offered."""
    return await transaction.execute(
        "update bookable set is_offered = false, changed_at = %s where code = any(%s) and is_offered",
        (now, list(codes)),
    )


async def offer_again(transaction: Transaction, code: str, now: datetime) -> int:
    """Offers a service again; gives how many were not offered."""
    return await transaction.execute(
        "update bookable set is_offered = true, changed_at = %s where code = %s and not is_offered", (now, code)
    )


async def codes(transaction: Transaction, codes: Collection[str]) -> dict[str, ServiceContent]:
    """Those of these services that are offered, by code."""
    found = await transaction.all(
        Bookable, "select id, content, is_offered from bookable where code = any(%s) and is_offered", (list(codes),)
    )
    return {one.content.code: one.content for one in found}


async def count(transaction: Transaction) -> int:
    """How many services were ever offered."""
    return await transaction.value(int, "select count(*) from bookable") or 0


async def services(transaction: Transaction, ids: Collection[int]) -> list[Bookable]:
    """These services, also such as are no longer offered."""
    return await transaction.all(
        Bookable, "select id, content, is_offered from bookable where id = any(%s) order by id", (list(ids),)
    )


async def locked(transaction: Transaction, service_id: int) -> Bookable | None:
    """A service whose bookings nobody else changes until the transaction ends."""
    return await transaction.maybe(
        Bookable, "select id, content, is_offered from bookable where id = %s for no key update", (service_id,)
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that was found, and which part of the words' weight it has."""

    id: int
    share: float


_UNKNOWN_WEIGHS = 2.0
"""The weight of a word that no service has: as one that every sixth has, since people say more than is needed."""


async def found(transaction: Transaction, words: Collection[str], most: int) -> list[Hit]:
    """The services that have most of the words, rare ones weighing more (Spärck Jones 1972, inverse frequency)."""
    return await transaction.all(
        Hit,
        """with counted as (
               select word, (select count(*) from bookable where is_offered and words @> array[word]) as times
               from unnest(%(words)s::text[]) as word),
           wanted as (
               select word, case when times > 0
                   then ln(1 + (select count(*) from bookable where is_offered)::float8 / times)
                   else %(unknown)s::float8 end as weight
               from counted),
           hit as (
               select id, cardinality(words) as length,
                      (select sum(weight) from wanted where word = any (bookable.words)) as score
               from bookable where is_offered and words && %(words)s::text[])
           select id, score / (select sum(weight) from wanted) as share
           from hit order by score desc, length, id limit %(most)s""",
        {"words": sorted(words), "most": most, "unknown": _UNKNOWN_WEIGHS},
    )


async def taken(
    transaction: Transaction, service_ids: Collection[int], since: datetime, until: datetime
) -> list[Taken]:
    """The times of these services in [since, until) for which there is a booking."""
    return await transaction.all(
        Taken,
        """select bookable_id, starts_at, coalesce(sum(people) filter (where state = 'booked'), 0) as booked,
                  coalesce(sum(people) filter (where state = 'waiting'), 0) as waiting
           from booking where bookable_id = any(%s) and starts_at >= %s and starts_at < %s and state <> 'cancelled'
           group by bookable_id, starts_at""",
        (list(service_ids), since, until),
    )


async def booked_people(transaction: Transaction, service_id: int, starts_at: datetime) -> int:
    """How many people have a place at this time."""
    return (
        await transaction.value(
            int,
            "select sum(people) from booking where bookable_id = %s and starts_at = %s and state = 'booked'",
            (service_id, starts_at),
        )
        or 0
    )


async def line(transaction: Transaction, service_id: int, starts_at: datetime) -> list[InLine]:
    """Who waits for a place at this time, in the order in which they came."""
    return await transaction.all(
        InLine,
        """select id, people from booking where bookable_id = %s and starts_at = %s and state = 'waiting'
           order by made_at, id""",
        (service_id, starts_at),
    )


_BOOKINGS = """
    select id, bookable_id, starts_at, citizen_id, people, state, made_at, got_place_at, cancelled_at, notices_to,
           notices_language, called_off_because
    from booking """


async def by_request(transaction: Transaction, request_key: UUID) -> KeptBooking | None:
    """The booking that was made by this request."""
    return await transaction.maybe(KeptBooking, _BOOKINGS + "where request_key = %s", (request_key,))


async def live_of(
    transaction: Transaction, citizen_id: int, service_id: int, starts_at: datetime
) -> KeptBooking | None:
    """The booking that a citizen has of this time."""
    return await transaction.maybe(
        KeptBooking,
        _BOOKINGS + "where citizen_id = %s and bookable_id = %s and starts_at = %s and state <> 'cancelled'",
        (citizen_id, service_id, starts_at),
    )


async def booking(transaction: Transaction, booking_id: int) -> KeptBooking | None:
    """One booking."""
    return await transaction.maybe(KeptBooking, _BOOKINGS + "where id = %s", (booking_id,))


async def of_citizen(transaction: Transaction, citizen_id: int, since: datetime, most: int) -> list[KeptBooking]:
    """What a citizen has booked or waits for from a moment on, by time."""
    return await transaction.all(
        KeptBooking,
        _BOOKINGS + """where citizen_id = %s and starts_at >= %s and state = any(%s) order by starts_at, id limit %s""",
        (citizen_id, since, _LIVE, most),
    )


async def add(
    transaction: Transaction,
    service_id: int,
    starts_at: datetime,
    citizen_id: int,
    people: int,
    state: BookingState,
    request_key: UUID,
    now: datetime,
) -> int:
    """Keeps a booking; gives its id."""
    return (
        await transaction.value(
            int,
            """insert into booking (bookable_id, starts_at, citizen_id, people, state, request_key, made_at)
               values (%s, %s, %s, %s, %s, %s, %s) returning id""",
            (service_id, starts_at, citizen_id, people, state, request_key, now),
        )
        or 0
    )


async def give_places(transaction: Transaction, booking_ids: Sequence[int], now: datetime) -> None:
    """Those that waited have a place."""
    await transaction.execute(
        "update booking set state = 'booked', got_place_at = %s where id = any(%s)", (now, list(booking_ids))
    )


async def cancel(transaction: Transaction, booking_id: int, now: datetime, because: str | None = None) -> None:
    """A booking is no longer wanted, or was called off because of something, of which its citizen is to be told."""
    await transaction.execute(
        """update booking set state = 'cancelled', cancelled_at = %s, called_off_because = %s,
               told_at = case when %s::text is null then told_at end
           where id = %s""",
        (now, because, because, booking_id),
    )


async def want_notices(transaction: Transaction, booking_id: int, notices: Notices, now: datetime) -> None:
    """Text messages of a booking go to this number."""
    await transaction.execute(
        "update booking set notices_to = %s, notices_language = %s, notices_wanted_at = %s where id = %s",
        (notices.to, notices.language, now, booking_id),
    )


async def take_news(transaction: Transaction, most: int, now: datetime) -> list[int]:
    """The bookings that got a place, or were called off, and whose citizens were not told yet.

    They count as told from now on.
    """
    return await transaction.values(
        int,
        """with news as (
               select id from booking
               where told_at is null and (got_place_at is not null or called_off_because is not null)
                   and (state = 'booked' or called_off_because is not null)
               order by id limit %s for update skip locked)
           update booking set told_at = %s from news where booking.id = news.id returning booking.id""",
        (most, now),
    )


async def bookings_before(transaction: Transaction, before: datetime) -> int:
    """How many bookings are of an earlier time."""
    return await transaction.value(int, "select count(*) from booking where starts_at < %s", (before,)) or 0


async def delete_bookings(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes some bookings of an earlier time."""
    return await transaction.execute(
        "delete from booking where id in (select id from booking where starts_at < %s order by starts_at limit %s)",
        (before, limit),
    )


async def numbers_before(transaction: Transaction, before: datetime) -> int:
    """How many bookings of an earlier time still have a number for text messages."""
    return (
        await transaction.value(
            int, "select count(*) from booking where starts_at < %s and notices_to is not null", (before,)
        )
        or 0
    )


async def forget_numbers(transaction: Transaction, before: datetime, limit: int) -> int:
    """Forgets the numbers of some bookings of an earlier time."""
    return await transaction.execute(
        """update booking set notices_to = null, notices_language = null where id in (
               select id from booking where starts_at < %s and notices_to is not null order by starts_at limit %s)""",
        (before, limit),
    )


async def take_off(
    transaction: Transaction, service_id: int, starts_at: datetime, reason: str, staff_id: int, now: datetime
) -> None:
    """Keeps that a time of a service is off, and why."""
    await transaction.execute(
        """insert into bookable_time_off (bookable_id, starts_at, reason, staff_id, made_at) values (%s, %s, %s, %s, %s)
           on conflict (bookable_id, starts_at) do update set reason = excluded.reason""",
        (service_id, starts_at, reason, staff_id, now),
    )


async def put_on(transaction: Transaction, service_id: int, starts_at: datetime) -> int:
    """Keeps no longer that a time is off; gives 0 where it wasn't."""
    return await transaction.execute(
        "delete from bookable_time_off where bookable_id = %s and starts_at = %s", (service_id, starts_at)
    )


async def times_off(
    transaction: Transaction, service_ids: Collection[int], since: datetime, until: datetime
) -> list[TimeOff]:
    """The times of these services in [since, until) that are off."""
    return await transaction.all(
        TimeOff,
        """select bookable_id, starts_at, reason from bookable_time_off
           where bookable_id = any(%s) and starts_at >= %s and starts_at < %s""",
        (list(service_ids), since, until),
    )


async def lines(
    transaction: Transaction, words: Sequence[str], now: datetime, first: int, most: int
) -> list[BookableLine]:
    """Services in which each of these words stands, from the `first` on; without words those that have bookings.

    Those come first whose next booking is soonest.
    """
    return await transaction.all(
        BookableLine,
        """with coming as (
               select bookable_id, min(starts_at) as next_at, coalesce(sum(people) filter (where state = 'booked'), 0)
                   as booked, coalesce(sum(people) filter (where state = 'waiting'), 0) as waiting
               from booking where starts_at >= %(now)s and state <> 'cancelled' group by bookable_id)
           select id, code, content ->> 'name' as name, content ->> 'category' as category,
                  content ->> 'place' as place, content ->> 'department' as department, is_offered,
                  coalesce(booked, 0) as booked, coalesce(waiting, 0) as waiting, next_at
           from bookable left join coming on coming.bookable_id = bookable.id
           where case when cardinality(%(words)s::text[]) = 0 then coming.bookable_id is not null
                 else not exists (select 1 from unnest(%(words)s::text[]) as word where position(word in lower(
                     concat_ws(' ', code, content ->> 'name', content ->> 'place', content ->> 'district'))) = 0) end
           order by next_at nulls last, id offset %(first)s limit %(most)s""",
        {"words": [word.lower() for word in words], "now": now, "first": first, "most": most},
    )


async def booking_lines(
    transaction: Transaction, service_id: int, since: datetime, until: datetime
) -> list[BookingLine]:
    """The bookings of a service's times in [since, until), those of a time in the order in which they came."""
    return await transaction.all(
        BookingLine,
        """select id, starts_at, people, state, made_at, cancelled_at, called_off_because,
                  notices_to is not null as is_told_by_text
           from booking where bookable_id = %s and starts_at >= %s and starts_at < %s
           order by starts_at, made_at, id""",
        (service_id, since, until),
    )
