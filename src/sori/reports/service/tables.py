"""Tables of statistics, and the records behind a figure."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from sori.centre import service as centre_service
from sori.centre.model import Centre
from sori.people import service as people
from sori.people.model import WATCHING_ROLES, Actor
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Text
from sori.reports.counting import Part
from sori.reports.days import day_start
from sori.reports.model import (
    LONGEST_BY_HOUR_DAYS,
    MOST_DAYS,
    NONE,
    PERCENTILE_ERROR_PCT,
    Choice,
    Choices,
    CountRecord,
    Dimension,
    Ended,
    Figures,
    Filters,
    Origin,
    Record,
    RecordPage,
    Source,
    StatisticsFigure,
    StatisticsRow,
    StatisticsTable,
    Totals,
    unit_of,
)
from sori.reports.service.counted import added, counted
from sori.reports.service.sums import tallied
from sori.reports.store import counts as count_store
from sori.reports.store import records as record_store
from sori.reports.store.facts import CHANNELS
from sori.reports.store.records import FactRecord, Place
from sori.reports.store.rollup import one_snapshot
from sori.reports.store.tables import EPOCH, Asked
from sori.reports.tally import Tally, summed

_PAGE = 50
_MOST_COUNTS = 500
_OF_COUNTS = (StatisticsFigure.INBOUND, StatisticsFigure.ANSWERED, StatisticsFigure.ABANDONED)
"""The figures that counts have a part in."""


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


async def table(transaction: Transaction, by: Dimension, filters: Filters, now: datetime) -> StatisticsTable:
    """One table of statistics as everything stands now. It must be the first thing that its transaction does.

    Raises Problem 422 for days that are the wrong way round or too many for the table.
    """
    await one_snapshot(transaction)
    return await _table(transaction, by, filters, now)


async def _table(transaction: Transaction, by: Dimension, filters: Filters, now: datetime) -> StatisticsTable:
    centre = await centre_service.centre(transaction)
    _check(by, filters)
    names = await _names(transaction)
    unit = unit_of(by, filters)
    asked_for = _asked(centre, filters, names)
    tallies = await tallied(transaction, by, unit, asked_for)
    counts, left_out = await counted(transaction, by, asked_for, centre.local(now).date())
    added(tallies, by, counts)
    return StatisticsTable(
        by=by,
        unit=unit,
        first_day=filters.first_day,
        last_day=filters.last_day,
        days=filters.days,
        time_zone=centre.time_zone,
        as_of=now,
        rows=await _rows(transaction, by, filters, tallies, names),
        total=summed(tallies.values()).figures(filters.days),
        left_out=left_out,
        percentile_error_pct=PERCENTILE_ERROR_PCT,
        simulated=centre.demo and centre.simulation_on,
    )


async def totals(transaction: Transaction, filters: Filters, now: datetime) -> Totals:
    """What the tables by channel and by queue say, for whoever compares it with books of their own.

    It must be the first thing that its transaction does, since both tables are of one moment.
    """
    await one_snapshot(transaction)
    by_channel = await _table(transaction, Dimension.CHANNEL, filters, now)
    by_queue = await _table(transaction, Dimension.QUEUE, filters, now)
    codes = {str(queue.id): queue.code for queue in await record_store.queues(transaction)}
    return Totals(
        {row.key: _ended(row.figures) for row in by_channel.rows},
        {codes.get(row.key, row.key): _ended(row.figures) for row in by_queue.rows},
    )


def _ended(figures: Figures) -> Ended:
    return Ended(figures.inbound, figures.answered, figures.abandoned)


async def records(
    transaction: Transaction,
    actor: Actor,
    by: Dimension | None,
    figure: StatisticsFigure,
    filters: Filters,
    after: str | None,
    now: datetime,
) -> RecordPage:
    """A page of the records behind a figure of a table `by` something, newest first. The look is logged.

    Raises Problem 422 for a wrong `after`, or days the wrong way round.
    """
    centre = await centre_service.centre(transaction)
    _check(by, filters)
    names = await _names(transaction)
    unit = unit_of(by, filters)
    detail = {
        "figure": figure.value,
        "from": filters.first_day.isoformat(),
        "to": filters.last_day.isoformat(),
        "channels": ",".join(filters.channels),
        "queues": _joined(filters.queue_ids),
        "topics": _joined(filters.topic_ids),
        "counsellors": _joined(filters.counsellor_ids),
        "hours": _joined(filters.hours),
    }
    detail = {name: value for name, value in detail.items() if value}
    await people.audit(transaction, now, actor.id, "statistics.looked_behind", {}, detail)
    asked_for = _asked(centre, filters, names)
    found = await record_store.behind(transaction, figure, unit, asked_for, _place(after), _PAGE + 1)
    counts: list[CountRecord] = []
    if after is None and figure in _OF_COUNTS:
        told, _ = await counted(transaction, by or Dimension.CHANNEL, asked_for, centre.local(now).date())
        counts = await _count_records(transaction, told[:_MOST_COUNTS], names)
    page = found[:_PAGE]
    return RecordPage(
        unit=unit,
        items=[_record(one, names, actor) for one in page],
        counts=counts,
        next_after=_cursor(page[-1].place) if len(found) > _PAGE else None,
    )


async def choices(transaction: Transaction, now: datetime) -> Choices:
    """What tables can be filtered by."""
    centre = await centre_service.centre(transaction)
    return Choices(
        today=centre.local(now).date(),
        first_day=await record_store.first_day(transaction, centre.time_zone),
        channels=list(CHANNELS),
        queues=await record_store.queues(transaction),
        topics=await record_store.topics(transaction),
        counsellors=await record_store.counsellors(transaction),
    )


async def asked(transaction: Transaction, filters: Filters) -> Asked:
    """What is to be looked up for these filters."""
    return _asked(await centre_service.centre(transaction), filters, await _names(transaction))


def _asked(centre: Centre, filters: Filters, names: Names) -> Asked:
    return Asked(
        filters,
        names.below(filters.topic_ids),
        centre.time_zone,
        day_start(centre.time_zone, filters.first_day),
        day_start(centre.time_zone, filters.last_day + timedelta(days=1)),
    )


def _check(by: Dimension | None, filters: Filters) -> None:
    if not 1 <= filters.days <= MOST_DAYS:
        raise Problem(422, "days_wrong", field="to")
    if by is Dimension.DAY_HOUR and filters.days > LONGEST_BY_HOUR_DAYS:
        raise Problem(422, "days_too_many_by_hour", field="to", days=LONGEST_BY_HOUR_DAYS)
    if any(not 0 <= hour <= 23 for hour in filters.hours):
        raise Problem(422, "hour_wrong", field="hour")


async def _names(transaction: Transaction) -> Names:
    return Names(
        {queue.id: queue for queue in await record_store.queues(transaction)},
        {topic.id: topic for topic in await record_store.topics(transaction)},
    )


async def _rows(
    transaction: Transaction, by: Dimension, filters: Filters, tallies: Mapping[int, Tally], names: Names
) -> list[StatisticsRow]:
    if by is Dimension.TOPIC:
        return _topic_rows(filters, tallies, names)
    people_names = await record_store.staff_names(transaction, list(tallies)) if by is Dimension.COUNSELLOR else {}
    rows = [
        StatisticsRow(
            _key(by, key), _name(by, key, names, people_names), 1, None, tally.figures(_days(by, key, filters))
        )
        for key, tally in tallies.items()
    ]
    return sorted(rows, key=lambda row: _order(by, row, names))


def _topic_rows(filters: Filters, tallies: Mapping[int, Tally], names: Names) -> list[StatisticsRow]:
    rolled_up: dict[int, Tally] = {}
    for topic_id, tally in tallies.items():
        for at in names.path(topic_id) or [0]:
            rolled_up.setdefault(at, Tally()).add(tally)
    order = {topic_id: place for place, topic_id in enumerate(names.topics)}
    shown = sorted(rolled_up, key=lambda topic_id: (not topic_id, [order[at] for at in names.path(topic_id)]))
    return [
        StatisticsRow(
            key=str(topic_id) if topic_id else NONE,
            name=names.topics[topic_id].name if topic_id else None,
            level=names.topics[topic_id].level if topic_id else 1,
            parent_key=_parent_key(names, topic_id),
            figures=rolled_up[topic_id].figures(filters.days),
        )
        for topic_id in shown
    ]


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
        first, after = date(key // 12, key % 12 + 1, 1), date((key + 1) // 12, (key + 1) % 12 + 1, 1)
        return (min(after - timedelta(days=1), filters.last_day) - max(first, filters.first_day)).days + 1
    return filters.days


def _record(fact: FactRecord, names: Names, actor: Actor) -> Record:
    live = fact.origin == 0
    path = names.path(fact.topic_id)
    return Record(
        source=Source.LIVE if live else Source.IMPORT,
        contact_id=fact.one if live else None,
        origin=None if live else Origin(fact.one, fact.file or "", fact.other),
        opened_at=fact.opened_at,
        channel=CHANNELS[fact.channel - 1],
        queue=names.queues[fact.queue_id].name if fact.queue_id else None,
        topic=[names.topics[at].name for at in path] or None,
        counsellor=fact.counsellor,
        answered=fact.answered,
        abandoned=fact.abandoned,
        within_target=fact.within,
        wait_s=None if fact.wait_us is None else fact.wait_us / 1e6,
        handling_s=None if fact.handling_us is None else fact.handling_us / 1e6,
        simulated=fact.simulated,
        may_open=live and actor.has_any(*WATCHING_ROLES),
    )


async def _count_records(transaction: Transaction, told: Sequence[Part], names: Names) -> list[CountRecord]:
    part_of = {count_id: part for part in told for count_id in part.told.ids}
    return [
        CountRecord(
            origin=Origin(count.import_id, count.file, count.line),
            first_day=count.first_day,
            last_day=count.last_day,
            channel=count.channel,
            queue=names.queues[count.queue_id].name if count.queue_id else None,
            inbound=count.inbound,
            answered=count.answered,
            added_inbound=part_of[count.id].inbound + part_of[count.id].unknown,
            added_answered=part_of[count.id].answered + part_of[count.id].unknown,
            values=count.file_values,
        )
        for count in await count_store.by_ids(transaction, list(part_of))
    ]


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def _place(after: str | None) -> Place | None:
    if after is None:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(after), type=Place)
    except (ValueError, msgspec.MsgspecError):
        raise Problem(422, "after_wrong", field="after") from None


def _joined(ids: Sequence[int]) -> str:
    return ",".join(map(str, ids))
