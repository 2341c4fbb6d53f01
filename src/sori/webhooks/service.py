"""Use cases of webhooks: registered, changed, tried, switched off and on; deliveries looked at and made again."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import structlog

from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.address import check
from sori.platform.database import Transaction
from sori.platform.page import paged
from sori.platform.problem import Problem
from sori.webhooks import store
from sori.webhooks.model import (
    DISABLED_AFTER,
    KEPT_BESIDE,
    TEST,
    Body,
    Delivery,
    DeliveryPage,
    DisabledWhy,
    EventKind,
    Outcome,
    Webhook,
    new_secret,
    tried_again_at,
)
from sori.webhooks.store import Claimed, NewDelivery

log = structlog.get_logger()

_PAGE = 50
MOST = 50
"""Webhooks that a centre may have."""


async def webhooks(transaction: Transaction) -> list[Webhook]:
    """All webhooks."""
    return await store.webhooks(transaction)


async def webhook(transaction: Transaction, webhook_id: int) -> Webhook:
    """One webhook; Problem 404 where there is none."""
    found = await store.webhook(transaction, webhook_id)
    if found is None:
        raise Problem(404, "no_webhook")
    return found


async def locked(transaction: Transaction, webhook_id: int) -> Webhook:
    """A webhook that is about to be changed, locked; Problem 404 where there is none."""
    if not await store.lock(transaction, webhook_id):
        raise Problem(404, "no_webhook")
    return await webhook(transaction, webhook_id)


async def register(
    transaction: Transaction, actor: Actor, address: str, kinds: Sequence[EventKind], private: bool, now: datetime
) -> tuple[Webhook, str]:
    """Tells an address of these kinds of events from now on; gives the webhook with its secret, which is shown once.

    Raises Problem 422 for an address that may not be called or no kinds, 409 where there are too many.
    """
    check(address, private=private)
    if len(await store.webhooks(transaction)) >= MOST:
        raise Problem(409, "webhooks_full", most=MOST)
    secret = new_secret()
    webhook_id = await store.add(transaction, address, _kinds(kinds), secret, actor.id, now)
    await people.audit(transaction, now, actor.id, "webhook.registered", {"webhook": webhook_id}, {"address": address})
    return await webhook(transaction, webhook_id), secret


async def change(
    transaction: Transaction,
    actor: Actor,
    webhook_id: int,
    address: str,
    kinds: Sequence[EventKind],
    private: bool,
    now: datetime,
) -> Webhook:
    """Tells another address, or other kinds. The webhook is `locked`."""
    check(address, private=private)
    await store.change(transaction, webhook_id, address, _kinds(kinds))
    await store.begin_version(transaction, webhook_id, actor.id, now)
    await people.audit(transaction, now, actor.id, "webhook.changed", {"webhook": webhook_id}, {"address": address})
    return await webhook(transaction, webhook_id)


async def remove(transaction: Transaction, actor: Actor, webhook_id: int, now: datetime) -> None:
    """Forgets a webhook with all its deliveries."""
    gone = await webhook(transaction, webhook_id)
    await store.remove(transaction, webhook_id)
    await people.audit(
        transaction, now, actor.id, "webhook.removed", {"webhook": webhook_id}, {"address": gone.address}
    )


async def rotate(transaction: Transaction, actor: Actor, webhook_id: int, now: datetime) -> tuple[Webhook, str]:
    """Signs with a new secret, which is shown once, and for a day with the one before too."""
    await locked(transaction, webhook_id)
    secret = new_secret()
    await store.rotate(transaction, webhook_id, secret, now + KEPT_BESIDE)
    await store.begin_version(transaction, webhook_id, actor.id, now)
    await people.audit(transaction, now, actor.id, "webhook.rotated", {"webhook": webhook_id})
    return await webhook(transaction, webhook_id), secret


async def switch(transaction: Transaction, actor: Actor, webhook_id: int, on: bool, now: datetime) -> Webhook:
    """Stops sending, or goes on where it stopped: nothing that happened meanwhile is left out."""
    await locked(transaction, webhook_id)
    if on:
        await store.enable(transaction, webhook_id, now)
    else:
        await store.disable(transaction, webhook_id, DisabledWhy.CHOSEN, now)
    await store.begin_version(transaction, webhook_id, actor.id, now)
    await people.audit(transaction, now, actor.id, "webhook.switched", {"webhook": webhook_id}, {"on": on})
    return await webhook(transaction, webhook_id)


async def test(transaction: Transaction, webhook_id: int, now: datetime) -> None:
    """Sends a message that tells nothing. Problem 409 while nothing is sent."""
    if (await webhook(transaction, webhook_id)).disabled_at is not None:
        raise Problem(409, "webhook_disabled")
    body = msgspec.json.encode(Body(TEST, now, None)).decode()
    await store.add_deliveries(transaction, [NewDelivery(webhook_id, None, TEST, body)], now)


async def deliveries(transaction: Transaction, webhook_id: int, open_only: bool, before: int | None) -> DeliveryPage:
    """A page of a webhook's deliveries, newest first; `open_only`: those that were not made."""
    await webhook(transaction, webhook_id)
    items = await store.deliveries(transaction, webhook_id, open_only, before, _PAGE + 1)
    return DeliveryPage(*paged(items, _PAGE))


async def redeliver(
    transaction: Transaction, actor: Actor, webhook_id: int, delivery_id: int, now: datetime
) -> Delivery:
    """Sends a message again, under the same id. Problem 404 where there is none, 409 while nothing is sent."""
    if (await webhook(transaction, webhook_id)).disabled_at is not None:
        raise Problem(409, "webhook_disabled")
    again = await store.send_again(transaction, webhook_id, delivery_id, now)
    if again is None:
        raise Problem(404, "no_delivery")
    about = {"webhook": webhook_id, "delivery": delivery_id}
    await people.audit(transaction, now, actor.id, "webhook.redelivered", about)
    return again


async def settle(transaction: Transaction, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """Keeps what became of a try. A receiver that has failed for days, or says it is gone, is sent nothing more."""
    if not await store.lock(transaction, claimed.webhook_id):
        return  # it was removed meanwhile
    due_at = None if outcome.delivered else tried_again_at(claimed.attempts + 1, now)
    await store.settle(transaction, claimed.id, outcome, due_at, now)
    if outcome.delivered:
        await store.note_success(transaction, claimed.webhook_id)
        return
    failing_since = await store.note_failure(transaction, claimed.webhook_id, now)
    if outcome.gone:
        await _give_up(transaction, claimed.webhook_id, DisabledWhy.GONE, now)
    elif now - failing_since >= DISABLED_AFTER:
        await _give_up(transaction, claimed.webhook_id, DisabledWhy.FAILING, now)


async def _give_up(transaction: Transaction, webhook_id: int, why: DisabledWhy, now: datetime) -> None:
    if await store.disable(transaction, webhook_id, why, now):
        await store.begin_version(transaction, webhook_id, None, now)
        await people.audit(transaction, now, None, "webhook.disabled", {"webhook": webhook_id}, {"why": why})
        await events.append(transaction, now, "webhook.disabled", {"webhook": webhook_id}, {"why": why})
        log.error("webhook.disabled", webhook=webhook_id, why=why)


def _kinds(kinds: Sequence[EventKind]) -> list[EventKind]:
    if not kinds:
        raise Problem(422, "webhook_without_kinds", field="kinds")
    return [kind for kind in EventKind if kind in kinds]
