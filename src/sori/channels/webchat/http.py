"""The citizen's routes: no log-in, a device cookie instead."""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Stream

from sori.channels.webchat.device import (
    DEVICE_COOKIE,
    OPENING,
    UPLOADING,
    WRITING,
    CitizenRequest,
    citizen_of,
    with_device,
)
from sori.conversations.conversation import Attachment, Conversation, Menu, Message, NewMessage
from sori.conversations.deflection import LeftMessage
from sori.conversations.http import ReadMark, Upload
from sori.conversations.model import Channel, Contact, Sender
from sori.conversations.presence import Presence
from sori.conversations.pulse import Pulse
from sori.conversations.service import citizen as service
from sori.conversations.service import deflection, life, talk
from sori.conversations.told import changes_conversation, told_to_citizen
from sori.people.http import PUBLIC
from sori.platform.attachment import LARGEST_FILE
from sori.platform.database import Database, Transaction
from sori.platform.events import Feed, Subscription
from sori.platform.problem import Problem
from sori.platform.settings import Settings
from sori.platform.translation import Language
from sori.platform.web import ALIVE, Clock, file_response, stream, told

SIMULATOR_HEADER = "x-sori-simulator"
_ALIVE_EVERY_S = 15.0
_PLACE_EVERY_S = ((10, 1.0), (100, 5.0))
"""Up to this place one's place is told so often; further back, as often as the stream shows that it lives."""


@dataclass(frozen=True, slots=True)
class NewContact:
    """What a citizen asks for. Only a simulator may name a channel: a browser's is the web."""

    menu_key: str
    language: Language
    request_key: UUID
    channel: Channel = Channel.WEB
    notice_key: UUID | None = None
    """The key of the congestion notice that was shown before, if any."""


@dataclass(frozen=True, slots=True)
class NewLeftMessage:
    """A message to be answered later, left instead of queueing."""

    menu_key: str
    language: Language
    request_key: UUID
    client_key: UUID
    body: str
    notice_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A congestion notice was shown for this menu entry; `key` is the browser's for it."""

    key: UUID
    menu_key: str


@dataclass(frozen=True, slots=True)
class NewRating:
    """How it was, from 1 to 5, with a comment if they like."""

    score: int
    comment: str = ""


@get("/menu", roles=PUBLIC)
async def get_menu(database: Database, pulse: Pulse, now: datetime) -> Menu:
    """The menu, what is open, and how busy it is."""
    congestion = await pulse.congestion()
    async with database.reading() as transaction:
        return await service.menu(transaction, now, congestion)


@post("/contacts", roles=PUBLIC, allowance=OPENING)
async def open_contact(
    data: NewContact, request: CitizenRequest, database: Database, pulse: Pulse, settings: Settings, now: datetime
) -> Response[Conversation]:
    """Queues the citizen; the device is given its token with the answer."""
    simulated = _is_simulator(request, settings)
    if data.channel is not Channel.WEB and not simulated:
        raise Problem(403, "channel_not_allowed", field="channel")
    congestion = await pulse.congestion()
    async with database.transaction() as transaction:
        citizen_id, token, is_new = await citizen_of(
            transaction, request, data.request_key, life.citizen_of_request, now
        )
        opening = life.Opening(
            citizen_id, is_new, data.channel, data.menu_key, data.language, data.request_key, simulated
        )
        contact_id = await life.open_contact(transaction, opening, now)
        if data.notice_key is not None:
            await deflection.waits(transaction, data.notice_key, contact_id, now)
        conversation = await service.conversation(transaction, contact_id, 0, now, congestion)
    return with_device(conversation, token, settings)


@post("/notices", roles=PUBLIC, allowance=OPENING, status_code=204)
async def show_notice(data: NoticeShown, database: Database, pulse: Pulse, now: datetime) -> None:
    """Keeps that the congestion notice was shown before queueing."""
    congestion = await pulse.congestion()
    async with database.transaction() as transaction:
        queue_id = await service.queue_shown(transaction, data.menu_key, now)
        await deflection.show_notice(transaction, data.key, queue_id, congestion[queue_id], now)


@post("/left-messages", roles=PUBLIC, allowance=OPENING)
async def leave_message(
    data: NewLeftMessage, request: CitizenRequest, database: Database, pulse: Pulse, settings: Settings, now: datetime
) -> Response[Conversation]:
    """Leaves a message to be answered later instead of queueing."""
    simulated = _is_simulator(request, settings)
    congestion = await pulse.congestion()
    async with database.transaction() as transaction:
        citizen_id, token, is_new = await citizen_of(
            transaction, request, data.request_key, life.citizen_of_request, now
        )
        left = LeftMessage(
            citizen_id, is_new, data.menu_key, data.language, data.request_key, data.client_key, data.body, simulated
        )
        contact_id = await deflection.leave_message(transaction, left, data.notice_key, now)
        conversation = await service.conversation(transaction, contact_id, 0, now, congestion)
    return with_device(conversation, token, settings)


@post("/left-message", roles=PUBLIC, allowance=OPENING, status_code=200)
async def turn_into_message(request: CitizenRequest, database: Database, pulse: Pulse, now: datetime) -> Conversation:
    """Makes a message to be answered later of the contact that waits."""
    congestion = await pulse.congestion()
    async with database.transaction() as transaction:
        contact = await _current(transaction, request)
        await deflection.turn_into_message(transaction, contact.id, now)
        return await service.conversation(transaction, contact.id, 0, now, congestion)


@get("/conversation", roles=PUBLIC)
async def get_conversation(
    request: CitizenRequest, database: Database, pulse: Pulse, now: datetime, after: int = 0
) -> Conversation:
    """This device's newest contact, with the messages after the one with id `after`."""
    congestion = await pulse.congestion()
    async with database.reading() as transaction:
        contact = await _current(transaction, request)
        return await service.conversation(transaction, contact.id, after, now, congestion)


@post("/messages", roles=PUBLIC, allowance=WRITING)
async def write_message(data: NewMessage, request: CitizenRequest, database: Database, now: datetime) -> Message:
    """Writes to the counsellor, also while waiting."""
    async with database.at_once() as transaction:
        device = request.cookies.get(DEVICE_COOKIE, "")
        written = await talk.write_from_device(transaction, device, data, now)
    if written is not None:
        return written
    async with database.transaction() as transaction:
        contact = await _current(transaction, request)
        return await talk.send(transaction, contact, Sender.CITIZEN, None, data, now)


@post("/attachments", roles=PUBLIC, allowance=UPLOADING, request_max_body_size=LARGEST_FILE + 100_000)
async def upload_file(
    data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
    request: CitizenRequest,
    database: Database,
    now: datetime,
) -> Attachment:
    """Keeps a file to be sent with a message."""
    content = await data.file.read()
    async with database.transaction() as transaction:
        contact = await _current(transaction, request)
        return await talk.upload(transaction, contact, Sender.CITIZEN, data.file.filename, content, now)


@get("/attachments/{attachment_id:int}", roles=PUBLIC)
async def get_file(attachment_id: int, request: CitizenRequest, database: Database) -> Response[bytes]:
    """A file of this device's conversation."""
    async with database.reading() as transaction:
        contact = await _current(transaction, request)
        file = await talk.file(transaction, contact, attachment_id)
    return file_response(file.name, file.media_type, file.content)


@post("/typing", roles=PUBLIC, allowance=WRITING, status_code=204)
async def tell_writing(request: CitizenRequest, database: Database) -> None:
    """Tells the counsellor that the citizen is writing."""
    async with database.at_once() as transaction:
        transaction.hints.append(talk.typing(await _current(transaction, request), Sender.CITIZEN))


@post("/read", roles=PUBLIC, allowance=WRITING, status_code=204)
async def mark_seen(data: ReadMark, request: CitizenRequest, database: Database, now: datetime) -> None:
    """Notes what the citizen has read."""
    async with database.transaction() as transaction:
        contact = await _current(transaction, request)
        await talk.read(transaction, contact, Sender.CITIZEN, data.message_id, now)


@post("/leave", roles=PUBLIC, allowance=WRITING, status_code=200)
async def leave_contact(request: CitizenRequest, database: Database, pulse: Pulse, now: datetime) -> Conversation:
    """Gives up waiting, or ends the talk."""
    congestion = await pulse.congestion()
    async with database.transaction() as transaction:
        contact = await _current(transaction, request)
        await life.leave(transaction, contact.id, now)
        return await service.conversation(transaction, contact.id, 0, now, congestion)


@post("/rating", roles=PUBLIC, allowance=WRITING, status_code=200)
async def rate_contact(
    data: NewRating, request: CitizenRequest, database: Database, pulse: Pulse, now: datetime
) -> Conversation:
    """Says how it was."""
    congestion = await pulse.congestion()
    async with database.transaction() as transaction:
        contact = await _current(transaction, request)
        await life.rate(transaction, contact.id, data.score, data.comment, now)
        return await service.conversation(transaction, contact.id, 0, now, congestion)


@get("/stream", roles=PUBLIC)
async def stream_chat(
    request: CitizenRequest, database: Database, feed: Feed, presence: Presence, pulse: Pulse, clock: Clock
) -> Stream:
    """This device's conversation whenever it stands otherwise, what is said in it, and its place while it waits."""
    async with database.reading() as transaction:
        contact = await _current(transaction, request)

    async def conversation(contact_id: int, after: int) -> Conversation:
        congestion = await pulse.congestion()
        async with database.reading() as transaction:
            return await service.conversation(transaction, contact_id, after, clock(), congestion)

    async def current() -> int:
        async with database.reading() as transaction:
            return (await _current(transaction, request)).id

    async def events() -> AsyncIterator[bytes]:
        things = [("citizen", contact.citizen_id)]
        with feed.subscribe(things) as hints, presence.citizen(contact.citizen_id, contact.id):
            async for event in _live(contact.id, hints, pulse, conversation, current):
                yield event

    return stream(events())


async def _live(
    contact_id: int,
    hints: Subscription,
    pulse: Pulse,
    conversation: Callable[[int, int], Awaitable[Conversation]],
    current: Callable[[], Awaitable[int]],
) -> AsyncIterator[bytes]:
    """What a citizen's stream tells: the conversation first, then what is new of it."""
    last_message, silent_s = 0, 0.0
    place_told: Mapping[str, object] = {}
    shown: Conversation | None = None
    while True:
        if shown is None:
            shown = await conversation(contact_id, last_message)
            last_message = max([last_message, *(message.id for message in shown.messages)])
            yield told("conversation", shown)
        place = (await pulse.places()).get(contact_id) if shown.waiting_since else None
        if place is not None:
            telling = {"place": place.place, "waiting": place.waiting, "expected": place.expected}
            if telling != place_told:
                place_told = telling
                yield told("place", telling)
        wait_s = _place_again_in(None if place is None else place.place)
        come = await hints.next_all(wait_s)
        silent_s = 0.0 if come else silent_s + wait_s
        if silent_s >= _ALIVE_EVERY_S:
            silent_s = 0.0
            yield ALIVE
        if news := b"".join(told_to_citizen(hint) for hint in come):
            yield news
        if any(changes_conversation(hint) for hint in come):
            if any(hint.about.get("contact", contact_id) != contact_id for hint in come):
                # An older one may still be wrapped up, or the citizen calls while they chat.
                contact_id = await current()
            shown = None


async def _current(transaction: Transaction, request: CitizenRequest) -> Contact:
    return await service.current(transaction, request.cookies.get(DEVICE_COOKIE))


def _place_again_in(place: int | None) -> float:
    for up_to, seconds in _PLACE_EVERY_S:
        if place is not None and place <= up_to:
            return seconds
    return _ALIVE_EVERY_S


def _is_simulator(request: CitizenRequest, settings: Settings) -> bool:
    shown = request.headers.get(SIMULATOR_HEADER)
    if shown is None:
        return False
    if settings.simulator_key is None or not hmac.compare_digest(shown.encode(), settings.simulator_key.encode()):
        raise Problem(403, "no_simulation_here")
    return True


router = Router(
    "/api/chat",
    route_handlers=[
        get_menu,
        open_contact,
        show_notice,
        leave_message,
        turn_into_message,
        get_conversation,
        write_message,
        upload_file,
        get_file,
        tell_writing,
        mark_seen,
        leave_contact,
        rate_contact,
        stream_chat,
    ],
    tags=["chat"],
)
