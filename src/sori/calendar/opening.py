"""Opening hours: whether something is open at a moment of the city's day, and when it opens next."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on `weekday` (Monday is 0) from one minute of the day until another; 1440 is midnight at its end."""

    weekday: int
    opens_minute: int
    closes_minute: int


def is_open(hours: Sequence[Hours], closed_days: Container[date], local: datetime) -> bool:
    """Whether it is open at `local`, a time in the city's zone; the closing minute itself is closed."""
    if local.date() in closed_days:
        return False
    minute = local.hour * 60 + local.minute
    return any(span.weekday == local.weekday() and span.opens_minute <= minute < span.closes_minute for span in hours)


def opens_at(hours: Sequence[Hours], closed_days: Container[date], local: datetime) -> datetime | None:
    """The next opening after `local` (in its zone), or None where there is none within sixty days."""
    for ahead in range(60):
        day = local.date() + timedelta(days=ahead)
        if day in closed_days:
            continue
        for span in sorted(hours, key=lambda span: span.opens_minute):
            hour, minute = divmod(span.opens_minute, 60)
            opening = datetime(day.year, day.month, day.day, hour, minute, tzinfo=local.tzinfo)
            if span.weekday == day.weekday() and opening > local:
                return opening
    return None
