"""How long what is kept is kept: kinds of data with the days they stay, and their deletion in bounded batches."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sori.platform.database import Transaction
from sori.platform.problem import Problem


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data that is deleted when it has been kept long enough.

    Attributes:
        name: what periods and the audit log call it.
        days: how long it is usually kept; None: without end.
        least_days: how long it must be kept at least.
        due: how many there are from before a moment.
        delete: deletes at most so many from before a moment, and gives how many it deleted.
    """

    name: str
    days: int | None
    least_days: int
    due: Callable[[Transaction, datetime], Awaitable[int]]
    delete: Callable[[Transaction, datetime, int], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class _Period:
    kind: str
    days: int | None


async def periods(transaction: Transaction, kinds: Sequence[Kind]) -> Mapping[str, int | None]:
    """Days by kind as they are in force: the centre's own where it has chosen, else what is usual."""
    chosen = await transaction.all(_Period, "select kind, days from retention")
    return {kind.name: kind.days for kind in kinds} | {one.kind: one.days for one in chosen}


async def choose(transaction: Transaction, kinds: Sequence[Kind], name: str, days: int | None) -> None:
    """Keeps a kind for so many days from now on.

    Raises Problem 404 for a kind that there isn't, 422 where it must be kept longer.
    """
    kind = next((kind for kind in kinds if kind.name == name), None)
    if kind is None:
        raise Problem(404, "no_such_kind", kind=name, kinds=", ".join(kind.name for kind in kinds))
    if days is not None and days < kind.least_days:
        raise Problem(422, "kept_too_short", kind=name, days=kind.least_days)
    await transaction.execute(
        "insert into retention (kind, days) values (%s, %s) on conflict (kind) do update set days = excluded.days",
        (name, days),
    )


async def due(transaction: Transaction, kinds: Sequence[Kind], now: datetime) -> dict[str, int]:
    """How much of each kind has been kept long enough."""
    days = await periods(transaction, kinds)
    return {kind.name: await kind.due(transaction, before) for kind in kinds if (before := _before(days, kind, now))}


async def delete(transaction: Transaction, kinds: Sequence[Kind], limit: int, now: datetime) -> dict[str, int]:
    """Deletes at most `limit` of each kind that was kept long enough; gives how many, by kind, where any."""
    days = await periods(transaction, kinds)
    deleted = {
        kind.name: await kind.delete(transaction, before, limit)
        for kind in kinds
        if (before := _before(days, kind, now))
    }
    return {name: count for name, count in deleted.items() if count}


def _before(days: Mapping[str, int | None], kind: Kind, now: datetime) -> datetime | None:
    kept = days[kind.name]
    return None if kept is None else now - timedelta(days=max(kept, kind.least_days))


async def events_due(transaction: Transaction, before: datetime) -> int:
    """How many events are older."""
    return await transaction.value(int, "select count(*) from event where at < %s", (before,)) or 0


async def delete_events(transaction: Transaction, before: datetime, limit: int) -> int:
    """Deletes the oldest events: looked for by id, in whose order they came, so that no search passes over all."""
    return await transaction.execute(
        """with oldest as (select id, at from event order by id limit %s)
           delete from event using oldest where event.id = oldest.id and oldest.at < %s""",
        (limit, before),
    )


EVENTS = Kind("events", 1_825, 30, events_due, delete_events)
