"""Days and months of the city, and how a table's days are put together."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sori.reports.model import FIRST_YEAR_BEGINS, LAST_YEAR_ENDS

ONE_DAY = timedelta(days=1)
EPOCH = date(2000, 1, 1)
"""Days are grouped as so many since then."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""What is said to have been before is a mistake."""


def day_start(zone: str, day: date) -> datetime:
    """When a day of the city begins."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def possible(first_day: date, last_day: date) -> bool:
    """Whether anything can be counted of the days from one to another."""
    return FIRST_YEAR_BEGINS <= first_day <= last_day <= LAST_YEAR_ENDS


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def month_end(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def stretches(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days as stretches of days that follow each other: the first of each, and the last."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day == found[-1][1] + ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def whole_months(months: Collection[date], first_day: date, last_day: date) -> set[date]:
    """Those of these months that lie within the days from one to another, whole."""
    return {month for month in months if first_day <= month and month_end(month) <= last_day}
