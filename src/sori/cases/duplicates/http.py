"""Staff routes of cases that may be of the same thing: which they are, merging and separating."""

from dataclasses import dataclass
from datetime import datetime

from litestar import Router, get, post

from sori.cases.duplicates import service
from sori.cases.duplicates.service import AlikeCase
from sori.cases.life.office import OFFICE
from sori.people.model import Actor
from sori.platform.database import Database


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case, by its number."""

    number: str


@dataclass(frozen=True, slots=True)
class MergedInto:
    """The earlier case, with which the later one is dealt with from now on."""

    case_id: int


@get("/alike", roles=OFFICE)
async def get_alike_cases(case_id: int, database: Database, actor: Actor, now: datetime) -> list[AlikeCase]:
    """Open cases that may be of the same thing, the likeliest first; the look is logged."""
    async with database.transaction() as transaction:
        return await service.alike_cases(transaction, actor, case_id, now)


@post("/merge", roles=OFFICE, status_code=200)
async def merge_case(case_id: int, data: OtherCase, database: Database, actor: Actor, now: datetime) -> MergedInto:
    """Has two cases be dealt with together: the later one with the earlier."""
    async with database.transaction() as transaction:
        return MergedInto(await service.merge(transaction, actor, case_id, data.number, now))


@post("/separate", roles=OFFICE, status_code=204)
async def separate_case(case_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Has a merged case lie by itself again, before the department that it lay before."""
    async with database.transaction() as transaction:
        await service.separate(transaction, actor, case_id, now)


router = Router(
    "/api/office/cases/{case_id:int}",
    route_handlers=[get_alike_cases, merge_case, separate_case],
    tags=["office"],
)
