"""The routes of calls in the browser: a citizen's and a counsellor's browser each offer a connection."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Response, Router, get, post

from sori.calls import calling_back, service, warning
from sori.calls.abuse import Abuse
from sori.calls.callback import CallbackDetail, CallbackShown
from sori.channels.voice.line import Caller, Offer, Phone, VoiceLine
from sori.channels.webchat.device import DEVICE_COOKIE, OPENING, WRITING, CitizenRequest, citizen_of, with_device
from sori.citizens import service as citizens
from sori.conversations.http import READING
from sori.people.http import PUBLIC
from sori.people.model import Actor
from sori.platform.database import Database, Transaction
from sori.platform.settings import Settings
from sori.platform.translation import Language


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call from a citizen's browser: the page's key for it, and the connection it offers (SDP)."""

    key: UUID
    language: Language
    sdp: str
    callback: str | None = None
    """The link of a callback that is taken on another device than the one that asked for it."""


@dataclass(frozen=True, slots=True)
class PhoneOffer:
    """The connection that a counsellor's browser offers (SDP)."""

    sdp: str


@dataclass(frozen=True, slots=True)
class CallbackLink:
    """Which callback: that of a link, else this device's newest."""

    link: str | None = None


@dataclass(frozen=True, slots=True)
class Connected:
    """The answer to an offered connection (SDP)."""

    sdp: str


@post("/calls", roles=PUBLIC, allowance=OPENING)
async def call_centre(
    data: NewCall,
    request: CitizenRequest,
    database: Database,
    voice_line: VoiceLine,
    settings: Settings,
    now: datetime,
) -> Response[Connected]:
    """Calls the centre; the device is given its token with the answer. Audio goes straight to the voice process."""
    token = None
    async with database.transaction() as transaction:
        if data.callback is None:
            citizen_id, token, _ = await citizen_of(transaction, request, data.key, service.citizen_of_key, now)
        else:
            # Who has the link takes this one call; their device is not made the citizen's.
            citizen_id = await calling_back.citizen_of_link(transaction, data.callback)
    answer = Connected(await voice_line.connect(Offer(data.sdp, caller=Caller(data.key, citizen_id, data.language))))
    return Response(answer) if token is None else with_device(answer, token, settings)


@get("/calls/callback", roles=PUBLIC)
async def get_callback(request: CitizenRequest, database: Database, link: str | None = None) -> CallbackShown:
    """The callback of a link, else this device's newest."""
    async with database.reading() as transaction:
        return await calling_back.shown(transaction, await _callback_of(transaction, request, link))


@post("/calls/callback/cancel", roles=PUBLIC, allowance=WRITING, status_code=204)
async def cancel_callback(data: CallbackLink, request: CitizenRequest, database: Database, now: datetime) -> None:
    """The citizen needs no call any more."""
    async with database.transaction() as transaction:
        await calling_back.cancel(transaction, await _callback_of(transaction, request, data.link), now)


@post("/contacts/{contact_id:int}/warn", roles=READING, status_code=200)
async def warn_or_end_call(contact_id: int, database: Database, actor: Actor, now: datetime) -> Abuse:
    """Warns an abusive caller in the call that I talk in; the second time it ends, and protected rest begins."""
    async with database.transaction() as transaction:
        contact = await service.spoken_in(transaction, actor, contact_id)
        return await warning.warn_or_end(transaction, actor, contact, now)


@get("/contacts/{contact_id:int}/abuse", roles=READING)
async def get_abuse(contact_id: int, database: Database, actor: Actor) -> Abuse:
    """What was done in a contact against abuse."""
    async with database.reading() as transaction:
        return await warning.seen(transaction, actor, contact_id)


@get("/contacts/{contact_id:int}/callback", roles=READING)
async def get_callback_of_contact(contact_id: int, database: Database, actor: Actor, now: datetime) -> CallbackDetail:
    """How a contact's citizen is called back, the number masked."""
    async with database.transaction() as transaction:
        return await calling_back.detail(transaction, actor, contact_id, now)


async def _callback_of(transaction: Transaction, request: CitizenRequest, link: str | None) -> int:
    known = await citizens.of_device(transaction, request.cookies.get(DEVICE_COOKIE))
    return await calling_back.contact_of(transaction, None if known is None else known.id, link)


@post("/contacts/{contact_id:int}/phone", roles=READING, status_code=200)
async def answer_call(
    contact_id: int, data: PhoneOffer, database: Database, voice_line: VoiceLine, actor: Actor
) -> Connected:
    """Connects my browser's microphone with the call that I took, again as often as my page is opened anew."""
    async with database.reading() as transaction:
        await service.spoken_in(transaction, actor, contact_id)
    return Connected(await voice_line.connect(Offer(data.sdp, phone=Phone(actor.id, contact_id))))


router = Router(
    "/api",
    route_handlers=[
        call_centre,
        get_callback,
        cancel_callback,
        answer_call,
        get_callback_of_contact,
        warn_or_end_call,
        get_abuse,
    ],
    tags=["calls"],
)
