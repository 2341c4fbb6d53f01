"""Routes of the outbox, for administrators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from litestar import Router, get, post

from sori.conversations.outbox import service
from sori.conversations.outbox.model import (
    ChannelStanding,
    OutgoingChannel,
    OutgoingMessage,
    OutgoingPage,
    OutgoingState,
    Provided,
)
from sori.people.model import Actor, Role
from sori.platform.database import Database
from sori.platform.settings import Settings

_ADMINISTRATOR = (Role.ADMINISTRATOR,)


@dataclass(frozen=True, slots=True)
class ShownRecipient:
    """To whom a message went, in full."""

    recipient: str


@get("/outgoing", roles=_ADMINISTRATOR)
async def get_outgoing(
    database: Database,
    actor: Actor,
    now: datetime,
    channel: OutgoingChannel | None = None,
    outgoing_state: OutgoingState | None = None,
    before: int | None = None,
) -> OutgoingPage:
    """Text messages and emails to citizens, newest first, masked; each look is in the audit log."""
    async with database.transaction() as transaction:
        return await service.messages(transaction, actor, channel, outgoing_state, before, now)


@get("/outgoing/channels", roles=_ADMINISTRATOR)
async def get_outgoing_channels(database: Database, settings: Settings, now: datetime) -> list[ChannelStanding]:
    """How each channel fares: whether anything leaves the house by it, and why not where nothing does."""
    async with database.reading() as transaction:
        return await service.standings(transaction, provided(settings), now)


@post("/outgoing/{message_id:int}/recipient", roles=_ADMINISTRATOR, status_code=200)
async def show_outgoing_recipient(message_id: int, database: Database, actor: Actor, now: datetime) -> ShownRecipient:
    """To whom a message went, in full; the look is in the audit log."""
    async with database.transaction() as transaction:
        return ShownRecipient(await service.show_recipient(transaction, actor, message_id, now))


@post("/outgoing/{message_id:int}/send-again", roles=_ADMINISTRATOR, status_code=202)
async def send_outgoing_again(
    message_id: int, database: Database, settings: Settings, actor: Actor, now: datetime
) -> OutgoingMessage:
    """Sends a message that failed, was given up or kept."""
    async with database.transaction() as transaction:
        return await service.send_again(transaction, actor, message_id, provided(settings), now)


def provided(settings: Settings) -> Mapping[OutgoingChannel, Provided]:
    """Which channels have a provider here, and how much they may send."""
    return {
        OutgoingChannel.SMS: Provided(settings.sms is not None, settings.sms_an_hour),
        OutgoingChannel.EMAIL: Provided(settings.email is not None, settings.email_an_hour),
    }


router = Router(
    "/api",
    route_handlers=[get_outgoing, get_outgoing_channels, show_outgoing_recipient, send_outgoing_again],
    tags=["outbox"],
)
