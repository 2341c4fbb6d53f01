"""Due dates by Korean law: worked cases, and what holds whenever something is received."""

from collections.abc import Container
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.calendar.public_holidays import public_holidays
from sori.calendar.written_hours import Span
from sori.cases.deadline import (
    FIELD_COMPLAINT,
    ExtensionFault,
    Handing,
    Period,
    PeriodUnit,
    Stop,
    WorkingTime,
    due,
    extended,
    extension_fault,
    hand_on_by,
    near,
)

SEOUL = ZoneInfo("Asia/Seoul")


class Korea(Container[date]):
    """Korea's public holidays, and temporary ones that became known later."""

    def __init__(self, *temporary: date) -> None:
        self.temporary = temporary

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self.temporary or day in public_holidays("KR", day.year))


WORKING = WorkingTime(Korea(), SEOUL)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def period(text: str) -> Period:
    amount, unit = text.split()
    return Period(int(amount), PeriodUnit(unit))


@pytest.mark.parametrize(
    ("received", "given_period", "is_due"),
    [
        # Three working hours, at the edges of a day.
        ("2026-03-10 09:00", "3 hours", "2026-03-10 12:00"),
        ("2026-03-10 09:01", "3 hours", "2026-03-10 13:01"),
        ("2026-03-10 12:30", "3 hours", "2026-03-10 16:00"),
        ("2026-03-10 15:00", "3 hours", "2026-03-10 18:00"),
        ("2026-03-10 15:00:01", "3 hours", "2026-03-11 09:00:01"),
        ("2026-03-10 18:00", "3 hours", "2026-03-11 12:00"),
        ("2026-03-10 23:59", "3 hours", "2026-03-11 12:00"),
        ("2026-03-13 17:00", "3 hours", "2026-03-16 11:00"),  # over a weekend
        ("2026-04-30 17:30", "3 hours", "2026-05-04 11:30"),  # 1 May, a holiday since 2026, and the weekend
        ("2026-07-16 17:00", "3 hours", "2026-07-20 11:00"),  # 17 July, since 2026
        # Up to five days: hours, eight a day, from receipt.
        ("2026-03-10 10:00", "1 days", "2026-03-11 10:00"),
        ("2026-03-10 09:00", "1 days", "2026-03-10 18:00"),
        ("2026-03-10 14:30", "5 days", "2026-03-17 14:30"),
        ("2026-02-13 14:00", "5 days", "2026-02-25 14:00"),  # 설: 16 to 18 February
        ("2026-02-17 14:00", "1 days", "2026-02-19 18:00"),  # received on 설 itself
        ("2026-09-23 16:00", "2 days", "2026-09-29 16:00"),  # 추석: 24 to 26 September
        ("2025-10-02 17:00", "1 days", "2025-10-10 17:00"),  # 개천절, 추석, its substitute and 한글날 in one row
        ("2026-02-27 17:00", "1 days", "2026-03-03 17:00"),  # 삼일절 on a Sunday: Monday in its place
        ("2025-01-24 17:00", "1 days", "2025-01-31 17:00"),  # 27 January 2025, temporary, before 설
        # Six days or more: days, the first included.
        ("2026-03-10 10:00", "6 days", "2026-03-17 18:00"),
        ("2026-03-10 00:00", "7 days", "2026-03-18 18:00"),
        ("2026-03-10 23:59", "7 days", "2026-03-18 18:00"),
        ("2026-03-14 10:00", "6 days", "2026-03-23 18:00"),  # a Saturday isn't the first day: Monday is
        ("2026-02-13 10:00", "7 days", "2026-02-26 18:00"),
        ("2026-09-21 10:00", "14 days", "2026-10-14 18:00"),  # 추석, 개천절's substitute, 한글날
        # Weeks, months and years: the Civil Act.
        ("2026-03-10 10:00", "1 weeks", "2026-03-16 18:00"),
        ("2026-03-09 10:00", "1 weeks", "2026-03-16 18:00"),  # its last day is a Sunday
        ("2026-01-10 10:00", "1 months", "2026-02-09 18:00"),
        ("2026-01-31 10:00", "1 months", "2026-03-03 18:00"),  # no 31 February; 28 is a Saturday, 2 March a holiday
        ("2026-03-31 10:00", "1 months", "2026-04-30 18:00"),
        ("2026-01-17 10:00", "1 months", "2026-02-19 18:00"),  # 16 February is 설
        ("2028-02-29 10:00", "1 years", "2029-02-28 18:00"),
    ],
)
def test_a_worked_case_is_due_when_the_law_says(received: str, given_period: str, is_due: str) -> None:
    assert due(at(received), period(given_period), WORKING) == at(is_due)


def test_a_temporary_holiday_moves_what_is_due_on_it_or_after_it() -> None:
    received = at("2026-03-10 10:00")
    later = WorkingTime(Korea(date(2026, 3, 12)), SEOUL)
    assert due(received, Period(3, PeriodUnit.HOURS), later) == at("2026-03-10 14:00")
    assert due(received, Period(2, PeriodUnit.DAYS), later) == at("2026-03-13 10:00")
    assert due(received, Period(6, PeriodUnit.DAYS), later) == at("2026-03-18 18:00")
    assert due(at("2026-03-06 10:00"), Period(1, PeriodUnit.WEEKS), later) == at("2026-03-13 18:00")


def test_the_office_may_have_hours_of_its_own() -> None:
    early = WorkingTime(Korea(), SEOUL, (Span(8 * 60, 12 * 60), Span(12 * 60 + 30, 16 * 60 + 30)))
    assert due(at("2026-03-10 11:00"), FIELD_COMPLAINT, early) == at("2026-03-10 14:30")
    assert due(at("2026-03-10 11:00"), Period(6, PeriodUnit.DAYS), early) == at("2026-03-17 16:30")


@pytest.mark.parametrize(
    ("given_period", "since", "until", "is_due"),
    [
        ("3 hours", "2026-03-10 10:00", "2026-03-10 15:00", "2026-03-10 17:00"),
        ("3 hours", "2026-03-10 11:00", "2026-03-13 20:00", "2026-03-16 10:00"),
        ("5 days", "2026-03-10 11:00", "2026-03-11 11:00", "2026-03-17 18:00"),
        # Where days are counted, those on which it was asked and answered don't count either.
        ("6 days", "2026-03-12 11:00", "2026-03-13 11:00", "2026-03-19 18:00"),
        ("6 days", "2026-03-12 11:00", "2026-03-12 11:30", "2026-03-18 18:00"),
        ("6 days", "2026-03-13 17:00", "2026-03-16 09:00", "2026-03-19 18:00"),  # over a weekend: two working days
        ("1 weeks", "2026-03-12 11:00", "2026-03-13 11:00", "2026-03-17 18:00"),
    ],
)
def test_the_clock_stops_for_supplementing(given_period: str, since: str, until: str, is_due: str) -> None:
    received = at("2026-03-10 09:00")
    expected = at("2026-03-18 18:00") if given_period == "1 weeks" else at(is_due)
    found = due(received, period(given_period), WORKING, [Stop(at(since), at(until))])
    assert found == expected


def test_extensions_are_counted_on_from_the_end_before() -> None:
    received = at("2026-03-10 10:00")
    assert extended(received, Period(7, PeriodUnit.DAYS), 7, WORKING, []) == at("2026-03-27 18:00")
    assert extended(received, Period(5, PeriodUnit.DAYS), 5, WORKING, []) == at("2026-03-24 10:00")
    assert extended(received, FIELD_COMPLAINT, 3, WORKING, []) == at("2026-03-10 17:00")


@pytest.mark.parametrize(
    ("made", "by", "consented", "fault"),
    [
        (0, 7, False, None),
        (0, 8, True, ExtensionFault.TOO_LONG),
        (0, 0, True, ExtensionFault.TOO_LONG),
        (1, 7, False, ExtensionFault.NO_CONSENT),
        (1, 7, True, None),
        (2, 1, True, ExtensionFault.NO_MORE),
    ],
)
def test_a_second_extension_needs_consent_and_there_is_no_third(
    made: int, by: int, consented: bool, fault: ExtensionFault | None
) -> None:
    assert extension_fault(Period(7, PeriodUnit.DAYS), made, by, consented) is fault


def test_paper_is_handed_on_within_working_hours() -> None:
    received = at("2026-03-10 17:30")
    assert [hand_on_by(received, one, WORKING) for one in Handing] == [
        at("2026-03-11 09:30"),
        at("2026-03-11 11:30"),
        at("2026-03-11 17:30"),
    ]


@pytest.mark.parametrize(
    ("given_period", "is_near"),
    [("3 hours", "2026-03-10 11:00"), ("5 days", "2026-03-13 18:00"), ("6 days", "2026-03-16 16:24")],
)
def test_it_is_close_in_the_last_fifth_and_at_least_the_last_hour(given_period: str, is_near: str) -> None:
    received = at("2026-03-10 09:00")
    assert near(received, due(received, period(given_period), WORKING), WORKING) == at(is_near)


def test_an_office_that_never_works_is_told_of() -> None:
    class Always(Container[date]):
        def __contains__(self, day: object) -> bool:
            return True

    for one in (FIELD_COMPLAINT, Period(6, PeriodUnit.DAYS)):
        with pytest.raises(ValueError, match="never works"):
            due(at("2026-03-10 09:00"), one, WorkingTime(Always(), SEOUL))


moments = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minute: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(0, minute * 60)
)
periods = st.one_of(
    st.builds(Period, st.integers(1, 20), st.sampled_from([PeriodUnit.HOURS, PeriodUnit.DAYS])),
    st.builds(Period, st.integers(1, 6), st.sampled_from([PeriodUnit.WEEKS, PeriodUnit.MONTHS])),
)
hourly = st.one_of(
    st.builds(Period, st.integers(1, 40), st.just(PeriodUnit.HOURS)),
    st.builds(Period, st.integers(1, 5), st.just(PeriodUnit.DAYS)),
)
lengths = st.integers(0, 20 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(moments, lengths, periods)
def test_what_is_received_later_is_not_due_earlier(received: datetime, later: timedelta, one: Period) -> None:
    assert due(received, one, WORKING) <= due(received + later, one, WORKING)


@given(moments, periods, lengths, lengths)
def test_nothing_is_due_before_it_came_or_while_nobody_is_there(
    received: datetime, one: Period, after: timedelta, length: timedelta
) -> None:
    is_due = due(received, one, WORKING, [Stop(received + after, received + after + length)])
    minute = is_due.hour * 60 + is_due.minute + (1 if is_due.second or is_due.microsecond else 0)
    assert WORKING.is_working_day(is_due.date())
    assert any(span.opens_minute <= minute <= span.closes_minute for span in WORKING.spans)
    if one.unit is PeriodUnit.HOURS or is_due.date() > received.astimezone(SEOUL).date():
        assert is_due > received


@given(moments, hourly, lengths, lengths)
def test_a_stop_adds_exactly_the_working_time_that_was_stopped(
    received: datetime, one: Period, after: timedelta, length: timedelta
) -> None:
    stop = Stop(received + after, received + after + length)
    is_due = due(received, one, WORKING, [stop])
    needed = timedelta(hours=one.amount * (8 if one.unit is PeriodUnit.DAYS else 1))
    stopped = WORKING.between(min(stop.since, is_due), min(stop.until, is_due))
    assert WORKING.between(received, is_due) == needed + stopped
    if stop.since >= due(received, one, WORKING):
        assert is_due == due(received, one, WORKING), "what stops after it was due changes nothing"


@given(moments, periods, st.integers(1, 40), lengths, lengths)
def test_an_extension_never_brings_it_forward(
    received: datetime, one: Period, by: int, after: timedelta, length: timedelta
) -> None:
    stops = [Stop(received + after, received + after + length)]
    assert extended(received, one, by, WORKING, stops) >= due(received, one, WORKING, stops)


@given(moments, lengths, lengths)
def test_working_time_adds_up(first: datetime, then: timedelta, after: timedelta) -> None:
    second, third = first + then, first + then + after
    whole = WORKING.between(first, second) + WORKING.between(second, third)
    assert whole == WORKING.between(first, third)
