"""When a case must be answered, by the Civil Petitions Treatment Act (민원 처리에 관한 법률, "the Act"), Article 19.

Periods of up to five days are counted in working hours from the moment of receipt, a day as eight of them. Longer ones
are counted in working days, the first day included. Weeks, months and years include the first day too and end as the
Civil Act says in its Articles 159 to 161. Saturdays and public holidays, Sundays among them, don't count.
Deadlines end with a working day's last hour, or within its hours: nothing is ever due while nobody is there.
"""

import calendar
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from sori.calendar.written_hours import Span


class PeriodUnit(StrEnum):
    """What a period is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Period:
    """How long the law, or the office itself, gives for a kind of case."""

    amount: int
    unit: PeriodUnit


FIELD_COMPLAINT = Period(3, PeriodUnit.HOURS)
"""What 기타민원 have unless the office sets its own: "at once", which means three working hours (the Act's Decree)."""
OFFICE_HOURS = (Span(9 * 60, 12 * 60), Span(13 * 60, 18 * 60))
"""09–12 and 13–18."""
NOTICE_EVERY = timedelta(days=30)
"""After so long, and each time again, whoever waits is told how far it is and when it will be done."""
_DAY = timedelta(hours=8)
_COUNTED_IN_HOURS = 5
_LONGEST_CLOSURE_DAYS = 400


class Handing(StrEnum):
    """From where to where a petition is handed on, on paper."""

    FROM_RECEPTION = "from_reception"
    WITHIN_AGENCY = "within_agency"
    TO_OTHER_AGENCY = "to_other_agency"


_HANDED_ON_WITHIN = {Handing.FROM_RECEPTION: 1, Handing.WITHIN_AGENCY: 3, Handing.TO_OTHER_AGENCY: 8}


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stands still from a question to the citizen until its answer; both are moments in any zone."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When the office works: `spans` of each day from Monday to Friday that isn't closed, in its zone."""

    closed_days: Container[date]
    zone: tzinfo
    spans: tuple[Span, ...] = OFFICE_HOURS

    def is_working_day(self, day: date) -> bool:
        """Whether a day counts: no Saturday, no Sunday, no public holiday."""
        return day.weekday() < 5 and day not in self.closed_days

    def closing(self, day: date) -> datetime:
        """When work ends on a day."""
        return self._at(day, max(span.closes_minute for span in self.spans))

    def between(self, since: datetime, until: datetime) -> timedelta:
        """The working time between two moments; none where the second is not later."""
        found = timedelta()
        for begin, end in self._spans_from(since, until):
            found += min(end, until) - begin
        return found

    def after(self, since: datetime, needed: timedelta, stops: Sequence[Stop] = ()) -> datetime:
        """The moment at which so much working time has passed since, that of the stops not counting.

        ValueError where none is worked for more than a year.
        """
        last = since = since.astimezone(self.zone)
        for begin, end in self._spans_from(since):
            if begin - last > timedelta(days=_LONGEST_CLOSURE_DAYS):
                break
            last = end
            for piece_begin, piece_end in _without(begin, end, stops):
                if piece_end - piece_begin >= needed:
                    return piece_begin + needed
                needed -= piece_end - piece_begin
        raise ValueError("the office never works")

    def working_days(self, first: date) -> Iterator[date]:
        """Each day that counts, from this one on; ValueError where there is none for more than a year."""
        day, idle = first, 0
        while True:
            if self.is_working_day(day):
                yield day
                idle = 0
            elif (idle := idle + 1) > _LONGEST_CLOSURE_DAYS:
                raise ValueError("the office never works")
            day += timedelta(days=1)

    def _spans_from(self, since: datetime, until: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        for day in self.working_days(since.astimezone(self.zone).date()):
            for span in sorted(self.spans, key=lambda span: span.opens_minute):
                begin, end = self._at(day, span.opens_minute), self._at(day, span.closes_minute)
                if until is not None and begin >= until:
                    return
                if end > since:
                    yield max(begin, since), end

    def _at(self, day: date, minute: int) -> datetime:
        return datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)


def due(counted_from: datetime, period: Period, working: WorkingTime, stops: Sequence[Stop] = ()) -> datetime:
    """When a petition received at a moment is due, in the office's zone.

    Article 19 (1) for up to five days and for hours, (2) for six days or more, (3) for weeks, months and years. The
    days on which documents were asked for and came, and those between, don't count, as Article 11 of the Decree of
    the Administrative Procedures Act has it; where hours are counted, the time between doesn't.
    """
    if period.unit is PeriodUnit.HOURS:
        return working.after(counted_from, timedelta(hours=period.amount), stops)
    if period.unit is PeriodUnit.DAYS and period.amount <= _COUNTED_IN_HOURS:
        return working.after(counted_from, period.amount * _DAY, stops)
    stopped = _stopped_days(stops, working.zone)
    first = counted_from.astimezone(working.zone).date()
    if period.unit is PeriodUnit.DAYS:
        return working.closing(_nth_day(first, period.amount, working, stopped))
    last = _last_day(first, period)
    for day in sorted(day for day in stopped if day >= first):
        last += timedelta(days=day <= last)
    return working.closing(next(working.working_days(last)))  # Civil Act 161


def extended(counted_from: datetime, period: Period, by: int, working: WorkingTime, stops: Sequence[Stop]) -> datetime:
    """When it is due after extensions of `by` of the period's unit in all, each counted on from the end before.

    What is counted in hours goes on being counted so, however long it gets.
    """
    if period.unit is PeriodUnit.DAYS and period.amount <= _COUNTED_IN_HOURS:
        hours = (period.amount + by) * (_DAY // timedelta(hours=1))
        return due(counted_from, Period(hours, PeriodUnit.HOURS), working, stops)
    return due(counted_from, Period(period.amount + by, period.unit), working, stops)


class ExtensionFault(StrEnum):
    """Why a period can't be extended."""

    TOO_LONG = "extension_too_long"
    NO_CONSENT = "extension_no_consent"
    NO_MORE = "extension_no_more"


def extension_fault(period: Period, made: int, by: int, consented: bool) -> ExtensionFault | None:
    """Why it can't be extended by so much after so many extensions; None where it can.

    The Act's Decree, Article 21: once, up to the period itself; once more up to the same, if the petitioner agrees.
    """
    if made >= 2:
        return ExtensionFault.NO_MORE
    if not 0 < by <= period.amount:
        return ExtensionFault.TOO_LONG
    return ExtensionFault.NO_CONSENT if made == 1 and not consented else None


def near(counted_from: datetime, due_at: datetime, working: WorkingTime, stops: Sequence[Stop] = ()) -> datetime:
    """From when on it is close to being due: the last fifth of its working time, and at least the last hour."""
    whole = working.between(counted_from, due_at)
    for stop in stops:
        whole -= working.between(max(stop.since, counted_from), min(stop.until, due_at))
    last = max(whole / 5, timedelta(hours=1))
    return working.after(counted_from, max(whole - last, timedelta()), stops)


def hand_on_by(received: datetime, handing: Handing, working: WorkingTime) -> datetime:
    """By when a petition on paper is handed on (the Act's Decree, Article 13); electronic ones are at once."""
    return working.after(received, timedelta(hours=_HANDED_ON_WITHIN[handing]))


def _nth_day(first: date, amount: int, working: WorkingTime, stopped: Container[date]) -> date:
    for day in working.working_days(first):
        amount -= day not in stopped
        if amount == 0:
            return day
    raise AssertionError  # working days never end


def _last_day(first: date, period: Period) -> date:
    """The last day by the calendar: the one before that which corresponds to the first (Civil Act 160)."""
    if period.unit is PeriodUnit.WEEKS:
        return first + timedelta(days=7 * period.amount - 1)
    months = period.amount * (12 if period.unit is PeriodUnit.YEARS else 1)
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    days = calendar.monthrange(years, month + 1)[1]
    if first.day > days:  # no such day: the month's last
        return date(years, month + 1, days)
    return date(years, month + 1, first.day) - timedelta(days=1)


def _stopped_days(stops: Sequence[Stop], zone: tzinfo) -> frozenset[date]:
    found = set()
    for stop in stops:
        day, last = stop.since.astimezone(zone).date(), stop.until.astimezone(zone).date()
        while day <= last:
            found.add(day)
            day += timedelta(days=1)
    return frozenset(found)


def _without(begin: datetime, end: datetime, stops: Sequence[Stop]) -> Iterator[tuple[datetime, datetime]]:
    """What is left of a time without the stops."""
    for stop in sorted(stops, key=lambda stop: stop.since):
        if stop.since >= end or stop.until <= begin:
            continue
        if stop.since > begin:
            yield begin, stop.since.astimezone(begin.tzinfo)
        begin = max(begin, stop.until.astimezone(begin.tzinfo))
        if begin >= end:
            return
    yield begin, end
