"""Opening hours in the city's zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.calendar.opening import Hours, is_open, opens_at

SEOUL = ZoneInfo("Asia/Seoul")
OFFICE = [Hours(day, 9 * 60, 18 * 60) for day in range(5)]
LUNCH_BREAK = [*(Hours(day, 9 * 60, 12 * 60) for day in range(5)), *(Hours(day, 13 * 60, 18 * 60) for day in range(5))]
ALWAYS = [Hours(day, 0, 1440) for day in range(7)]
BUDDHAS_BIRTHDAY = date(2026, 5, 25)


def seoul(day: int, hour: int, minute: int = 0, *, month: int = 3, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (seoul(4, 8, 59, second=59), False),
        (seoul(4, 9), True),
        (seoul(4, 17, 59, second=59), True),
        (seoul(4, 18), False),
        (seoul(7, 10), False),  # Saturday
        (seoul(9, 10), True),  # Monday
    ],
)
def test_open_from_the_opening_minute_until_just_before_the_closing_one(moment: datetime, expected: bool) -> None:
    assert is_open(OFFICE, (), moment) is expected


def test_a_day_may_have_a_break() -> None:
    assert [hour for hour in range(24) if is_open(LUNCH_BREAK, (), seoul(4, hour))] == [9, 10, 11, 13, 14, 15, 16, 17]
    assert opens_at(LUNCH_BREAK, (), seoul(4, 12, 30)) == seoul(4, 13)


def test_round_the_clock_has_no_gap_at_midnight() -> None:
    assert is_open(ALWAYS, (), seoul(4, 23, 59, second=59))
    assert is_open(ALWAYS, (), seoul(5, 0))


def test_a_holiday_is_closed_all_day_and_skipped_in_the_search_for_the_next_opening() -> None:
    assert not is_open(OFFICE, {BUDDHAS_BIRTHDAY}, seoul(25, 10, month=5))
    assert opens_at(OFFICE, {BUDDHAS_BIRTHDAY}, seoul(22, 18, month=5)) == seoul(26, 9, month=5)


def test_friday_evening_opens_again_on_monday_morning() -> None:
    assert opens_at(OFFICE, (), seoul(6, 18)) == seoul(9, 9)


def test_what_is_never_open_opens_never() -> None:
    assert opens_at([], (), seoul(4, 10)) is None
    every_day = {date.fromordinal(seoul(1, 0).date().toordinal() + day) for day in range(61)}
    assert opens_at(ALWAYS, every_day, seoul(1, 10)) is None


spans = st.builds(
    lambda day, start, length: Hours(day, start, min(1440, start + length)),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 1440),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda moment: moment.replace(tzinfo=SEOUL))  # noqa: DTZ001


@given(st.lists(spans, max_size=6), st.sets(st.dates(date(2026, 1, 1), date(2027, 1, 31)), max_size=5), moments)
def test_the_next_opening_is_later_and_open_and_the_moment_before_it_is_not_the_same_opening(
    hours: list[Hours], holidays: set[date], now: datetime
) -> None:
    opening = opens_at(hours, holidays, now)
    if opening is not None:
        assert opening > now
        assert is_open(hours, holidays, opening)
        assert any(
            span.opens_minute == opening.hour * 60 + opening.minute and span.weekday == opening.weekday()
            for span in hours
        )
    elif not holidays:
        assert not hours
