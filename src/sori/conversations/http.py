"""Staff routes: the desk, contacts, and the floor. Thin: who may come in, one transaction, one use case."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.response import Stream

from sori.centre import service as centre_service
from sori.centre.model import CannedPhrase, Topic
from sori.conversations.comparison import Span
from sori.conversations.conversation import Attachment, Message, NewMessage
from sori.conversations.desk import Colleague, ContactDetail, Desk, QueueName
from sori.conversations.figures import ContactPage, Figure, Floor
from sori.conversations.masking import Part
from sori.conversations.model import Duty, Result, Sender
from sori.conversations.presence import Presence
from sori.conversations.pulse import Pulse
from sori.conversations.service import breaks, life, masking, notes, talk
from sori.conversations.service import desk as desk_service
from sori.conversations.service import floor as floor_service
from sori.conversations.service.floor import Looked
from sori.conversations.told import changes_desk, told_to_staff
from sori.people.http import StaffRequest
from sori.people.model import ALL_ROLES, FLOOR_ROLES, WATCHING_ROLES, Actor, Role
from sori.people.sessions import Sessions
from sori.platform.attachment import LARGEST_FILE
from sori.platform.database import Database
from sori.platform.etag import tagged, unchanged
from sori.platform.events import Feed
from sori.platform.web import ALIVE, Clock, file_response, stream, told

COUNSELLING = (Role.COUNSELLOR,)
READING = (Role.COUNSELLOR, *WATCHING_ROLES)
_ALIVE_EVERY_S = 15.0
_FLOOR_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class DutyChoice:
    """What a counsellor does from now on, with a reason if they like."""

    state: Duty
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """When a desk was changed. The desk as it is since then comes with the stream."""

    at: datetime


@dataclass(frozen=True, slots=True)
class TransferGoal:
    """Where a contact goes: to a queue or to one counsellor; and what they must know."""

    note: str
    queue_id: int | None = None
    counsellor_id: int | None = None


@dataclass(frozen=True, slots=True)
class Disposition:
    """How a contact is wrapped up."""

    topic_id: int
    result: Result
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReadMark:
    """The last message that was read."""

    message_id: int


@dataclass(frozen=True, slots=True)
class TextAsked:
    """Which text of a contact; its wrap-up note and its comment have no id of their own."""

    part: Part
    id: int | None = None


@dataclass(frozen=True, slots=True)
class TextAsWritten:
    """A text without masks."""

    text: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be sent with a message."""

    file: UploadFile


@get("/desk", roles=COUNSELLING)
async def get_desk(database: Database, actor: Actor, now: datetime) -> Desk:
    """What is offered to me and what I have in hand."""
    async with database.reading() as transaction:
        return await desk_service.desk(transaction, actor, now)


@post("/desk/state", roles=COUNSELLING, status_code=200)
async def choose_state(data: DutyChoice, database: Database, actor: Actor, now: datetime) -> Done:
    """Goes available, on a break, to training, to a meeting or off."""
    async with database.transaction() as transaction:
        await breaks.choose(transaction, actor, data.state, data.reason, now)
    return Done(now)


@post("/desk/offers/{offer_id:int}/accept", roles=COUNSELLING, status_code=200)
async def accept_offer(offer_id: int, database: Database, actor: Actor, now: datetime) -> Done:
    """Takes the contact offered."""
    async with database.at_once() as transaction:
        await life.accept(transaction, actor, offer_id, now)
    return Done(now)


@post("/desk/offers/{offer_id:int}/refuse", roles=COUNSELLING, status_code=200)
async def refuse_offer(offer_id: int, database: Database, actor: Actor, now: datetime) -> Done:
    """Declines the contact offered and goes to "not answering"."""
    async with database.transaction() as transaction:
        await life.refuse(transaction, actor, offer_id, now)
    return Done(now)


@get("/desk/stream", roles=READING)
async def stream_desk(
    request: StaffRequest,
    database: Database,
    feed: Feed,
    presence: Presence,
    sessions: Sessions,
    clock: Clock,
    actor: Actor,
    contact: Annotated[list[int] | None, QueryParameter(max_items=50)] = None,
) -> Stream:
    """My desk whenever it changes, what is said in my contacts, and hints about the contacts named."""
    watched = set(contact or ())
    async with database.transaction() as transaction:
        for contact_id in watched:
            seen = await desk_service.readable(transaction, actor, contact_id)
            await desk_service.log_look(transaction, actor, seen, "contact.watched", clock())

    async def desk() -> bytes:
        async with database.reading() as transaction:
            return told("desk", await desk_service.desk(transaction, actor, clock()))

    async def events() -> AsyncIterator[bytes]:
        things = [
            ("counsellor", actor.id),
            ("shift", actor.id),
            ("staff", actor.id),
            notes.EVERYONE,
            *(("contact", contact_id) for contact_id in watched),
        ]
        has_desk = actor.has_any(*COUNSELLING)
        with feed.subscribe(things) as hints, presence.counsellor(actor.id):
            yield await desk() if has_desk else ALIVE
            for contact_id in watched:
                yield told("hint", {"kind": "contact", "contact_id": contact_id})
            while True:
                come = await hints.next_all(_ALIVE_EVERY_S)
                reader = await sessions.actor(request.auth or "")
                if reader is None:
                    return  # logged out, or no longer with us
                news = b"".join(told_to_staff(hint, reader) for hint in come)
                if has_desk and any(changes_desk(hint, reader) for hint in come):
                    news = await desk() + news
                if news or not come:
                    yield news or ALIVE

    return stream(events())


@get("/contacts/{contact_id:int}", roles=READING)
async def get_contact(contact_id: int, database: Database, actor: Actor, now: datetime) -> ContactDetail:
    """A contact with its citizen's history."""
    async with database.at_once() as transaction:
        return await desk_service.detail(transaction, actor, contact_id, now)


@get("/contacts/{contact_id:int}/messages", roles=READING)
async def get_messages(
    contact_id: int, database: Database, actor: Actor, now: datetime, after: int = 0
) -> list[Message]:
    """A contact's messages, those after the one with id `after`."""
    async with database.at_once() as transaction:
        return await desk_service.messages(transaction, actor, contact_id, after, now)


@post("/contacts/{contact_id:int}/messages", roles=READING)
async def send_message(contact_id: int, data: NewMessage, database: Database, actor: Actor, now: datetime) -> Message:
    """Writes to the citizen."""
    async with database.at_once() as transaction:
        written = await talk.write_from_desk(transaction, actor, contact_id, data, now)
    if written is not None:
        return written
    async with database.transaction() as transaction:
        contact = await desk_service.own(transaction, actor, contact_id)
        sent = await talk.send(transaction, contact, Sender.COUNSELLOR, actor.id, data, now)
        return (await masking.shown(transaction, [sent]))[0]


@post("/contacts/{contact_id:int}/unmask", roles=READING, status_code=200)
async def unmask_text(
    contact_id: int, data: TextAsked, database: Database, actor: Actor, now: datetime
) -> TextAsWritten:
    """A text of a contact as it was written, without masks. Who looked at what is logged."""
    async with database.transaction() as transaction:
        return TextAsWritten(await desk_service.unmask(transaction, actor, contact_id, data.part, data.id, now))


@post("/contacts/{contact_id:int}/attachments", roles=READING, request_max_body_size=LARGEST_FILE + 100_000)
async def upload_attachment(
    contact_id: int,
    data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
    database: Database,
    actor: Actor,
    now: datetime,
) -> Attachment:
    """Keeps a file to be sent with a message."""
    content = await data.file.read()
    async with database.transaction() as transaction:
        contact = await desk_service.own(transaction, actor, contact_id)
        return await talk.upload(transaction, contact, Sender.COUNSELLOR, data.file.filename, content, now)


@get("/contacts/{contact_id:int}/attachments/{attachment_id:int}", roles=READING)
async def get_attachment(
    contact_id: int, attachment_id: int, database: Database, actor: Actor, now: datetime
) -> Response[bytes]:
    """A file of a contact."""
    async with database.transaction() as transaction:
        contact = await desk_service.readable(transaction, actor, contact_id)
        await desk_service.log_look(transaction, actor, contact, "attachment.opened", now)
        file = await talk.file(transaction, contact, attachment_id)
    return file_response(file.name, file.media_type, file.content)


@post("/contacts/{contact_id:int}/typing", roles=READING, status_code=204)
async def tell_typing(contact_id: int, database: Database, actor: Actor) -> None:
    """Tells the citizen that the counsellor is writing."""
    async with database.at_once() as transaction:
        contact = await desk_service.own(transaction, actor, contact_id)
        transaction.hints.append(talk.typing(contact, Sender.COUNSELLOR))


@post("/contacts/{contact_id:int}/read", roles=READING, status_code=204)
async def mark_read(contact_id: int, data: ReadMark, database: Database, actor: Actor, now: datetime) -> None:
    """Notes what the counsellor has read."""
    async with database.transaction() as transaction:
        contact = await desk_service.own(transaction, actor, contact_id)
        await talk.read(transaction, contact, Sender.COUNSELLOR, data.message_id, now)


@post("/contacts/{contact_id:int}/transfer", roles=COUNSELLING, status_code=200)
async def transfer_contact(
    contact_id: int, data: TransferGoal, database: Database, actor: Actor, now: datetime
) -> Done:
    """Passes a contact to a queue or a counsellor."""
    async with database.transaction() as transaction:
        await life.transfer(transaction, actor, contact_id, data.queue_id, data.counsellor_id, data.note, now)
    return Done(now)


@post("/contacts/{contact_id:int}/end", roles=COUNSELLING, status_code=200)
async def end_contact(contact_id: int, database: Database, actor: Actor, now: datetime) -> Done:
    """Ends the talk; the wrap-up begins."""
    async with database.at_once() as transaction:
        await life.end(transaction, actor, contact_id, now)
    return Done(now)


@post("/contacts/{contact_id:int}/wrap-up", roles=COUNSELLING, status_code=200)
async def wrap_up_contact(contact_id: int, data: Disposition, database: Database, actor: Actor, now: datetime) -> Done:
    """Closes a contact with topic, result and note."""
    async with database.at_once() as transaction:
        await life.wrap_up(transaction, actor, contact_id, data.topic_id, data.result, data.note, now)
    return Done(now)


@get("/canned-phrases", roles=READING, tagged=True)
async def get_canned_phrases(request: StaffRequest, database: Database) -> Response[list[CannedPhrase]]:
    """The phrases inserted by their shortcut."""
    async with database.reading() as transaction:
        version = await centre_service.version(transaction)
        if not_modified := unchanged(request, version):
            return not_modified
        return tagged(await centre_service.canned_phrases(transaction), version)


@get("/topics", roles=ALL_ROLES, tagged=True)
async def get_topics(request: StaffRequest, database: Database) -> Response[list[Topic]]:
    """The topics on three levels."""
    async with database.reading() as transaction:
        version = await centre_service.version(transaction)
        if not_modified := unchanged(request, version):
            return not_modified
        return tagged(await centre_service.topics(transaction), version)


@get("/queues", roles=(*READING, *FLOOR_ROLES), tagged=True)
async def get_queues(request: StaffRequest, database: Database) -> Response[list[QueueName]]:
    """The queues by name."""
    async with database.reading() as transaction:
        version = await centre_service.version(transaction)
        if not_modified := unchanged(request, version):
            return not_modified
        centre = await centre_service.of_version(transaction, version)
    names = [QueueName(queue.id, queue.code, queue.name) for queue in centre.queues if not queue.retired]
    return tagged(names, version)


@get("/counsellors", roles=COUNSELLING)
async def get_counsellors(database: Database, actor: Actor) -> list[Colleague]:
    """The counsellors at work to whom something could be transferred."""
    async with database.reading() as transaction:
        return await desk_service.colleagues(transaction, actor)


@get("/floor", roles=FLOOR_ROLES)
async def get_floor(pulse: Pulse) -> Floor:
    """The live floor."""
    return await pulse.floor()


@get("/floor/stream", roles=FLOOR_ROLES)
async def stream_floor(request: StaffRequest, pulse: Pulse, sessions: Sessions) -> Stream:
    """The live floor, whole, once a second."""

    async def events() -> AsyncIterator[bytes]:
        async for snapshot in pulse.beats(_FLOOR_EVERY_S):
            if await sessions.actor(request.auth or "") is None:
                return  # logged out, or no longer with us
            yield told("floor", snapshot)

    return stream(events())


@get("/floor/contacts", roles=FLOOR_ROLES)
async def get_contacts_behind(
    figure: Figure,
    database: Database,
    actor: Actor,
    now: datetime,
    queue_id: int | None = None,
    counsellor_id: int | None = None,
    span: Span = Span.DAY,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
) -> ContactPage:
    """The contacts behind a figure of a span, or of the stretch from `since` to `until`; newest first."""
    looked = Looked(figure, queue_id, counsellor_id, span, since, until)
    async with database.transaction() as transaction:
        return await floor_service.behind(transaction, actor, looked, before, now)


router = Router(
    "/api",
    route_handlers=[
        get_desk,
        choose_state,
        accept_offer,
        refuse_offer,
        stream_desk,
        get_contact,
        get_messages,
        send_message,
        unmask_text,
        upload_attachment,
        get_attachment,
        tell_typing,
        mark_read,
        transfer_contact,
        end_contact,
        wrap_up_contact,
        get_canned_phrases,
        get_topics,
        get_queues,
        get_counsellors,
        get_floor,
        stream_floor,
        get_contacts_behind,
    ],
    tags=["desk"],
)
