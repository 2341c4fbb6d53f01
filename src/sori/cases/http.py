"""Staff routes of cases: looking through them, a whole case, its photos."""

from datetime import datetime
from typing import Annotated

from litestar import Response, Router, get
from litestar.params import QueryParameter

from sori.cases import service
from sori.cases.case import CasePage, CaseShown, CaseTypeName
from sori.cases.service import SEEING_CASES
from sori.people.model import Actor
from sori.platform.database import Database
from sori.platform.web import file_response


@get("", roles=SEEING_CASES)
async def list_cases(
    database: Database,
    actor: Actor,
    now: datetime,
    type_code: Annotated[str, QueryParameter(name="type", max_length=60)] = "",
    number: Annotated[str, QueryParameter(max_length=40)] = "",
    before: int | None = None,
) -> CasePage:
    """The cases, the newest first, masked; officers see those of their departments. The look is logged."""
    async with database.transaction() as transaction:
        return await service.cases(transaction, actor, type_code, number, before, now)


@get("/types", roles=SEEING_CASES)
async def get_case_types(database: Database) -> list[CaseTypeName]:
    """The types of cases, by heading and name."""
    async with database.reading() as transaction:
        return await service.types(transaction)


@get("/{case_id:int}", roles=SEEING_CASES)
async def get_case(case_id: int, database: Database, actor: Actor, now: datetime) -> CaseShown:
    """A whole case, masked; the look is logged."""
    async with database.transaction() as transaction:
        return await service.case(transaction, actor, case_id, now)


@get("/{case_id:int}/photos/{photo_id:int}", roles=SEEING_CASES)
async def get_case_photo(
    case_id: int, photo_id: int, database: Database, actor: Actor, now: datetime
) -> Response[bytes]:
    """A photo of a case; the look is logged."""
    async with database.transaction() as transaction:
        found = await service.photo(transaction, actor, case_id, photo_id, now)
    return file_response(found.name, found.media_type, found.content)


router = Router("/api/cases", route_handlers=[list_cases, get_case_types, get_case, get_case_photo], tags=["cases"])
