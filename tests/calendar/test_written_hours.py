"""Hours as people write them: what is read, on which days it holds, and when somebody is there next."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sori.calendar.written_hours import HoursUnreadable, read

SEOUL = ZoneInfo("Asia/Seoul")
HOLIDAY = date(2026, 3, 6)
"""A Friday that is one, in these tests."""


def seoul(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the second is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SEOUL)


def hours_on(text: str, day: int) -> list[int]:
    """The full hours of a day of March at which somebody is there."""
    written = read(text)
    return [hour for hour in range(24) if written.is_on(seoul(day, hour), [HOLIDAY])]


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("평일 09:00-18:00", 2, range(9, 18)),
        ("평일 09:00-18:00", 7, ()),
        ("평일 09:00-18:00", 6, ()),  # the holiday
        ("매일 07:00-22:00", 6, range(7, 22)),
        ("매일 07:00-22:00, 공휴일 휴무", 6, ()),
        ("공휴일 휴무, 매일 07:00-22:00", 6, ()),
        ("공휴일 휴무, 매일 07:00-22:00", 7, range(7, 22)),
        ("평일 09:00-18:00, 공휴일 10:00-12:00", 6, (10, 11)),
        ("평일 09:00-18:00, 토 09:00-12:00", 7, (9, 10, 11)),
        ("평일 09:00-12:00, 13:00-18:00", 3, (9, 10, 11, *range(13, 18))),
        ("평일 09:00-12:00 / 13:00-18:00", 3, (9, 10, 11, *range(13, 18))),
        ("화~일 10:00-18:00", 2, ()),
        ("화~일 10:00-18:00", 8, range(10, 18)),
        ("일~금 09:00-18:00", 7, ()),
        ("일~금 09:00-18:00", 8, range(9, 18)),
        ("매일 09:00-18:00, 토 10:00-14:00", 7, range(10, 14)),
        ("토 10:00-14:00, 매일 09:00-18:00", 7, range(10, 14)),
        ("매일 09:00-18:00, 토 10:00-14:00", 8, range(9, 18)),
        ("매일 09:00-18:00, 토 10:00-14:00", 6, range(9, 18)),  # the holiday
        ("평일 09:00-18:00, 수 09:00-12:00, 13:00-20:00", 4, (9, 10, 11, *range(13, 20))),
        ("평일 09:00-18:00, 수 13:00-20:00", 5, range(9, 18)),
        ("일 휴무, 매일 09:00-18:00", 8, ()),
        ("24시간, 일 휴무", 8, ()),
        ("월~토 09:00-18:00, 주말 10:00-14:00", 7, range(10, 14)),
        ("매일 09:00-18:00, 토·공휴일 10:00-12:00", 6, (10, 11)),
        ("매일 09:00-18:00, 토일 10:00-12:00", 8, (10, 11)),
        ("월·수·금 09:00-10:00", 4, (9,)),
        ("월수금 09:00-10:00", 3, ()),
        ("월요일 9시~11시", 2, (9, 10)),
        ("매일 00:00-24:00", 4, range(24)),
        ("24시간", 6, range(24)),
        ("매일 22:00-06:00", 4, (*range(6), 22, 23)),
        ("매일 05:00-25:00", 4, (0, *range(5, 24))),
        ("Mon-Fri 09:00-11:00", 2, (9, 10)),
        ("weekdays 09:00-11:00; Saturday 10:00-11:00", 7, (10,)),
    ],
)
def test_what_is_written_holds_on_its_days(text: str, day: int, expected: range) -> None:
    assert hours_on(text, day) == list(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", "아무 때나", "09:00-18:00", "평일", "평일 9-18", "평일 09:00-18:61", "평일 25:00-26:00"),
        *("목목요일 09:00-18:00", "평일 09:00-18:00 그리고", "공휴일 휴무", "평일 09:00-12:00, 11:00-13:00"),
        *("월~수~금 09:00-10:00", "휴무 평일", "평일 00:00-49:00"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(HoursUnreadable):
        read(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(HoursUnreadable):
        read(text)


_clock = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59))
_WORDS = ["평일", "매일", "월", "토", "주말", "화~목", "금~월", "공휴일"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(_WORDS), _clock), min_size=1, max_size=2, unique_by=lambda part: part[0]),
    st.integers(0, 14 * 24 * 60),
    st.sets(st.dates(date(2026, 3, 1), date(2026, 3, 20)), max_size=4),
)
def test_the_next_moment_is_the_first_minute_at_which_somebody_is_there(
    parts: list[tuple[str, tuple[int, int, int, int]]], minutes: int, holidays: set[date]
) -> None:
    text = ", ".join(f"{days} {a:02}:{b:02}-{c:02}:{d:02}" for days, (a, b, c, d) in parts)
    try:
        written = read(text)
    except HoursUnreadable:  # they overlap
        return
    local = seoul(1, 0) + timedelta(minutes=minutes)
    found = written.next_on(local, holidays)
    looked = local
    while looked < local + timedelta(days=8) and not written.is_on(looked, holidays):
        looked += timedelta(minutes=1)
    if looked < local + timedelta(days=8):
        assert found == looked
    else:
        assert found is None or found >= looked


@given(st.lists(st.booleans(), min_size=7, max_size=7), st.integers(0, 6))
def test_days_that_are_named_are_those_that_hold(named: list[bool], day: int) -> None:
    letters = [letter for letter, chosen in zip("월화수목금토일", named, strict=True) if chosen]
    if not letters:
        return
    assert read(f"{'·'.join(letters)} 09:00-10:00").is_on(seoul(9 + day, 9), ()) is named[day]
