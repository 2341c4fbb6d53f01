"""What imported counts add to a table."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sori.platform.database import Transaction
from sori.reports.counting import Part, Told, chosen, key_of, parts
from sori.reports.days import EPOCH, ONE_DAY, day_start
from sori.reports.model import Dimension, Filters, LeftOut, Unit
from sori.reports.service.sums import tallied
from sori.reports.store import counts as store
from sori.reports.store import rollup as rollup_store
from sori.reports.store.facts import CHANNEL_NUMBER
from sori.reports.store.tables import Asked
from sori.reports.tally import Tally

_Known = dict[tuple[object, ...], dict[int, Tally]]


async def counted(transaction: Transaction, by: Dimension, asked: Asked, today: date) -> tuple[list[Part], LeftOut]:
    """What of the imported counts a table adds up, and what of them it has no place for."""
    filters = asked.filters
    counts = await store.told(transaction, filters.first_day, filters.last_day)
    if not counts:
        return [], LeftOut(0, 0, 0)
    taken, left_out = chosen(counts, by, filters, asked.topic_ids)
    known = await _known(transaction, taken, asked, today)
    return parts(taken, lambda count: _of(known, count)), left_out


def added(tallies: dict[int, Tally], by: Dimension, counts: Sequence[Part]) -> None:
    """Adds counts to the rows of a table."""
    for part in counts:
        key = key_of(part.told, by, CHANNEL_NUMBER)
        tallies.setdefault(key, Tally()).add(
            Tally(counted=part.inbound, counted_answered=part.answered, unknown=part.unknown)
        )


async def _known(transaction: Transaction, taken: Sequence[Told], asked: Asked, today: date) -> _Known:
    """How many contacts are known one by one, by day, of what each count is of."""
    if not taken:
        return {}
    first, last = min(count.first_day for count in taken), max(count.last_day for count in taken)
    days = set(await rollup_store.days(transaction, first, last)) | {today}
    beside: dict[tuple[object, ...], list[Told]] = {}
    for count in taken:
        if not days.isdisjoint(count.each_day()):
            beside.setdefault(_what(count), []).append(count)
    known: _Known = {}
    for what, counts in beside.items():
        count = counts[0]
        filters = Filters(
            min(one.first_day for one in counts),
            max(one.last_day for one in counts),
            (count.channel,),
            (count.queue_id,) if count.queue_id else (),
            (count.topic_id,) if count.topic_id else (),
        )
        of = replace(
            asked,
            filters=filters,
            topic_ids=filters.topic_ids,
            since=day_start(asked.zone, filters.first_day),
            until=day_start(asked.zone, filters.last_day + ONE_DAY),
        )
        unit = Unit.STAYS if count.queue_id else Unit.CONTACTS
        known[what] = await tallied(transaction, Dimension.DAY, unit, of)
    return known


def _of(known: _Known, count: Told) -> tuple[int, int]:
    by_day = known.get(_what(count), {})
    found = [by_day[key] for day in count.each_day() if (key := (day - EPOCH) // ONE_DAY) in by_day]
    return sum(tally.inbound for tally in found), sum(tally.answered for tally in found)


def _what(count: Told) -> tuple[object, ...]:
    return count.channel, count.queue_id, count.topic_id
