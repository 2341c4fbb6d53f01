"""The citizen's routes to the chatbot."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Stream

from sori.cases.case import PhotoSent
from sori.channels.webchat.device import (
    DEVICE_COOKIE,
    OPENING,
    UPLOADING,
    WRITING,
    CitizenRequest,
    citizen_of,
    with_device,
)
from sori.chatbot.line import MeaningLine
from sori.chatbot.phrasing import Sentence
from sori.chatbot.service import complaints
from sori.chatbot.service import talk as service
from sori.chatbot.service.phrasing import AnswerPhrasing, Waiting
from sori.chatbot.told import BotConversation, BotTurn, NewBotConversation, NewWords
from sori.conversations.http import Upload
from sori.people.http import PUBLIC
from sori.platform.attachment import LARGEST_FILE
from sori.platform.database import Database
from sori.platform.settings import Settings
from sori.platform.web import ALIVE, file_response, stream, told


@dataclass(frozen=True, slots=True)
class Handover:
    """The wish for a person; `menu_key` where the citizen has chosen what it is about."""

    menu_key: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerRating:
    """Whether an answer helped."""

    turn_id: int
    helped: bool


@dataclass(frozen=True, slots=True)
class CaseLink:
    """What a case's page is opened by: `/case/` and this."""

    token: str


@get("/conversation", roles=PUBLIC)
async def get_bot_conversation(request: CitizenRequest, database: Database, now: datetime) -> BotConversation:
    """This device's newest conversation with the chatbot."""
    async with database.reading() as transaction:
        return await service.current(transaction, request.cookies.get(DEVICE_COOKIE), now)


@post("/conversations", roles=PUBLIC, allowance=OPENING)
async def begin_bot_conversation(
    data: NewBotConversation, request: CitizenRequest, database: Database, settings: Settings, now: datetime
) -> Response[BotConversation]:
    """Begins a conversation with the chatbot; the device is given its token with the answer."""
    async with database.transaction() as transaction:
        citizen_id, token, _ = await citizen_of(transaction, request, data.key, service.citizen_of_key, now)
        conversation = await service.begin(transaction, citizen_id, data, now)
    return with_device(conversation, token, settings)


@post("/conversations/{key:uuid}/words", roles=PUBLIC, allowance=WRITING, status_code=200)
async def say_to_bot(
    key: UUID,
    data: NewWords,
    request: CitizenRequest,
    database: Database,
    meaning_line: MeaningLine,
    phrasing: AnswerPhrasing,
    now: datetime,
) -> BotConversation:
    """Says something to the chatbot, which answers."""
    device = request.cookies.get(DEVICE_COOKIE)
    return await service.say(database, meaning_line, device, key, data, now, phrasing.until(now))


@get("/conversations/{key:uuid}/turns/{turn_id:int}/stream", roles=PUBLIC, allowance=WRITING)
async def stream_phrased_answer(key: UUID, turn_id: int, request: CitizenRequest, phrasing: AnswerPhrasing) -> Stream:
    """An answer that is being phrased: each sentence as it may be shown, and in the end the answer as it stands."""
    device = request.cookies.get(DEVICE_COOKIE)
    await phrasing.belongs(device, key, turn_id)

    async def events() -> AsyncIterator[bytes]:
        async with aclosing(phrasing.told(device, key, turn_id)) as telling:
            async for one in telling:
                match one:
                    case Sentence():
                        yield told("sentence", {"text": one.shown()})
                    case BotTurn():
                        yield told("answer", one)
                    case Waiting():
                        yield ALIVE

    return stream(events())


@post(
    "/conversations/{key:uuid}/photos",
    roles=PUBLIC,
    allowance=UPLOADING,
    request_max_body_size=LARGEST_FILE + 100_000,
)
async def send_bot_photo(
    key: UUID,
    data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
    request: CitizenRequest,
    database: Database,
    now: datetime,
) -> PhotoSent:
    """Keeps a photo that a complaint asks for, to be sent as the answer; what tells where it was made is left out."""
    content = await data.file.read()
    return await complaints.keep_photo(
        database, request.cookies.get(DEVICE_COOKIE), key, data.file.filename, content, now
    )


@get("/conversations/{key:uuid}/photos/{photo_id:int}", roles=PUBLIC)
async def get_bot_photo(key: UUID, photo_id: int, request: CitizenRequest, database: Database) -> Response[bytes]:
    """A photo of this device's conversation with the chatbot."""
    async with database.reading() as transaction:
        found = await complaints.photo(transaction, request.cookies.get(DEVICE_COOKIE), key, photo_id)
    return file_response(found.name, found.media_type, found.content)


@post("/conversations/{key:uuid}/cases/{number:str}/link", roles=PUBLIC, allowance=WRITING, status_code=200)
async def make_case_link(
    key: UUID, number: str, request: CitizenRequest, database: Database, now: datetime
) -> CaseLink:
    """A link to follow a case that was filed in this device's conversation; whoever has the link may."""
    async with database.transaction() as transaction:
        device = request.cookies.get(DEVICE_COOKIE)
        return CaseLink(await complaints.link(transaction, device, key, number, now))


@post("/conversations/{key:uuid}/handover", roles=PUBLIC, allowance=OPENING, status_code=200)
async def ask_for_person(
    key: UUID, data: Handover, request: CitizenRequest, database: Database, now: datetime
) -> BotConversation:
    """Hands the conversation over to a person: into the queue that its topic belongs to, or that was chosen."""
    async with database.transaction() as transaction:
        return await service.hand_over(transaction, request.cookies.get(DEVICE_COOKIE), key, data.menu_key, now)


@post("/conversations/{key:uuid}/rating", roles=PUBLIC, allowance=WRITING, status_code=200)
async def rate_bot_answer(
    key: UUID, data: AnswerRating, request: CitizenRequest, database: Database, now: datetime
) -> BotConversation:
    """Says whether an answer helped."""
    async with database.transaction() as transaction:
        device = request.cookies.get(DEVICE_COOKIE)
        return await service.rate(transaction, device, key, data.turn_id, data.helped, now)


@post("/conversations/{key:uuid}/leave", roles=PUBLIC, allowance=WRITING, status_code=200)
async def leave_bot(key: UUID, request: CitizenRequest, database: Database, now: datetime) -> BotConversation:
    """Ends the conversation."""
    async with database.transaction() as transaction:
        return await service.leave(transaction, request.cookies.get(DEVICE_COOKIE), key, now)


router = Router(
    "/api/chat/bot",
    route_handlers=[
        get_bot_conversation,
        begin_bot_conversation,
        say_to_bot,
        stream_phrased_answer,
        send_bot_photo,
        get_bot_photo,
        make_case_link,
        ask_for_person,
        rate_bot_answer,
        leave_bot,
    ],
    tags=["chatbot"],
)
