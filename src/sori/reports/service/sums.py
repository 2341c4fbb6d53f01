"""The sums of a table, each day read where it is had fastest and is right: sums of its month, its own sums, columns of
its facts, its facts, the first tables.

What was kept is as old as the last round; contacts of which something has happened since then, and that this
transaction sees, are left out of it and read where it was written first. So a table is as everything stands now.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sori.platform.database import Transaction
from sori.reports.columns import columns_of, grouped
from sori.reports.cubes import Span, answering, needed
from sori.reports.days import ONE_DAY, day_start, month_of, stretches, whole_months
from sori.reports.model import Dimension, Unit
from sori.reports.store import rollup as rollup_store
from sori.reports.store import tables as store
from sori.reports.store.tables import Asked, Days, Sums
from sori.reports.tally import Tally

_MOST_FRESH = 20_000
"""With more contacts than that not followed yet, everything is read from the first tables."""

_COLUMNS_AT_ONCE = 31
"""The columns of how many days are read and added up together."""


@dataclass(slots=True)
class _Parts:
    """Where each of a table's days is read."""

    raw: set[date] = field(default_factory=set)
    facts: set[date] = field(default_factory=set)
    columns: set[date] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    months: set[date] = field(default_factory=set)
    fresh: list[int] = field(default_factory=list)


async def tallied(transaction: Transaction, by: Dimension, unit: Unit, asked: Asked) -> dict[int, Tally]:
    """The sums of a table by key; the transaction must see one moment all through."""
    dimensions = needed(by, asked.only())
    by_day = by in (Dimension.DAY, Dimension.DAY_HOUR)
    month_cube = None if by_day else answering(Span.MONTH, unit, dimensions)
    day_cube = answering(Span.DAY, unit, dimensions)
    parts = await _parts(transaction, asked, months=month_cube is not None, days=day_cube is not None)
    if parts is None:
        whole = Days([], [asked.since], [asked.until])
        return _added(await store.from_raw(transaction, by, unit, asked, whole))
    sums: list[Sums] = []
    if month_cube is not None and parts.months:
        sums += await store.from_cells(transaction, by, month_cube.number, asked, sorted(parts.months))
    if day_cube is not None and parts.days:
        sums += await store.from_cells(transaction, by, day_cube.number, asked, sorted(parts.days))
    if parts.columns:
        sums += await _from_columns(transaction, by, unit, asked, sorted(parts.columns), columns_of(dimensions))
    if parts.facts:
        of = _days(asked.zone, parts.facts)
        sums += await store.from_facts(transaction, by, unit, asked, of, parts.fresh)
    if parts.raw:
        sums += await store.from_raw(transaction, by, unit, asked, _days(asked.zone, parts.raw))
    if parts.fresh:
        sums += await store.from_fresh(transaction, by, unit, asked, parts.fresh, sorted(parts.raw))
    return _added(sums)


async def _parts(transaction: Transaction, asked: Asked, *, months: bool, days: bool) -> _Parts | None:
    """Where each day is read; None where all of them are from the first tables."""
    state = await rollup_store.state(transaction)
    if state is None or state.basis != await rollup_store.basis(transaction):
        return None
    parts = _Parts(fresh=await rollup_store.fresh(transaction, state, _MOST_FRESH))
    if len(parts.fresh) == _MOST_FRESH:
        return None
    filters = asked.filters
    known = await rollup_store.days(transaction, filters.first_day, filters.last_day)
    touched = await rollup_store.days_of(transaction, parts.fresh) if parts.fresh else set()
    if months:
        right = await rollup_store.months(transaction, month_of(filters.first_day), filters.last_day)
        right -= {month_of(day) for day in touched} | {month_of(day) for day, how in known.items() if how != "cells"}
        parts.months = whole_months(right, filters.first_day, filters.last_day)
    for day, how in known.items():
        if month_of(day) in parts.months:
            continue
        if how == "due":
            parts.raw.add(day)
        elif how == "cells" and day not in touched:
            (parts.days if days else parts.columns).add(day)
        else:
            parts.facts.add(day)
    return parts


async def _from_columns(
    transaction: Transaction, by: Dimension, unit: Unit, asked: Asked, days: Sequence[date], names: Sequence[str]
) -> list[Sums]:
    async with asyncio.TaskGroup() as adding:
        parts = []
        for first in range(0, len(days), _COLUMNS_AT_ONCE):
            read = await store.columns(transaction, unit, days[first : first + _COLUMNS_AT_ONCE], names)
            # In a thread: the chats of this process wait for nobody's statistics, and the next days can be read.
            parts.append(adding.create_task(asyncio.to_thread(grouped, by, asked.only(), read)))
    return [one for part in parts for one in store.sums_of(*part.result())]


def _days(zone: str, days: Collection[date]) -> Days:
    found = stretches(days)
    return Days(
        sorted(days),
        [day_start(zone, first) for first, _ in found],
        [day_start(zone, last + ONE_DAY) for _, last in found],
    )


def _added(sums: Iterable[Sums]) -> dict[int, Tally]:
    tallies: dict[int, Tally] = {}
    for one in sums:
        tallies.setdefault(one.key, Tally()).add(one.tally())
    return tallies
