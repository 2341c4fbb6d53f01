"""The paths of Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2), in XML and JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from sori.cases import filing, geocoding, service
from sori.cases.duplicates.service import alike_reports
from sori.cases.filing import FilledForm
from sori.cases.forms import Form, QuestionKind
from sori.cases.life import notices
from sori.cases.model import Place
from sori.cases.published import published
from sori.cases.published_store import PublishedCase, Wanted
from sori.centre import service as centre_service
from sori.channels.open311 import keys, told
from sori.channels.open311.asked import Asked, Fault, Faulty, posted, wanted
from sori.channels.open311.written import Format, Split, Value, split, written
from sori.citizens import service as citizens
from sori.conversations.model import Channel
from sori.people.http import PUBLIC
from sori.platform.allowance import Allowance, Rate
from sori.platform.attachment import LARGEST_FILE
from sori.platform.database import Database, Transaction
from sori.platform.geocoder import Geocoder
from sori.platform.problem import Problem
from sori.platform.settings import Settings
from sori.platform.translation import Language, accepted, translated
from sori.platform.web import AnyRequest

READING = Allowance("open311_read", Rate(at_once=200, every_s=0.1))
FILING = Allowance("open311_file", Rate(at_once=100, every_s=0.5))
_PATH = "/open311/v2"
_TRUE = ("true", "1", "yes")


@dataclass(frozen=True, slots=True)
class _Around:
    """What answers need to know of the centre and the reader."""

    city: str
    zone: ZoneInfo
    language: Language
    site: str
    """The address under which browsers reach it."""


@get("/{resource:str}", roles=PUBLIC, allowance=READING, include_in_schema=False)
async def get_resource(
    resource: str, request: AnyRequest, database: Database, settings: Settings, now: datetime
) -> Response[bytes]:
    """`discovery`, `services` and `requests`."""
    asked = _split(resource)
    given = _query(request)
    async with database.reading() as transaction:
        around = await _around(transaction, request, settings)
        match asked.name:
            case "discovery":
                return written(_format(asked), "discovery", told.discovery(around.site + _PATH, around.city))
            case "services":
                _check_jurisdiction(given, settings)
                forms = await service.offered(transaction)
                return written(_format(asked), "services", [told.service(one, around.language) for one in forms])
            case "requests":
                _check_jurisdiction(given, settings)
                found = await _found(transaction, wanted(given, around.zone, now))
                return _requests(asked, found, around, given)
    raise Faulty(404, Fault("no_path"))


@get("/{resource:str}/{name:str}", roles=PUBLIC, allowance=READING, include_in_schema=False)
async def get_one(
    resource: str, name: str, request: AnyRequest, database: Database, settings: Settings
) -> Response[bytes]:
    """The definition of a service, a request, or the request that a token became."""
    asked = _split(name)
    given = _query(request)
    _check_jurisdiction(given, settings)
    async with database.reading() as transaction:
        around = await _around(transaction, request, settings)
        match resource:
            case "services":
                form = await _form(transaction, asked.name)
                return written(_format(asked), "service_definition", told.definition(form, around.language))
            case "requests":
                found = await _found(transaction, Wanted(numbers=[asked.name]))
                if not found:
                    raise Faulty(404, Fault("no_request"))
                return _requests(asked, found, around, given)
            case "tokens":
                number = await filing.number_of(transaction, _token(asked.name))
                if number is None:
                    raise Faulty(404, Fault("no_token"))
                line: Mapping[str, Value] = {"service_request_id": number, "token": asked.name}
                return written(_format(asked), "service_requests", [line])
    raise Faulty(404, Fault("no_path"))


@post(
    "/{resource:str}",
    roles=PUBLIC,
    allowance=FILING,
    include_in_schema=False,
    exclude_from_csrf=True,  # its key is what lets it in, and no browser sends that by itself
    request_max_body_size=LARGEST_FILE + 200_000,
)
async def post_request(
    resource: str,
    request: AnyRequest,
    database: Database,
    geocoder: Geocoder | None,
    settings: Settings,
    now: datetime,
) -> Response[bytes]:
    """Files a request for a service, which becomes a case."""
    split_ = _split(resource)
    if split_.name != "requests":
        raise Faulty(404, Fault("no_path"))
    parameters, files = await _body(request)
    given = {**_query(request), **dict(reversed(parameters))}
    _check_jurisdiction(given, settings)
    key = given.get("api_key", "")
    async with database.reading() as transaction:
        if not key or not await keys.holds(transaction, key):
            raise Faulty(403, Fault("no_key" if not key else "wrong_key"))
        asked = posted(parameters)
        form = await _form(transaction, asked.service_code)
    language = accepted(request.headers.get("accept-language"))
    extended = given.get("extensions", "").lower() in _TRUE
    photos = await _kept(database, form, asked.key, files, now)
    filled = await geocoding.located(database, geocoder, _filled(asked, form, photos, language))
    async with database.transaction() as transaction:
        known = await service.citizen_of_key(transaction, asked.key)
        alike = (
            await alike_reports(transaction, asked.key, form.code, Place(asked.point), filled.answers, now)
            if extended and known is None
            else []
        )
        citizen_id = known if known is not None else (await citizens.new(transaction, now))[0].id
        number = await filing.file_form(transaction, filled, citizen_id, Channel.SMART_REPORT, now)
        if known is None:
            # Sent again it is the same request: who ended the notices meanwhile is not written to again.
            await notices.ask_with_form(transaction, asked.key, asked.addresses, settings.public_url, now)
    line: dict[str, Value] = {
        "service_request_id": number,
        "service_notice": translated(language, "open311.notice"),
        "account_id": None,
    }
    if extended:
        line["extended_attributes"] = {"alike_requests": [one.number for one in alike]}
    return written(_format(split_), "service_requests", [line], 201)


def _filled(asked: Asked, form: Form, photos: Mapping[str, Sequence[int]], language: Language) -> FilledForm:
    """The form as the request fills it in; what it says beside the questions is kept by its name."""
    answers = dict(asked.attributes)
    place = told.place_question(form)
    notes = {
        "description": asked.description,
        "contact": asked.contact,
        "media": asked.media_url,
    }
    if place is not None and asked.address:
        answers[place.code] = asked.address
    elif asked.address:
        notes["address"] = asked.address
    named = {translated(Language.KO, f"open311.note.{name}"): value for name, value in notes.items() if value}
    return FilledForm(asked.key, form.code, language, answers, photos, Place(asked.point), named)


async def _kept(
    database: Database, form: Form, key: UUID, files: Sequence[UploadFile], now: datetime
) -> Mapping[str, Sequence[int]]:
    """The photos that came along, as answers to the form's question for one."""
    question = next((one.code for one in form.questions if one.kind is QuestionKind.PHOTO), None)
    if question is None or not files:
        return {}
    async with database.reading() as transaction:
        if await filing.number_of(transaction, key) is not None:
            return {}
    kept = [await filing.keep_photo(database, key, one.filename, await one.read(), now) for one in files[:5]]
    return {question: [one.photo.id for one in kept]}


async def _body(request: AnyRequest) -> tuple[list[tuple[str, str]], list[UploadFile]]:
    form = await request.form()
    items = list(form.multi_items())
    texts = [(name, value) for name, value in items if isinstance(value, str)]
    return texts, [value for name, value in items if isinstance(value, UploadFile) and name in ("media", "media[]")]


def _query(request: AnyRequest) -> dict[str, str]:
    return {name: value for name, value in request.query_params.multi_items() if isinstance(value, str)}


def _split(path: str) -> Split:
    found = split(path)
    if found.format is None:
        raise Faulty(404, Fault("no_format"))
    return found


def _format(found: Split) -> Format:
    return found.format or Format.XML


def _token(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Faulty(404, Fault("no_token")) from None


def _check_jurisdiction(given: Mapping[str, str], settings: Settings) -> None:
    said = given.get("jurisdiction_id", "")
    if said and said != settings.open311_jurisdiction:
        raise Faulty(404, Fault("no_jurisdiction"))


async def _around(transaction: Transaction, request: AnyRequest, settings: Settings) -> _Around:
    centre = await centre_service.centre(transaction)
    language = accepted(request.headers.get("accept-language"))
    site = settings.public_url or str(request.base_url).rstrip("/")
    return _Around(getattr(centre.city, language), ZoneInfo(centre.time_zone), language, site)


async def _form(transaction: Transaction, code: str) -> Form:
    forms = await service.offered(transaction, {code})
    if not forms:
        raise Faulty(404, Fault("no_service"))
    return forms[0]


async def _found(transaction: Transaction, which: Wanted) -> Sequence[PublishedCase]:
    return await published(transaction, which, [translated(Language.KO, "open311.note.description")])


def _requests(
    asked: Split, found: Sequence[PublishedCase], around: _Around, given: Mapping[str, str]
) -> Response[bytes]:
    extensions = given.get("extensions", "").lower() in _TRUE
    lines = [told.request(one, around.zone, around.language, around.site, extensions=extensions) for one in found]
    return written(_format(asked), "service_requests", lines)


def answer_faulty(request: AnyRequest, faulty: Faulty) -> Response[bytes]:
    """What is wrong, as the specification's list of errors."""
    language = accepted(request.headers.get("accept-language"))
    texts = [translated(language, f"open311.{one.code}", **one.values) for one in faulty.faults]
    return _errors(request, faulty.status, texts)


def answer_problem(request: AnyRequest, problem: Problem) -> Response[bytes]:
    """A problem of the house, such as an answer that is missing, as the specification's list of errors."""
    language = accepted(request.headers.get("accept-language"))
    texts = [
        f"attribute[{one.place}]: {translated(language, f'problem.{one.code}', **one.values)}" for one in problem.errors
    ]
    texts = texts or [translated(language, f"problem.{problem.code}", **problem.values)]
    answer = _errors(request, 400 if problem.status == 422 else problem.status, texts)
    if problem.retry_after_s is not None:
        answer.headers["retry-after"] = str(int(problem.retry_after_s) + 1)
    return answer


def answer_http_exception(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What the framework refuses, in the same way."""
    language = accepted(request.headers.get("accept-language"))
    return _errors(request, error.status_code, [translated(language, "problem.bad_request")])


def _errors(request: AnyRequest, status: int, texts: Sequence[str]) -> Response[bytes]:
    format_ = split(request.url.path.rpartition("/")[2]).format or Format.XML
    return written(format_, "errors", [{"code": str(status), "description": text} for text in texts], status)


_HANDLERS: dict[Any, Any] = {
    Faulty: answer_faulty,
    Problem: answer_problem,
    HTTPException: answer_http_exception,
}
router = Router(
    _PATH, route_handlers=[get_resource, get_one, post_request], exception_handlers=_HANDLERS, tags=["open311"]
)
