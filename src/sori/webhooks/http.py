"""Routes of webhooks, for administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, delete, get, post, put

from sori.people.model import Actor, Role
from sori.platform.database import Database
from sori.platform.etag import matches, require_match, tag
from sori.platform.problem import Problem
from sori.platform.settings import Settings
from sori.webhooks import service
from sori.webhooks.model import Delivery, DeliveryPage, EventKind, Webhook

_ADMINISTRATOR = (Role.ADMINISTRATOR,)
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class WebhookSetup:
    """Where to send, and what."""

    address: str
    kinds: list[EventKind]


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A webhook with its new secret, which is not shown again."""

    webhook: Webhook
    secret: str


@dataclass(frozen=True, slots=True)
class WebhookSwitch:
    """Whether anything is sent."""

    on: bool


@get("/webhooks", roles=_ADMINISTRATOR)
async def get_webhooks(database: Database) -> list[Webhook]:
    """All webhooks, at most fifty."""
    async with database.reading() as transaction:
        return await service.webhooks(transaction)


@post("/webhooks", roles=_ADMINISTRATOR)
async def register_webhook(
    data: WebhookSetup, database: Database, settings: Settings, actor: Actor, now: datetime
) -> NewSecret:
    """Tells an address of events from now on."""
    async with database.transaction() as transaction:
        return NewSecret(
            *await service.register(
                transaction, actor, data.address, data.kinds, settings.webhooks_to_private_addresses, now
            )
        )


@get("/webhooks/{webhook_id:int}", roles=_ADMINISTRATOR)
async def get_webhook(webhook_id: int, database: Database) -> Response[Webhook]:
    """One webhook; its tag goes into `If-Match` when it is changed."""
    async with database.reading() as transaction:
        return _tagged(await service.webhook(transaction, webhook_id))


@put("/webhooks/{webhook_id:int}", roles=_ADMINISTRATOR, versioned=True)
async def change_webhook(
    webhook_id: int,
    data: WebhookSetup,
    request: AnyRequest,
    database: Database,
    settings: Settings,
    actor: Actor,
    now: datetime,
) -> Response[Webhook]:
    """Tells another address, or other kinds; `If-Match` must name the version that is changed."""
    require_match(request)
    async with database.transaction() as transaction:
        known = await service.locked(transaction, webhook_id)
        if not matches(request, known.version):
            raise Problem(412, "changed_meanwhile", by=known.changed_by or "Sori", at=known.changed_at.isoformat())
        changed = await service.change(
            transaction, actor, webhook_id, data.address, data.kinds, settings.webhooks_to_private_addresses, now
        )
    return _tagged(changed)


@delete("/webhooks/{webhook_id:int}", roles=_ADMINISTRATOR)
async def remove_webhook(webhook_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Forgets a webhook with its deliveries."""
    async with database.transaction() as transaction:
        await service.remove(transaction, actor, webhook_id, now)


@post("/webhooks/{webhook_id:int}/secret", roles=_ADMINISTRATOR, status_code=200)
async def rotate_secret(webhook_id: int, database: Database, actor: Actor, now: datetime) -> NewSecret:
    """Signs with a new secret, for a day with the one before too."""
    async with database.transaction() as transaction:
        return NewSecret(*await service.rotate(transaction, actor, webhook_id, now))


@put("/webhooks/{webhook_id:int}/on", roles=_ADMINISTRATOR)
async def switch_webhook(
    webhook_id: int, data: WebhookSwitch, database: Database, actor: Actor, now: datetime
) -> Webhook:
    """Stops sending, or goes on where it stopped."""
    async with database.transaction() as transaction:
        return await service.switch(transaction, actor, webhook_id, data.on, now)


@post("/webhooks/{webhook_id:int}/test", roles=_ADMINISTRATOR, status_code=202)
async def test_webhook(webhook_id: int, database: Database, now: datetime) -> None:
    """Sends a message that tells nothing; what became of it stands among the deliveries."""
    async with database.transaction() as transaction:
        await service.test(transaction, webhook_id, now)


@get("/webhooks/{webhook_id:int}/deliveries", roles=_ADMINISTRATOR)
async def get_deliveries(
    webhook_id: int, database: Database, open_only: bool = False, before: int | None = None
) -> DeliveryPage:
    """What was sent to a webhook and what became of it, newest first; `open_only`: what was not delivered."""
    async with database.reading() as transaction:
        return await service.deliveries(transaction, webhook_id, open_only, before)


@post("/webhooks/{webhook_id:int}/deliveries/{delivery_id:int}/redeliver", roles=_ADMINISTRATOR, status_code=202)
async def redeliver(webhook_id: int, delivery_id: int, database: Database, actor: Actor, now: datetime) -> Delivery:
    """Sends a message again, under the same id."""
    async with database.transaction() as transaction:
        return await service.redeliver(transaction, actor, webhook_id, delivery_id, now)


def _tagged(webhook: Webhook) -> Response[Webhook]:
    return Response(webhook, headers={"etag": tag(webhook.version)})


router = Router(
    "/api",
    route_handlers=[
        get_webhooks,
        register_webhook,
        get_webhook,
        change_webhook,
        remove_webhook,
        rotate_secret,
        switch_webhook,
        test_webhook,
        get_deliveries,
        redeliver,
    ],
    tags=["webhooks"],
)
