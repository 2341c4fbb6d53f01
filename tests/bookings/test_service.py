"""A time is booked by as many as have places, whoever asks at once; who waits gets in when somebody cancels."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from test_model import COURT

from factories import rows
from sori.bookings import service
from sori.bookings.model import Booking, BookingState
from sori.bookings.service import CatalogueFaulty, Wanted
from sori.demo.bookables import SERVICES, catalogue, districts
from sori.platform.database import Database
from sori.platform.problem import Problem

CITY = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 3, 4, 8, tzinfo=CITY)
TEN = datetime(2026, 3, 5, 10, tzinfo=CITY)


async def citizen(database: Database) -> int:
    async with database.transaction() as transaction:
        return await transaction.value(int, "insert into citizen (created_at) values (%s) returning id", (NOW,)) or 0


@pytest.fixture
async def court(database: Database) -> int:
    async with database.transaction() as transaction:
        await service.offer_services(transaction, [COURT], NOW)
        (found,) = await service.found(transaction, "테니스장", NOW, 5)
    return found.id


async def books(
    database: Database, who: int, court: int, people: int = 1, key: UUID | None = None, at: datetime = TEN
) -> Booking:
    async with database.transaction() as transaction:
        return await service.book(transaction, who, Wanted(court, at, people, key or uuid4()), NOW)


async def cancels(database: Database, who: int, booking_id: int, now: datetime = NOW) -> Booking:
    async with database.transaction() as transaction:
        return await service.cancel(transaction, who, booking_id, now)


async def sees(database: Database, who: int) -> list[tuple[BookingState, int | None]]:
    async with database.reading() as transaction:
        return [(one.state, one.ahead) for one in await service.of_citizen(transaction, who, NOW)]


async def refused(wanted: object) -> tuple[int, str]:
    with pytest.raises(Problem) as caught:
        await wanted  # type: ignore[misc]
    return caught.value.status, caught.value.code


async def test_who_comes_when_it_is_full_waits_and_gets_the_place_of_who_cancels(
    database: Database, court: int, database_url: str
) -> None:
    first, second, third = [await citizen(database) for _ in range(3)]
    held = await books(database, first, court, 3)
    assert (held.state, held.service, held.place) == (BookingState.BOOKED, COURT.name, COURT.place)
    assert (await books(database, second, court, 2)).state is BookingState.WAITING
    assert (await books(database, third, court, 1)).ahead == 2  # there is a place, but not before who came first
    await cancels(database, first, held.id)
    assert await sees(database, first) == []
    assert await sees(database, second) == await sees(database, third) == [(BookingState.BOOKED, None)]
    told = await rows(database_url, "select kind from event where kind like 'booking.%%' order by id")
    assert [kind for (kind,) in told] == ["booking.made"] * 3 + ["booking.cancelled"] + ["booking.got_place"] * 2
    async with database.reading() as transaction:
        (opening, *_) = [
            one for one in (await service.offers_of(transaction, [court], NOW))[court].openings if one.starts_at == TEN
        ]
    assert (opening.free, opening.waiting) == (1, 0)


async def test_a_large_party_that_gives_up_waiting_lets_those_behind_it_in(database: Database, court: int) -> None:
    first, second, third = [await citizen(database) for _ in range(3)]
    await books(database, first, court, 3)
    large = await books(database, second, court, 2)
    await books(database, third, court, 1)
    await cancels(database, second, large.id)
    assert await sees(database, third) == [(BookingState.BOOKED, None)]


async def test_the_same_request_books_once_and_a_time_is_booked_once_by_a_citizen(
    database: Database, court: int
) -> None:
    who, other = await citizen(database), await citizen(database)
    key = uuid4()
    made = await books(database, who, court, 2, key)
    assert await books(database, who, court, 2, key) == made
    assert await refused(books(database, who, court)) == (409, "booked_already")
    assert await refused(books(database, other, court, 2, key)) == (409, "request_key_taken")
    await cancels(database, who, made.id)
    assert (await books(database, who, court)).state is BookingState.BOOKED


async def test_what_cannot_be_booked_is_refused_with_its_reason(database: Database, court: int) -> None:
    who, other = await citizen(database), await citizen(database)
    assert await refused(books(database, who, 999_999)) == (404, "no_bookable")
    assert await refused(books(database, who, court, 5)) == (422, "booking_people")
    assert await refused(books(database, who, court, 0)) == (422, "booking_people")
    for moment in (TEN + timedelta(minutes=1), TEN - timedelta(days=7), TEN + timedelta(days=21)):
        assert await refused(books(database, who, court, at=moment)) == (422, "booking_not_open")
    held = await books(database, who, court)
    assert await refused(cancels(database, other, held.id)) == (404, "no_booking")
    assert await refused(cancels(database, who, held.id, TEN)) == (409, "booking_begun")
    assert await sees(database, who) == [(BookingState.BOOKED, None)]


async def test_a_service_that_is_faulty_is_named_and_none_of_them_is_kept(database: Database) -> None:
    async with database.transaction() as transaction:
        with pytest.raises(CatalogueFaulty, match="bad: capacity, most_people"):
            await service.offer_services(transaction, [COURT, replace(COURT, code="bad", capacity=0)], NOW)
        assert not await service.is_any(transaction)


async def test_no_place_is_given_twice_and_none_stays_empty_whoever_asks_at_once(
    database: Database, court: int, database_url: str
) -> None:
    drawn = Random(7)
    crowd = [await citizen(database) for _ in range(24)]

    async def comes(who: int) -> None:
        booking = await books(database, who, court, drawn.randint(1, 4))
        if drawn.random() < 0.5:
            await cancels(database, who, booking.id)

    await asyncio.gather(*(comes(who) for who in crowd))
    kept = await rows(database_url, "select people, state from booking where state <> 'cancelled' order by made_at, id")
    taken = sum(people for people, state in kept if state == "booked")
    waiting = [people for people, state in kept if state == "waiting"]
    assert taken <= COURT.capacity
    assert not waiting or taken + waiting[0] > COURT.capacity
    assert len(kept) < len(crowd)


async def test_seven_thousand_services_are_found_by_what_citizens_call_them(database: Database) -> None:
    everything = catalogue(districts(), NOW.date())
    assert len(everything) == len({one.code for one in everything}) == SERVICES
    assert everything == catalogue(districts(), NOW.date())
    assert [one.code for one in everything if one.faults()] == []
    async with database.transaction() as transaction:
        await service.offer_services(transaction, everything, NOW)
        for words, name, district in (
            ("한빛구 테니스장", "테니스장", "한빛구"),
            ("나래구 강변공원 풋살장", "강변공원 풋살장", "나래구"),
            ("도예체험", "도예 체험", ""),
            ("이든구 보건소 마음상담", "보건소 마음 상담", "이든구"),
        ):
            offers = await service.found(transaction, words, NOW, 5)
            assert len(offers) == 5
            assert name in offers[0].content.name
            assert district in offers[0].content.place
        assert await service.found(transaction, "우주 정거장 열쇠", NOW, 5) == []
        assert await service.found(transaction, " ? ", NOW, 5) == []


def test_a_year_of_the_catalogue_begins_when_it_is_brought_in() -> None:
    (one,) = catalogue(["한빛구"], date(2026, 3, 4), 1)
    assert (one.first_day, one.last_day) == (date(2026, 3, 4), date(2027, 3, 4))
