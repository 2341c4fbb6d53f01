"""The day by intervals, beside another day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sori.centre import service as centre_service
from sori.conversations.comparison import Counts, compared
from sori.conversations.figures import DayChart, Interval
from sori.conversations.store import figures as store
from sori.platform.database import Transaction
from sori.platform.problem import Problem

_MINUTES = (15, 30, 60)


async def day(
    transaction: Transaction, queue_id: int | None, minutes: int, other: date | None, now: datetime
) -> DayChart:
    """Today by intervals of so many minutes, beside another day (None: the same weekday last week)."""
    if minutes not in _MINUTES:
        raise Problem(422, "interval_wrong", field="minutes")
    centre = await centre_service.centre(transaction)
    today = centre.local(now).date()
    other = other or today - timedelta(days=7)
    if other >= today:
        raise Problem(422, "day_not_over", field="other")
    zone = ZoneInfo(centre.time_zone)
    return DayChart(
        minutes=minutes,
        day=today.isoformat(),
        other_day=other.isoformat(),
        intervals=await _intervals(transaction, today, zone, queue_id, minutes, now),
        other=await _intervals(transaction, other, zone, queue_id, minutes, now),
    )


async def _intervals(
    transaction: Transaction, day: date, zone: ZoneInfo, queue_id: int | None, minutes: int, now: datetime
) -> list[Interval]:
    begins = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    following = day + timedelta(days=1)
    ends = min(datetime(following.year, following.month, following.day, tzinfo=zone).astimezone(UTC), now)
    found = {
        one.number: Counts(one.inbound, one.answered, one.abandoned, one.within_target)
        for one in await store.intervals(transaction, begins, ends, minutes, queue_id)
    }
    length = timedelta(minutes=minutes)
    count = -((begins - ends) // length)
    return [Interval(begins + length * number, compared(found.get(number, Counts()), 1)) for number in range(count)]
