"""The worker's round that makes deliveries of events, in the order of their commits."""

from datetime import datetime

import msgspec

from sori.platform.database import Transaction
from sori.webhooks import store
from sori.webhooks.model import Body, Told
from sori.webhooks.store import Happened, NewDelivery, Reading

EVERY_S = 0.5
_PAGE = 1_000


async def collect(transaction: Transaction, now: datetime) -> None:
    """Reads on for each webhook. Its place moves with the deliveries that it finds: both are kept, or neither."""
    for reading in await store.readings(transaction):
        happened = await store.happened(transaction, reading, _PAGE)
        new = [delivery for event in happened if (delivery := _delivery(reading, event))]
        if new:
            await store.add_deliveries(transaction, new, now)
        if not reading.same_server:
            await store.has_read_all(transaction, reading.id)
        elif happened:
            await store.has_read(transaction, reading.id, happened[-1])


def _delivery(reading: Reading, event: Happened) -> NewDelivery | None:
    if event.kind not in reading.kinds or event.contact_id is None or event.channel is None:
        return None
    told = Told(event.id, event.contact_id, event.queue, event.channel, bool(event.simulated))
    body = msgspec.json.encode(Body(event.kind, event.at, told)).decode()
    return NewDelivery(reading.id, event.id, event.kind, body)
