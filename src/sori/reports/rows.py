"""The rows of a table, made of sums: in order, with names, topics rolled up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sori.platform.translation import Text
from sori.reports.days import EPOCH, month_end
from sori.reports.model import NONE, Choice, Dimension, Figures, Filters, StatisticsRow
from sori.reports.store.facts import CHANNELS
from sori.reports.tally import Tally, figures


@dataclass(frozen=True, slots=True)
class Names:
    """What tables and records show instead of ids."""

    queues: Mapping[int, Choice]
    topics: Mapping[int, Choice]

    def path(self, topic_id: int) -> list[int]:
        """A topic's id with those above it, from the first level down."""
        found: list[int] = []
        at: int | None = topic_id
        while at is not None and at in self.topics:
            found.insert(0, at)
            at = self.topics[at].parent_id
        return found

    def below(self, topic_ids: Sequence[int]) -> tuple[int, ...]:
        """These topics and all below them."""
        wanted = set(topic_ids)
        return tuple(wanted | {one for one in self.topics if wanted.intersection(self.path(one))})


def rows(
    by: Dimension, filters: Filters, tallies: Mapping[int, Tally], names: Names, people: Mapping[int, Text]
) -> tuple[list[StatisticsRow], Figures]:
    """The rows of a table by key, and the total; `people` are the names of counsellors."""
    of = list(tallies.values())
    everything = list(range(len(of)))
    if by is Dimension.TOPIC:
        return _topic_rows(filters, tallies, names)
    days = [*(_days(by, key, filters) for key in tallies), filters.days]
    *figures_of, total = figures(of, [*([number] for number in everything), everything], days)
    made = [
        StatisticsRow(_key(by, key), _name(by, key, names, people), 1, None, of_key)
        for key, of_key in zip(tallies, figures_of, strict=True)
    ]
    return sorted(made, key=lambda row: _order(by, row, names)), total


def _topic_rows(filters: Filters, tallies: Mapping[int, Tally], names: Names) -> tuple[list[StatisticsRow], Figures]:
    below: dict[int, list[int]] = {}
    for number, topic_id in enumerate(tallies):
        for at in names.path(topic_id) or [0]:
            below.setdefault(at, []).append(number)
    order = {topic_id: place for place, topic_id in enumerate(names.topics)}
    shown = sorted(below, key=lambda topic_id: (not topic_id, [order[at] for at in names.path(topic_id)]))
    groups = [*(below[topic_id] for topic_id in shown), list(range(len(tallies)))]
    *figures_of, total = figures(list(tallies.values()), groups, [filters.days] * len(groups))
    made = [
        StatisticsRow(
            key=str(topic_id) if topic_id else NONE,
            name=names.topics[topic_id].name if topic_id else None,
            level=names.topics[topic_id].level if topic_id else 1,
            parent_key=_parent_key(names, topic_id),
            figures=of_topic,
        )
        for topic_id, of_topic in zip(shown, figures_of, strict=True)
    ]
    return made, total


def _parent_key(names: Names, topic_id: int) -> str | None:
    parent = names.topics[topic_id].parent_id if topic_id else None
    return None if parent is None else str(parent)


def _key(by: Dimension, key: int) -> str:
    match by:
        case Dimension.CHANNEL:
            return CHANNELS[key - 1].value
        case Dimension.DAY:
            return (EPOCH + timedelta(days=key)).isoformat()
        case Dimension.MONTH:
            return f"{key // 12:04}-{key % 12 + 1:02}"
        case Dimension.HOUR:
            return str(key)
        case Dimension.DAY_HOUR:
            return f"{(EPOCH + timedelta(days=key // 24)).isoformat()}T{key % 24:02}"
        case _:
            return str(key) if key else NONE


def _name(by: Dimension, key: int, names: Names, people_names: Mapping[int, Text]) -> Text | None:
    if by is Dimension.QUEUE and key in names.queues:
        return names.queues[key].name
    return people_names.get(key) if by is Dimension.COUNSELLOR else None


def _order(by: Dimension, row: StatisticsRow, names: Names) -> tuple[bool, object]:
    match by:
        case Dimension.CHANNEL:
            return False, [channel.value for channel in CHANNELS].index(row.key)
        case Dimension.QUEUE:
            return row.key == NONE, list(names.queues).index(int(row.key)) if row.key != NONE else 0
        case Dimension.COUNSELLOR:
            return row.key == NONE, (row.name.ko if row.name else "", row.key)
        case Dimension.HOUR:
            return False, int(row.key)
        case _:
            return False, row.key


def _days(by: Dimension, key: int, filters: Filters) -> int:
    """Of how many days a row is, by which its daily means are divided."""
    if by in (Dimension.DAY, Dimension.DAY_HOUR):
        return 1
    if by is Dimension.MONTH:
        month = date(key // 12, key % 12 + 1, 1)
        return (min(month_end(month), filters.last_day) - max(month, filters.first_day)).days + 1
    return filters.days
