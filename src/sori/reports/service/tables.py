"""Tables of statistics, and the records behind a figure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sori.centre import service as centre_service
from sori.centre.model import Centre
from sori.people import service as people
from sori.people.model import WATCHING_ROLES, Actor
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.reports.counting import Part
from sori.reports.days import day_start, possible
from sori.reports.model import (
    LONGEST_BY_HOUR_DAYS,
    PERCENTILE_ERROR_PCT,
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
    StatisticsTable,
    Totals,
    unit_of,
)
from sori.reports.order import cursor, place
from sori.reports.rows import Names, rows
from sori.reports.service.counted import added, counted
from sori.reports.service.sums import tallied
from sori.reports.store import counts as count_store
from sori.reports.store import records as record_store
from sori.reports.store.facts import CHANNELS
from sori.reports.store.records import FactRecord
from sori.reports.store.rollup import one_snapshot
from sori.reports.store.tables import Asked

_PAGE = 50
_MOST_COUNTS = 500
_OF_COUNTS = (StatisticsFigure.INBOUND, StatisticsFigure.ANSWERED, StatisticsFigure.ABANDONED)
"""The figures that counts have a part in."""


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
    people_names = await record_store.staff_names(transaction, list(tallies)) if by is Dimension.COUNSELLOR else {}
    made, total = rows(by, filters, tallies, names, people_names)
    return StatisticsTable(
        by=by,
        unit=unit,
        first_day=filters.first_day,
        last_day=filters.last_day,
        days=filters.days,
        time_zone=centre.time_zone,
        as_of=now,
        rows=made,
        total=total,
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
    found = await record_store.behind(transaction, figure, unit, asked_for, place(after), _PAGE + 1)
    counts: list[CountRecord] = []
    if after is None and figure in _OF_COUNTS:
        told, _ = await counted(transaction, by or Dimension.CHANNEL, asked_for, centre.local(now).date())
        counts = await _count_records(transaction, told[:_MOST_COUNTS], names)
    page = found[:_PAGE]
    return RecordPage(
        unit=unit,
        items=[_record(one, names, actor) for one in page],
        counts=counts,
        next_after=cursor(page[-1].place) if len(found) > _PAGE else None,
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
    if not possible(filters.first_day, filters.last_day):
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


def _joined(ids: Sequence[int]) -> str:
    return ",".join(map(str, ids))
