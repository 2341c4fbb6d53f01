"""What has been kept long enough is deleted: by the worker's round bit by bit, or at once by `sori retention`."""

from datetime import datetime

from sori.bookings import retention as bookings
from sori.calls import retention as calls
from sori.cases import retention as cases
from sori.chatbot import retention as chatbot
from sori.conversations import retention as conversations
from sori.conversations.outbox import retention as outbox
from sori.people import retention as people_kinds
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import retention
from sori.platform.database import Transaction
from sori.platform.retention import Kind
from sori.webhooks import retention as webhooks

KINDS: tuple[Kind, ...] = (
    *conversations.KINDS,
    *calls.KINDS,
    *outbox.KINDS,
    *cases.KINDS,
    *chatbot.KINDS,
    *bookings.KINDS,
    *people_kinds.KINDS,
    *webhooks.KINDS,
    retention.EVENTS,
)
EVERY_S = 60.0
_BATCH = 1_000


async def delete_some(transaction: Transaction, now: datetime) -> None:
    """One round: some of each kind that was kept long enough, and the counts into the audit log."""
    await delete(transaction, now)


async def delete(transaction: Transaction, now: datetime) -> dict[str, int]:
    """Deletes a batch of each kind and notes how many; gives these counts, none when nothing is due any more."""
    deleted = await retention.delete(transaction, KINDS, _BATCH, now)
    if deleted:
        await people.audit(transaction, now, None, "retention.deleted", {}, deleted)
    return deleted


async def due(transaction: Transaction, now: datetime) -> dict[str, int]:
    """How much of each kind has been kept long enough."""
    return await retention.due(transaction, KINDS, now)


async def choose(transaction: Transaction, actor: Actor, kind: str, days: int | None, now: datetime) -> None:
    """Keeps a kind for so many days from now on, None: without end. Who chose it stands in the audit log."""
    await retention.choose(transaction, KINDS, kind, days)
    await people.audit(transaction, now, actor.id, "retention.chosen", {}, {"kind": kind, "days": days})
