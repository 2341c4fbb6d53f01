"""Which imported counts a table adds up, so that nothing is counted twice: docs/statistics.md, overlaps."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sori.conversations.model import Channel
from sori.reports.days import EPOCH, ONE_DAY, month_of
from sori.reports.model import Dimension, Filters, LeftOut


@dataclass(frozen=True, slots=True)
class Told:
    """What one or more lines say of the same period and part; `ids` are the counts that say so."""

    ids: tuple[int, ...]
    first_day: date
    last_day: date
    channel: Channel
    queue_id: int
    topic_id: int
    inbound: int | None
    answered: int

    @property
    def days(self) -> int:
        """Of how many days it is."""
        return (self.last_day - self.first_day).days + 1

    def each_day(self) -> Iterable[date]:
        """Its days."""
        return (self.first_day + timedelta(days=number) for number in range(self.days))


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a count a table adds: its inbound and answered, or only what was answered where no more is told."""

    told: Told
    inbound: int
    answered: int
    unknown: int


_PLACELESS = (Dimension.HOUR, Dimension.DAY_HOUR, Dimension.COUNSELLOR)
"""What no count says anything of."""


def merged(counts: Iterable[Told]) -> list[Told]:
    """Counts of the same said once; who says more of it (its inbound) is believed."""
    by_what: dict[tuple[object, ...], Told] = {}
    for count in counts:
        what = (count.first_day, count.last_day, count.channel, count.queue_id, count.topic_id)
        other = by_what.get(what)
        if other is not None:
            inbound = count.inbound if other.inbound is None else other.inbound
            count = Told((*other.ids, *count.ids), *what, inbound, count.answered)  # noqa: PLW2901
        by_what[what] = count
    return list(by_what.values())


def chosen(
    counts: Sequence[Told], by: Dimension, filters: Filters, topic_ids: Collection[int]
) -> tuple[list[Told], LeftOut]:
    """The counts that a table adds up, and what of its days it has no place for.

    Of counts that overlap, the one of the longest period is taken, and of these the one that says most of what the
    table is by; the others are parts of it.
    """
    asked = [count for count in merged(counts) if _asked_for(count, filters, topic_ids)]
    placed = [count for count in asked if _has_place(count, by, filters)]
    taken: list[Told] = []
    held: dict[tuple[Channel, date], list[Told]] = {}
    for count in sorted(placed, key=lambda one: (-one.days, _unlike(one, by, filters), one.ids)):
        days = [(count.channel, day) for day in count.each_day()]
        if not any(_overlap(count, other) for day in days for other in held.get(day, ())):
            taken.append(count)
            for day in days:
                held.setdefault(day, []).append(count)
    left = [
        count
        for count in asked
        if not _has_place(count, by, filters)
        and not all(
            any(_overlap(count, other) for other in held.get((count.channel, day), ())) for day in count.each_day()
        )
    ]
    return taken, LeftOut(
        len(left),
        sum(count.answered if count.inbound is None else count.inbound for count in left),
        sum(count.answered for count in left),
    )


def parts(taken: Iterable[Told], known: Callable[[Told], tuple[int, int]]) -> list[Part]:
    """What of each count is added beside the contacts known one by one, which are taken for a part of it.

    `known` gives how many of its period and part are known, and how many of these were answered.
    """
    found = []
    for count in taken:
        inbound, answered = known(count)
        rest = max(0, count.answered - answered)
        if count.inbound is None:
            found.append(Part(count, 0, 0, rest))
        else:
            found.append(Part(count, max(rest, count.inbound - inbound), rest, 0))
    return found


def key_of(count: Told, by: Dimension, channels: Mapping[Channel, int]) -> int:
    """The key of the row that a count is added to."""
    match by:
        case Dimension.CHANNEL:
            return channels[count.channel]
        case Dimension.QUEUE:
            return count.queue_id
        case Dimension.TOPIC:
            return count.topic_id
        case Dimension.DAY:
            return (count.first_day - EPOCH) // ONE_DAY
        case Dimension.MONTH:
            return count.first_day.year * 12 + count.first_day.month - 1
        case _:
            raise ValueError(f"counts have no place by {by}")


def _asked_for(count: Told, filters: Filters, topic_ids: Collection[int]) -> bool:
    return (
        (not filters.channels or count.channel in filters.channels)
        and (not filters.queue_ids or count.queue_id in filters.queue_ids)
        and (not filters.topic_ids or count.topic_id in topic_ids)
    )


def _has_place(count: Told, by: Dimension, filters: Filters) -> bool:
    if by in _PLACELESS or filters.hours or filters.counsellor_ids:
        return False
    if count.first_day < filters.first_day or count.last_day > filters.last_day:
        return False
    if by is Dimension.DAY:
        return count.first_day == count.last_day
    return by is not Dimension.MONTH or month_of(count.first_day) == month_of(count.last_day)


def _unlike(count: Told, by: Dimension, filters: Filters) -> int:
    """How little a count says of what a table is by: what it says of queue or topic is wanted there, else not."""
    wants_queue = by is Dimension.QUEUE or bool(filters.queue_ids)
    wants_topic = by is Dimension.TOPIC or bool(filters.topic_ids)
    return int(bool(count.queue_id) != wants_queue) + int(bool(count.topic_id) != wants_topic)


def _overlap(one: Told, other: Told) -> bool:
    """Whether two counts of the same channel and day may have counted the same contacts."""
    return (not one.queue_id or not other.queue_id or one.queue_id == other.queue_id) and (
        not one.topic_id or not other.topic_id or one.topic_id == other.topic_id
    )
