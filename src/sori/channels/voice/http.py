"""The routes of calls in the browser: a citizen's and a counsellor's browser each offer a connection."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Response, Router, post

from sori.calls import service
from sori.channels.voice.line import Caller, Offer, Phone, VoiceLine
from sori.channels.webchat.device import OPENING, CitizenRequest, citizen_of, with_device
from sori.conversations.http import READING
from sori.people.http import PUBLIC
from sori.people.model import Actor
from sori.platform.database import Database
from sori.platform.settings import Settings
from sori.platform.translation import Language


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call from a citizen's browser: the page's key for it, and the connection it offers (SDP)."""

    key: UUID
    language: Language
    sdp: str


@dataclass(frozen=True, slots=True)
class PhoneOffer:
    """The connection that a counsellor's browser offers (SDP)."""

    sdp: str


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
    async with database.transaction() as transaction:
        citizen_id, token, _ = await citizen_of(transaction, request, data.key, service.citizen_of_key, now)
    answer = await voice_line.connect(Offer(data.sdp, caller=Caller(data.key, citizen_id, data.language)))
    return with_device(Connected(answer), token, settings)


@post("/contacts/{contact_id:int}/phone", roles=READING, status_code=200)
async def answer_call(
    contact_id: int, data: PhoneOffer, database: Database, voice_line: VoiceLine, actor: Actor
) -> Connected:
    """Connects my browser's microphone with the call that I took, again as often as my page is opened anew."""
    async with database.reading() as transaction:
        await service.spoken_in(transaction, actor, contact_id)
    return Connected(await voice_line.connect(Offer(data.sdp, phone=Phone(actor.id, contact_id))))


router = Router("/api", route_handlers=[call_centre, answer_call], tags=["calls"])
