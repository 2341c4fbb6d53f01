"""Figures of expected waits and congestion notices, and the records behind them."""

from datetime import datetime, timedelta

from sori.centre import service as centre_service
from sori.conversations.accuracy import (
    EstimateFigure,
    EstimatePage,
    ExpectedWaitReport,
    NoticePage,
    QueueScore,
    score,
)
from sori.conversations.deflection import Taken
from sori.conversations.store import accuracy as store
from sori.people import service as people
from sori.people.model import Actor
from sori.platform.database import Transaction
from sori.platform.problem import Problem

PERIODS = (1, 7, 30)
"""Days that may be asked for, today included."""

_PAGE = 50


async def report(transaction: Transaction, days: int, since: datetime | None, now: datetime) -> ExpectedWaitReport:
    """All figures of today and the days before it, `days` in all, or since a moment.

    Problem 422 for another number of days than those of `PERIODS`.
    """
    centre = await centre_service.centre(transaction)
    since = since or await _since(transaction, days, now)
    counts = await store.counts(transaction, since)
    taken = await store.taken(transaction, since)
    return ExpectedWaitReport(
        since=since,
        total=score(counts),
        before=score([one for one in counts if not one.during]),
        during=score([one for one in counts if one.during]),
        queues=[
            QueueScore(queue.id, queue.name, score(own))
            for queue in centre.queues
            if (own := [one for one in counts if one.queue_id == queue.id])
        ],
        notices=sum(one.count for one in taken),
        taken=taken,
    )


async def estimates(
    transaction: Transaction,
    actor: Actor,
    figure: EstimateFigure,
    queue_id: int | None,
    during: bool | None,
    days: int,
    before: int | None,
    now: datetime,
) -> EstimatePage:
    """A page of the estimates behind a figure. The look is logged."""
    since = await _since(transaction, days, now)
    about = {"queue": queue_id or 0}
    await people.audit(transaction, now, actor.id, "expected_wait.looked_behind", about, {"figure": figure})
    items = await store.estimates(transaction, figure, queue_id, during, since, before, _PAGE + 1)
    return EstimatePage(items[:_PAGE], items[_PAGE - 1].id if len(items) > _PAGE else None)


async def notices(
    transaction: Transaction,
    actor: Actor,
    taken: Taken | None,
    open_only: bool,
    days: int,
    before: int | None,
    now: datetime,
) -> NoticePage:
    """A page of the congestion notices behind a figure. The look is logged."""
    since = await _since(transaction, days, now)
    await people.audit(transaction, now, actor.id, "congestion_notice.looked_behind", {}, {"taken": taken or ""})
    items = await store.notices(transaction, taken, open_only, since, before, _PAGE + 1)
    return NoticePage(items[:_PAGE], items[_PAGE - 1].id if len(items) > _PAGE else None)


async def _since(transaction: Transaction, days: int, now: datetime) -> datetime:
    if days not in PERIODS:
        raise Problem(422, "unknown_period", field="days")
    return (await centre_service.centre(transaction)).day_start(now - timedelta(days=days - 1))
