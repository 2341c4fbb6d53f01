"""What can be booked when, and who gets a place that becomes free."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.bookings.model import (
    BOOKING_LIFE,
    LIVE,
    BookingState,
    Category,
    InLine,
    ServiceContent,
    admitted,
    first_state,
)

CITY = ZoneInfo("Asia/Seoul")
WEDNESDAY = date(2026, 3, 4)
COURT = ServiceContent(
    code="court",
    name="중앙공원 테니스장",
    category=Category.SPORT,
    place="한빛구 중앙공원",
    district="한빛구",
    department="한빛구 체육진흥과",
    fee_won=5_000,
    capacity=4,
    most_people=4,
    weekdays=frozenset({2, 3}),
    times=(time(10), time(12, 30)),
    minutes=120,
    first_day=date(2026, 3, 1),
    last_day=date(2026, 3, 12),
    opens_days_before=7,
    closes_hours_before=3,
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=CITY)


def test_times_are_open_from_some_days_until_some_hours_before() -> None:
    now = at(4, 9, 20)
    assert COURT.open_times(now, CITY) == [at(4, 12, 30), at(5, 10), at(5, 12, 30), at(11, 10), at(11, 12, 30)]
    assert not COURT.is_open(at(4, 10), now, CITY)
    assert not COURT.is_open(at(12, 10), now, CITY)
    assert not COURT.is_open(at(5, 11), now, CITY)
    assert COURT.is_open(at(12, 10), at(5, 0), CITY)
    assert COURT.open_times(at(12, 12), CITY) == []


@given(
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    times=st.sets(st.times().map(lambda one: one.replace(second=0, microsecond=0)), min_size=1, max_size=6),
    days=st.integers(0, 20),
    hours=st.integers(0, 100),
    moment=st.datetimes(datetime(2026, 2, 1), datetime(2026, 4, 1)),  # noqa: DTZ001 — given its zone below
)
def test_a_time_is_open_just_if_it_is_among_those_that_are(
    weekdays: frozenset[int], times: set[time], days: int, hours: int, moment: datetime
) -> None:
    now = moment.replace(tzinfo=CITY)
    service = replace(
        COURT,
        weekdays=weekdays,
        times=tuple(sorted(times)),
        opens_days_before=days,
        closes_hours_before=hours,
    )
    listed = service.open_times(now, CITY)
    assert listed == sorted(listed)
    every = [one for day in range(60) for one in service.begins(date(2026, 2, 1) + timedelta(days=day), CITY)]
    assert [one for one in every if service.is_open(one, now, CITY)] == listed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", " "),
        ("name", ""),
        ("fee_won", -1),
        ("capacity", 0),
        ("most_people", 5),
        ("weekdays", frozenset({7})),
        ("times", (time(12), time(10))),
        ("minutes", 0),
        ("last_day", date(2026, 2, 1)),
        ("opens_days_before", -1),
        ("closes_hours_before", -1),
    ],
)
def test_a_service_that_makes_no_sense_says_where(field: str, value: object) -> None:
    assert field in replace(COURT, **{field: value}).faults()  # type: ignore[arg-type]
    assert COURT.faults() == []


LINES = st.lists(st.integers(1, 6), max_size=8).map(lambda sizes: [InLine(n, size) for n, size in enumerate(sizes)])


@given(capacity=st.integers(1, 12), taken=st.integers(0, 12), line=LINES)
def test_who_is_admitted_came_first_fits_and_leaves_no_room_for_the_next(
    capacity: int, taken: int, line: list[InLine]
) -> None:
    got = admitted(capacity, taken, line)
    assert got == [one.id for one in line[: len(got)]]
    used = taken + sum(one.people for one in line[: len(got)])
    assert not got or used <= capacity
    assert len(got) == len(line) or used + line[len(got)].people > capacity


def test_nobody_passes_those_who_wait() -> None:
    assert first_state(4, 3, 1, somebody_waits=False) is BookingState.BOOKED
    assert first_state(4, 3, 2, somebody_waits=False) is BookingState.WAITING
    assert first_state(4, 3, 1, somebody_waits=True) is BookingState.WAITING


def test_a_cancelled_booking_stays_cancelled() -> None:
    assert {before for before, _ in BOOKING_LIFE} == LIVE
    assert BookingState.CANCELLED not in {before for before, _ in BOOKING_LIFE}
