"""The hour so far against the same span of other days: counted once an hour, read to the second.

What happened in an hour that is over never changes. So its counts are kept second by second, and "as it stood then,
this long into the hour" is a look-up.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sori.conversations.model import percentage


class Span(StrEnum):
    """Which stretch of time a figure is of."""

    DAY = "day"
    HOUR = "hour"
    SAME_HOUR_OF_DAYS = "same_hour_of_days"
    SAME_HOUR_OF_WEEKS = "same_hour_of_weeks"


DAYS_BACK = {
    Span.SAME_HOUR_OF_DAYS: (1, 2, 3, 4, 5, 6, 7),
    Span.SAME_HOUR_OF_WEEKS: (7, 14, 21, 28),
}
"""The days whose hours are compared with: the last seven, and the same weekday of the last four weeks."""
ALL_DAYS_BACK = sorted({days for spans in DAYS_BACK.values() for days in spans})


@dataclass(frozen=True, slots=True)
class Counts:
    """Stays in a queue: begun, and how they ended; `within_target` of those answered."""

    inbound: int = 0
    answered: int = 0
    abandoned: int = 0
    within_target: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.inbound + other.inbound,
            self.answered + other.answered,
            self.abandoned + other.abandoned,
            self.within_target + other.within_target,
        )

    @property
    def ended(self) -> int:
        """Those of which it is known whether they were answered."""
        return self.answered + self.abandoned


@dataclass(frozen=True, slots=True)
class Compared:
    """Counts of a stretch of time with the two rates that follow from them; `hours` is of how many hours."""

    hours: int
    inbound: int
    answered: int
    abandoned: int
    within_target: int
    answer_rate_pct: float | None
    service_level_pct: float | None


@dataclass(frozen=True, slots=True)
class HourFigures:
    """The current hour so far, and the same span of the hours it is compared with."""

    since: datetime
    now: Compared
    weeks: Compared
    days: Compared


@dataclass(frozen=True, slots=True)
class SecondCounts:
    """What happened in one second of a past hour: stays that began, and stays that ended in it."""

    queue_id: int
    days_back: int
    second: int
    inbound: int
    answered: int
    abandoned: int
    within_target: int


@dataclass(slots=True)
class _Hour:
    seconds: list[int] = field(default_factory=list)
    sums: list[Counts] = field(default_factory=lambda: [Counts()])


class PastHours:
    """Past hours as they stood at each of their seconds."""

    def __init__(self, happened: Iterable[SecondCounts]) -> None:
        """`happened` in the order of its seconds."""
        self._hours: dict[tuple[int, int], _Hour] = {}
        for event in happened:
            hour = self._hours.setdefault((event.queue_id, event.days_back), _Hour())
            counts = Counts(event.inbound, event.answered, event.abandoned, event.within_target)
            hour.seconds.append(event.second)
            hour.sums.append(hour.sums[-1] + counts)

    def as_of(self, queue_id: int, days_back: Iterable[int], elapsed_s: float) -> Counts:
        """What had happened in a queue that many seconds into these hours, all of them together."""
        total = Counts()
        for days in days_back:
            hour = self._hours.get((queue_id, days))
            if hour is not None:
                # The second that is running counts once it is over.
                total += hour.sums[bisect_right(hour.seconds, int(elapsed_s) - 1)]
        return total


def hour_start(local: datetime) -> datetime:
    """When the hour began that a moment of the city's clock lies in."""
    return local.replace(minute=0, second=0, microsecond=0)


def same_hours(start: datetime, days_back: Sequence[int]) -> list[datetime]:
    """The same hour by the city's clock, so many days before; `start` is in the city's zone."""
    return [start - timedelta(days=days) for days in days_back]


def compared(counts: Counts, hours: int) -> Compared:
    """Counts with their rates."""
    return Compared(
        hours=hours,
        inbound=counts.inbound,
        answered=counts.answered,
        abandoned=counts.abandoned,
        within_target=counts.within_target,
        answer_rate_pct=percentage(counts.answered, counts.ended),
        service_level_pct=percentage(counts.within_target, counts.ended),
    )


def hour_figures(now: Counts, past: PastHours, queue_ids: Sequence[int], since: datetime, at: datetime) -> HourFigures:
    """The hour so far of some queues together, beside the same span of the hours it is compared with."""
    elapsed_s = (at - since).total_seconds()

    def of(span: Span) -> Compared:
        counts = [past.as_of(queue_id, DAYS_BACK[span], elapsed_s) for queue_id in queue_ids]
        return compared(sum(counts, Counts()), len(DAYS_BACK[span]))

    return HourFigures(since, compared(now, 1), of(Span.SAME_HOUR_OF_WEEKS), of(Span.SAME_HOUR_OF_DAYS))
