"""The citizen's routes to report something with a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from msgspec import Meta

from sori.cases import filing, geocoding, service
from sori.cases.case import CaseTypeName
from sori.cases.duplicates import service as duplicates
from sori.cases.duplicates.service import AlikeReport
from sori.cases.filing import FilledForm, PhotoRead
from sori.cases.forms import FormQuestion
from sori.cases.life import tracking
from sori.cases.model import Place, point_of
from sori.channels.webchat.device import OPENING, UPLOADING, CitizenRequest, citizen_of, with_device
from sori.chatbot.line import MeaningLine
from sori.chatbot.model import About
from sori.conversations.http import Upload
from sori.conversations.model import Channel
from sori.people.http import PUBLIC
from sori.platform.allowance import Allowance, Rate
from sori.platform.attachment import LARGEST_FILE
from sori.platform.database import Database
from sori.platform.geocoder import Geocoder
from sori.platform.settings import Settings
from sori.platform.translation import Language, Text

ASKING = Allowance("report_words", Rate(at_once=500, every_s=0.05))
"""What somebody's words may mean costs a moment of a core."""
ASKING_FOR_ALIKE = Allowance("report_alike", Rate(at_once=100, every_s=1.0))
_MOST_SUGGESTED = 4
_LEAST_CHANCE = 0.02


@dataclass(frozen=True, slots=True)
class ReportForm:
    """A form that can be filled in: its name, the heading it stands under, its questions in order."""

    code: str
    name: Text
    group: Text | None
    questions: Sequence[FormQuestion]


@dataclass(frozen=True, slots=True)
class SuggestedForms:
    """The forms that words may mean, the likeliest first; `away` where nobody can be asked what they mean."""

    codes: list[str]
    away: bool


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report as it is sent. `key` is chosen by the browser: the same one is one case, however often it is sent.

    `longitude` and `latitude` are where it is, in degrees; `district` what its citizen chose where that is not certain.
    """

    key: UUID
    form: str
    language: Language
    answers: Mapping[str, str]
    photos: Mapping[str, list[int]]
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    district: str | None = None
    neighbourhood: str | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """The case that a report became, and a link's token, by which whoever has it follows the case."""

    number: str
    token: str


@get("/forms", roles=PUBLIC)
async def get_report_forms(database: Database) -> list[ReportForm]:
    """The forms that can be filled in, with their questions, by heading and name."""
    async with database.reading() as transaction:
        named: list[CaseTypeName] = await service.types(transaction)
        forms = {one.code: one for one in await service.offered(transaction)}
    found = (forms[one.code] for one in named if one.code in forms)
    return [ReportForm(one.code, one.name, one.group, one.questions) for one in found]


@get("/suggestions", roles=PUBLIC, allowance=ASKING)
async def suggest_report_forms(
    meaning_line: MeaningLine, words: Annotated[str, QueryParameter(min_length=1, max_length=300)]
) -> SuggestedForms:
    """The forms that a citizen's words may mean."""
    meant = await meaning_line.understood(words)
    likely = [one for one in meant.readings if one.about is About.FORM and one.chance >= _LEAST_CHANCE]
    return SuggestedForms([one.code for one in likely[:_MOST_SUGGESTED]], meant.away)


@post("/{key:uuid}/photos", roles=PUBLIC, allowance=UPLOADING, request_max_body_size=LARGEST_FILE + 100_000)
async def send_report_photo(
    key: UUID,
    data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
    database: Database,
    now: datetime,
) -> PhotoRead:
    """Keeps a photo on its way to a report, and tells where and when it was taken, which is then taken out of it."""
    content = await data.file.read()
    return await filing.keep_photo(database, key, data.file.filename, content, now)


@post("/alike", roles=PUBLIC, allowance=ASKING_FOR_ALIKE, status_code=200)
async def find_alike_reports(data: NewReport, database: Database, now: datetime) -> list[AlikeReport]:
    """Open reports that everybody may see and that may be of what is about to be sent; it is not kept."""
    async with database.reading() as transaction:
        return await duplicates.alike_reports(transaction, data.key, data.form, _place_of(data), data.answers, now)


@post("", roles=PUBLIC, allowance=OPENING)
async def send_report(
    data: NewReport,
    request: CitizenRequest,
    database: Database,
    geocoder: Geocoder | None,
    settings: Settings,
    now: datetime,
) -> Response[Reported]:
    """Makes a case of a report; the device is given its token with the answer."""
    filled = FilledForm(data.key, data.form, data.language, data.answers, data.photos, _place_of(data))
    filled = await geocoding.located(database, geocoder, filled)
    async with database.transaction() as transaction:
        citizen_id, token, _ = await citizen_of(transaction, request, data.key, service.citizen_of_key, now)
        number = await filing.file_form(transaction, filled, citizen_id, Channel.SMART_REPORT, now)
        link_token = await tracking.link_of_form(transaction, data.key, now)
    return with_device(Reported(number, link_token), token, settings)


def _place_of(data: NewReport) -> Place:
    return Place(point_of(data.longitude, data.latitude), data.district, data.neighbourhood if data.district else None)


router = Router(
    "/api/report",
    route_handlers=[get_report_forms, suggest_report_forms, send_report_photo, find_alike_reports, send_report],
    tags=["report"],
)
