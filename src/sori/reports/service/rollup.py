"""Keeps the tables from which statistics are read fast: the worker's round, and building them anew.

What happened is read from the events in the order of commits, below the oldest transaction still running, so that no
late commit is passed over. Whoever reads a table adds what has happened since then (`service.tables`), so that it is
never behind; how far the round has come decides only how fast that is.
"""

import time
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sori.centre import service as centre_service
from sori.platform.database import Transaction
from sori.reports.columns import packed
from sori.reports.cubes import CUBES, Facts, Span, cells
from sori.reports.days import day_start
from sori.reports.model import Unit
from sori.reports.store import rollup as store
from sori.reports.store.rollup import State, Stretch

EVERY_S = 2.0
_MOST_EVENTS = 5_000
_AT_ONCE_S = 1.0
"""How long a round goes on to the next day."""
_MOST_DAYS = 31
_ALL = 1_000_000


async def follow(transaction: Transaction, now: datetime) -> None:
    """One round: some sums that are missing, then some facts, then what has happened.

    What only reads comes first, since whoever has written holds up the readers of events until the end.
    """
    today = (await centre_service.centre(transaction)).local(now).date()
    state = await _state(transaction)
    began = time.monotonic()
    if not await _sum_days(transaction, today, began):
        await _sum_month(transaction, today)
    await _write_facts(transaction, began)
    await _follow_events(transaction, state)


async def rebuild(transaction: Transaction, now: datetime) -> None:
    """Builds everything anew from the tables in which it was written first."""
    zone = (await centre_service.centre(transaction)).time_zone
    today = (await centre_service.centre(transaction)).local(now).date()
    await store.begin_anew(transaction, await store.basis(transaction), zone)
    for_ever = float("inf")
    if due := await store.unfinished_days(transaction, "due", date.max, _ALL):
        await store.write_facts(transaction, _stretch(due[-1], due[0] + timedelta(days=1), zone), zone)
    while await _sum_days(transaction, today, for_ever):
        pass
    while await _sum_month(transaction, today):
        pass


async def _state(transaction: Transaction) -> State:
    """The state; all is begun anew where it rests on something that has changed."""
    state, basis = await store.state(transaction), await store.basis(transaction)
    if state is not None and state.basis == basis:
        return state
    await store.begin_anew(transaction, basis, (await centre_service.centre(transaction)).time_zone)
    return await _state(transaction)


async def _follow_events(transaction: Transaction, state: State) -> None:
    happened = await store.happened_since(transaction, state, _MOST_EVENTS)
    contact_ids = sorted({one.contact_id for one in happened if one.contact_id is not None})
    if contact_ids:
        zone = (await centre_service.centre(transaction)).time_zone
        await store.renew_contacts(transaction, contact_ids, zone)
    if happened:
        await store.follow_to(transaction, happened[-1])


async def _write_facts(transaction: Transaction, began: float) -> bool:
    zone = (await centre_service.centre(transaction)).time_zone
    days = await store.unfinished_days(transaction, "due", date.max, _MOST_DAYS)
    for day in days:
        await store.write_facts(transaction, _stretch(day, day + timedelta(days=1), zone), zone)
        if time.monotonic() > began + _AT_ONCE_S:
            break
    return bool(days)


async def _sum_days(transaction: Transaction, today: date, began: float) -> bool:
    zone = (await centre_service.centre(transaction)).time_zone
    days = await store.unfinished_days(transaction, "facts", today, _MOST_DAYS)
    for day in days:
        facts = await _sum(transaction, Span.DAY, _stretch(day, day + timedelta(days=1), zone), zone)
        for unit, of_unit in facts.items():
            await store.write_columns(transaction, unit, day, packed(of_unit))
        await store.day_is_summed(transaction, day)
        if time.monotonic() > began + _AT_ONCE_S:
            break
    return bool(days)


async def _sum_month(transaction: Transaction, today: date) -> bool:
    zone = (await centre_service.centre(transaction)).time_zone
    month = await store.unfinished_month(transaction, today)
    if month is None:
        return False
    after = month + timedelta(days=monthrange(month.year, month.month)[1])
    await _sum(transaction, Span.MONTH, _stretch(month, after, zone), zone)
    await store.month_is_right(transaction, month)
    return True


async def _sum(transaction: Transaction, span: Span, stretch: Stretch, zone: str) -> Mapping[Unit, Facts]:
    """Writes the sums of a day or month, and gives the facts that they are the sums of."""
    facts = await store.facts(transaction, stretch, zone)
    made = [(cube, cells(cube, facts[cube.unit])) for cube in CUBES if cube.span is span]
    await store.forget_cells(transaction, [cube for cube, _ in made], stretch.first_day)
    await store.write_cells(transaction, made, stretch.first_day)
    return facts


def _stretch(first: date, after: date, zone: str) -> Stretch:
    return Stretch(first, after, day_start(zone, first), day_start(zone, after))
