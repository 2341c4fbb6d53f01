"""The worker's round that computes expected waits, writes what is told, and settles what has come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sori.centre import service as centre_service
from sori.centre.model import Centre
from sori.conversations import deflection
from sori.conversations.deflection import AWAY_AFTER
from sori.conversations.expectation import Forecast, Observed, forecast, learn
from sori.conversations.store import deflection as deflection_store
from sori.conversations.store import expectation as store
from sori.conversations.store import routing as routing_store
from sori.platform.database import Transaction
from sori.routing.expected_wait import KINDS, REMEMBERED, Side, congestion_notice

EVERY_S = 2.0
"""How often the round is made."""

_OBSERVED_FOR = timedelta(seconds=30)
_ENTERED_IN_S = 600.0
_GAVE_UP_SINCE = timedelta(hours=6)


@dataclass(slots=True)
class _Memory:
    """What the worker keeps between rounds, all of it to be had from the database again."""

    sides: list[Side]
    observed: Observed
    observed_at: datetime


async def tell_expected_waits(transaction: Transaction, now: datetime) -> None:
    """Settles what has come, computes what is told from how the centre stands now, and writes it.

    What the citizens' pages show is read from what was written, so what is told is what is measured.
    """
    await tell(transaction, now, Random().random)  # noqa: S311 — draws of durations


async def tell(transaction: Transaction, now: datetime, chance: Callable[[], float]) -> None:
    """The same with the chance given."""
    setup = await centre_service.centre(transaction)
    memory: _Memory | None = transaction.cache.get("expected_wait")
    if memory is None:
        memory = _Memory(await _sides(transaction), await _observed(transaction, now), now)
        transaction.cache["expected_wait"] = memory
    for settled in await store.settle(transaction, now):
        learn(memory.sides, settled)
    standing = await store.standing(transaction, now)
    known = {counsellor.id for counsellor in memory.observed.counsellors}
    late = not timedelta(0) <= now - memory.observed_at < _OBSERVED_FOR
    if late or not known >= {hands.id for hands in standing.hands}:
        memory.observed, memory.observed_at = await _observed(transaction, now), now
    averages = {recent.queue_id: recent.average_s for recent in await store.recent_waits(transaction)}
    told = forecast(setup, standing, memory.observed, averages, memory.sides, now, chance)
    await store.keep_outlooks(transaction, told.joining, now)
    if told.waiting:
        await store.keep_estimates(transaction, told.waiting, now)
    await _notice(transaction, setup, told, now)


async def _notice(transaction: Transaction, setup: Centre, told: Forecast, now: datetime) -> None:
    """Keeps whom of those who wait the congestion was told to, and what became of those told before."""
    ways = [way.value for way in deflection.existing_ways(setup, waiting=True)]
    congested = [
        stay.contact_id
        for stay, estimate in told.waiting
        if congestion_notice(estimate.told, estimate.told is None, setup.notice_after_s, ()) is not None
    ]
    if congested:
        await deflection_store.add_during(transaction, congested, ways, now)
    await deflection_store.settle(transaction, now, AWAY_AFTER)


async def _sides(transaction: Transaction) -> list[Side]:
    sides = [Side() for _ in range(KINDS)]
    for settled in await store.settled(transaction, KINDS * REMEMBERED):
        learn(sides, settled)
    return sides


async def _observed(transaction: Transaction, now: datetime) -> Observed:
    return Observed(
        counsellors=await routing_store.counsellors(transaction),
        lanes=await store.lane_habits(transaction, now, _ENTERED_IN_S),
        queues=await store.queue_habits(transaction, now - _GAVE_UP_SINCE, now),
        accepting_s=await store.accepting_s(transaction),
        entered_in_s=_ENTERED_IN_S,
    )
