"""Use cases of alerts: looking at the floor by the rules, acknowledging, looking up what was."""

from datetime import datetime

from sori.centre import service as centre_service
from sori.conversations.alerts import changes
from sori.conversations.figures import AlertPage
from sori.conversations.service import floor as floor_service
from sori.conversations.store import alerts as store
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.page import paged
from sori.platform.problem import Problem

_PAGE = 100


async def look(transaction: Transaction, now: datetime) -> None:
    """Begins and ends alerts by how the floor stands. The worker's round."""
    if not await centre_service.is_set_up(transaction):
        return
    centre = await centre_service.centre(transaction)
    known = await store.open_alerts(transaction)
    if not centre.alerts and not known:
        return
    found = changes(centre.alerts, await floor_service.floor(transaction, now), known)
    for condition in found.seen:
        lasted = condition.has_lasted(now)
        alert_id = await store.add(transaction, condition, now if lasted else None)
        if lasted and alert_id:
            await _tell(transaction, now, "alert.began", alert_id, condition.queue_id)
    for alert in found.begin:
        await store.begin(transaction, alert.id, now)
        await _tell(transaction, now, "alert.began", alert.id, alert.queue_id)
    for alert in found.end:
        await store.end(transaction, alert.id, now)
        await _tell(transaction, now, "alert.ended", alert.id, alert.queue_id)
    if found.forget:
        await store.forget(transaction, [alert.id for alert in found.forget])


async def acknowledge(transaction: Transaction, actor: Actor, alert_id: int, now: datetime) -> None:
    """Quiets an alert for everyone until it ends. Nothing happens where it is over or was acknowledged before."""
    if not await store.exists(transaction, alert_id):
        raise Problem(404, "no_alert")
    if await store.acknowledge(transaction, alert_id, actor.id, now):
        await people.audit(transaction, now, actor.id, "alert.acknowledged", {"alert": alert_id})
        await _tell(transaction, now, "alert.acknowledged", alert_id, None)


async def history(
    transaction: Transaction, since: datetime | None, until: datetime | None, before: int | None, now: datetime
) -> AlertPage:
    """A page of the alerts that began in a stretch of time (None: today), newest first."""
    centre = await centre_service.centre(transaction)
    found = await store.page(transaction, since or centre.day_start(now), until or now, before, _PAGE + 1)
    return AlertPage(*paged(found, _PAGE))


async def _tell(transaction: Transaction, now: datetime, kind: str, alert_id: int, queue_id: int | None) -> None:
    about = {"alert": alert_id}
    if queue_id is not None:
        about["queue"] = queue_id
    await events.append(transaction, now, kind, about)
