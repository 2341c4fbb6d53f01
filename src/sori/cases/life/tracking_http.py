"""The citizen's routes to a case: whoever has its link, without a log-in. Its number alone opens nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, delete, get, post, put

from sori.cases.life import tracking
from sori.cases.life.model import TrackedCase
from sori.people.http import PUBLIC
from sori.platform.allowance import Allowance, Rate
from sori.platform.database import Database
from sori.platform.settings import Settings
from sori.platform.translation import accepted
from sori.platform.web import file_response

NOTICES = Allowance("case_notices", Rate(at_once=10, every_s=60.0))
"""Each new address is written to once: nobody may have many strangers written to."""
FOLLOWING = Allowance("case_following", Rate(at_once=20, every_s=30.0))
WRITING = Allowance("case", Rate(at_once=100, every_s=0.5))


@dataclass(frozen=True, slots=True)
class TrackingWords:
    """What a citizen says of their case."""

    text: str


@dataclass(frozen=True, slots=True)
class CaseRating:
    """How a citizen rates what was done, from 1 to 5, and what they say of it."""

    rating: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewNotices:
    """Where a citizen wants to be told of their case: a mobile number or an email address."""

    to: str


@dataclass(frozen=True, slots=True)
class CaseToFollow:
    """A case that somebody wants to follow, by its number."""

    number: str


@dataclass(frozen=True, slots=True)
class FollowedCase:
    """A link's token, by which somebody who didn't report a case follows it."""

    token: str


@post("", roles=PUBLIC, allowance=FOLLOWING)
async def follow_case(
    data: CaseToFollow, request: Request[Any, Any, Any], database: Database, now: datetime
) -> FollowedCase:
    """A link to follow an open case that everybody may see and that somebody else reported."""
    language = accepted(request.headers.get("accept-language"))
    async with database.transaction() as transaction:
        return FollowedCase(await tracking.follow(transaction, data.number, language, now))


@get("/{token:str}", roles=PUBLIC)
async def get_tracked_case(token: str, database: Database, now: datetime) -> TrackedCase:
    """The case that a link opens."""
    async with database.reading() as transaction:
        return await tracking.tracked(transaction, token, now)


@get("/{token:str}/photos/{photo_id:int}", roles=PUBLIC)
async def get_tracked_photo(token: str, photo_id: int, database: Database) -> Response[bytes]:
    """A photo of the result."""
    async with database.reading() as transaction:
        found = await tracking.photo(transaction, token, photo_id)
    return file_response(found.name, found.media_type, found.content)


@post("/{token:str}/answer", roles=PUBLIC, allowance=WRITING, status_code=200)
async def answer_case_question(token: str, data: TrackingWords, database: Database, now: datetime) -> TrackedCase:
    """Answers the office's question."""
    async with database.transaction() as transaction:
        await tracking.answer(transaction, token, data.text, now)
        return await tracking.tracked(transaction, token, now)


@post("/{token:str}/withdraw", roles=PUBLIC, allowance=WRITING, status_code=200)
async def withdraw_case(token: str, database: Database, now: datetime) -> TrackedCase:
    """Withdraws a case that isn't finished."""
    async with database.transaction() as transaction:
        await tracking.withdraw(transaction, token, now)
        return await tracking.tracked(transaction, token, now)


@post("/{token:str}/reopen", roles=PUBLIC, allowance=WRITING, status_code=200)
async def reopen_case(token: str, data: TrackingWords, database: Database, now: datetime) -> TrackedCase:
    """Has a finished case be looked at again, with why."""
    async with database.transaction() as transaction:
        await tracking.reopen(transaction, token, data.text, now)
        return await tracking.tracked(transaction, token, now)


@post("/{token:str}/rating", roles=PUBLIC, allowance=WRITING, status_code=200)
async def rate_case(token: str, data: CaseRating, database: Database, now: datetime) -> TrackedCase:
    """Rates what was done, once."""
    async with database.transaction() as transaction:
        await tracking.rate(transaction, token, data.rating, data.text, now)
        return await tracking.tracked(transaction, token, now)


@put("/{token:str}/notices", roles=PUBLIC, allowance=NOTICES)
async def put_case_notices(
    token: str, data: NewNotices, database: Database, settings: Settings, now: datetime
) -> TrackedCase:
    """Has the citizen be told of their case by text message or email."""
    async with database.transaction() as transaction:
        await tracking.ask_for_notices(transaction, token, data.to, settings.public_url, now)
        return await tracking.tracked(transaction, token, now)


@delete("/{token:str}/notices", roles=PUBLIC, allowance=WRITING, status_code=200)
async def delete_case_notices(token: str, database: Database, now: datetime) -> TrackedCase:
    """Has the citizen be told no more but on the page."""
    async with database.transaction() as transaction:
        await tracking.end_notices(transaction, token)
        return await tracking.tracked(transaction, token, now)


router = Router(
    "/api/case-links",
    route_handlers=[
        follow_case,
        get_tracked_case,
        get_tracked_photo,
        answer_case_question,
        withdraw_case,
        reopen_case,
        rate_case,
        put_case_notices,
        delete_case_notices,
    ],
    tags=["case-links"],
)
