"""Routes of bulletins: reading and acknowledging them, writing and publishing them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from litestar import Response, Router, get, post, put
from litestar.params import QueryParameter

from sori.knowledge.bulletins import service
from sori.knowledge.bulletins.bulletin import BulletinAudiences, BulletinNow, BulletinPage, BulletinShown
from sori.knowledge.bulletins.model import BulletinContent
from sori.knowledge.bulletins.service import WRITING_BULLETINS
from sori.people.http import StaffRequest
from sori.people.model import ALL_ROLES, Actor, Role
from sori.platform.database import Database
from sori.platform.etag import editable, seen_number

Only = Literal["", "received", "draft", "scheduled", "current", "over", "withdrawn"]


@dataclass(frozen=True, slots=True)
class BulletinKept:
    """What a bulletin is to say."""

    content: BulletinContent


@dataclass(frozen=True, slots=True)
class BulletinRead:
    """The version that was read."""

    version: int


@get("/now", roles=ALL_ROLES)
async def get_bulletins_now(database: Database, actor: Actor, now: datetime) -> list[BulletinNow]:
    """The bulletins that hold; for counsellors those that concern them. Urgent ones first, then the newest."""
    async with database.reading() as transaction:
        return await service.mine(transaction, actor, now)


@post("/{bulletin_id:int}/acknowledge", roles=(Role.COUNSELLOR,), status_code=204)
async def acknowledge_bulletin(
    bulletin_id: int, data: BulletinRead, database: Database, actor: Actor, now: datetime
) -> None:
    """Notes that the actor has read a bulletin."""
    async with database.transaction() as transaction:
        await service.acknowledge(transaction, actor, bulletin_id, data.version, now)


@get("", roles=WRITING_BULLETINS)
async def list_bulletins(
    database: Database,
    now: datetime,
    text: Annotated[str, QueryParameter(max_length=300)] = "",
    only: Only = "",
    before: int | None = None,
) -> BulletinPage:
    """All bulletins, the last changed first: `change` is what they are ordered by."""
    async with database.reading() as transaction:
        return await service.bulletins(transaction, text, only, before, now)


@get("/audiences", roles=WRITING_BULLETINS)
async def get_bulletin_audiences(database: Database) -> BulletinAudiences:
    """Whom a bulletin can be for."""
    async with database.reading() as transaction:
        return await service.audiences(transaction)


@post("", roles=WRITING_BULLETINS)
async def write_bulletin(
    data: BulletinKept, database: Database, actor: Actor, now: datetime
) -> Response[BulletinShown]:
    """Begins a bulletin as a draft."""
    async with database.transaction() as transaction:
        return editable(await service.create(transaction, actor, data.content, now), status_code=201)


@get("/{bulletin_id:int}", roles=WRITING_BULLETINS)
async def get_bulletin(bulletin_id: int, database: Database, actor: Actor, now: datetime) -> Response[BulletinShown]:
    """A bulletin with who acknowledged it and who has not; its ETag is what a change must show."""
    async with database.reading() as transaction:
        return editable(await service.bulletin(transaction, actor, bulletin_id, now))


@put("/{bulletin_id:int}", roles=WRITING_BULLETINS, versioned=True)
async def revise_bulletin(
    bulletin_id: int, data: BulletinKept, request: StaffRequest, database: Database, actor: Actor, now: datetime
) -> Response[BulletinShown]:
    """Has a bulletin say something else; a new text of a published one is to be acknowledged anew."""
    seen = seen_number(request)
    async with database.transaction() as transaction:
        return editable(await service.revise(transaction, actor, bulletin_id, data.content, seen, now))


@post("/{bulletin_id:int}/publish", roles=WRITING_BULLETINS, status_code=200, versioned=True)
async def publish_bulletin(
    bulletin_id: int, request: StaffRequest, database: Database, actor: Actor, now: datetime
) -> Response[BulletinShown]:
    """Tells counsellors of a bulletin, at once or from its beginning; from another centre: only editors."""
    seen = seen_number(request)
    async with database.transaction() as transaction:
        return editable(await service.publish(transaction, actor, bulletin_id, seen, now))


@post("/{bulletin_id:int}/withdraw", roles=WRITING_BULLETINS, status_code=200, versioned=True)
async def withdraw_bulletin(
    bulletin_id: int, request: StaffRequest, database: Database, actor: Actor, now: datetime
) -> Response[BulletinShown]:
    """Takes a bulletin from everybody before its end."""
    seen = seen_number(request)
    async with database.transaction() as transaction:
        return editable(await service.withdraw(transaction, actor, bulletin_id, seen, now))


router = Router(
    "/api/bulletins",
    route_handlers=[
        get_bulletins_now,
        acknowledge_bulletin,
        list_bulletins,
        get_bulletin_audiences,
        write_bulletin,
        get_bulletin,
        revise_bulletin,
        publish_bulletin,
        withdraw_bulletin,
    ],
    tags=["bulletins"],
)
