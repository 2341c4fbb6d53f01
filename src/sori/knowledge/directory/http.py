"""Staff routes of the directory: looking for posts, keeping them, their changes, the emergency list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from litestar import Response, Router, delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter

from sori.knowledge.directory import importing, service
from sori.knowledge.directory.importing import ImportedPosts
from sori.knowledge.directory.model import PostContent
from sori.knowledge.directory.post import (
    District,
    EmergencyList,
    PostChangePage,
    PostPage,
    PostsFound,
    PostShown,
)
from sori.knowledge.http import IMPORTING, LOOKING
from sori.knowledge.service.access import EDITING, OVERSEEING, WRITING
from sori.people.http import StaffRequest
from sori.people.model import ALL_ROLES, Actor
from sori.platform.database import Database
from sori.platform.etag import editable, seen_number
from sori.platform.translation import accepted
from sori.platform.web import AnyRequest


@dataclass(frozen=True, slots=True)
class PostKept:
    """What a post is to say, and a word on why."""

    content: PostContent
    note: str = ""


@dataclass(frozen=True, slots=True)
class PostsToImport:
    """A file with posts."""

    file: UploadFile


@get("/search", roles=ALL_ROLES, allowance=LOOKING)
async def search_directory(
    database: Database,
    now: datetime,
    q: Annotated[str, QueryParameter(max_length=300)] = "",
    district: Annotated[str, QueryParameter(max_length=100)] = "",
    department: Annotated[str, QueryParameter(max_length=100)] = "",
    limit: int = 30,
) -> PostsFound:
    """The posts that have every word, or its initial consonants, the best first; each with who answers there now."""
    async with database.reading() as transaction:
        return await service.search(transaction, q, district, department, now, limit)


@get("/emergency", roles=ALL_ROLES)
async def get_emergency_list(database: Database, now: datetime) -> EmergencyList:
    """The posts of the emergency list, to be printed."""
    async with database.reading() as transaction:
        return await service.emergency_list(transaction, now)


@get("/districts", roles=ALL_ROLES)
async def get_districts(database: Database) -> list[District]:
    """The districts by name."""
    async with database.reading() as transaction:
        return await service.districts(transaction)


@get("/changes", roles=OVERSEEING)
async def get_directory_changes(database: Database, before: int | None = None) -> PostChangePage:
    """The changes of the whole directory, the newest first, each field before and after."""
    async with database.reading() as transaction:
        return await service.changes(transaction, None, before)


@get("/posts", roles=OVERSEEING)
async def list_posts(
    database: Database,
    text: Annotated[str, QueryParameter(max_length=300)] = "",
    removed: bool = False,
    before: int | None = None,
) -> PostPage:
    """The posts, or those that were removed, the last changed first: `change` is what they are ordered by."""
    async with database.reading() as transaction:
        return await service.posts(transaction, text, before, removed=removed)


@post("/posts", roles=EDITING)
async def add_post(data: PostKept, database: Database, actor: Actor, now: datetime) -> Response[PostShown]:
    """Begins a post."""
    async with database.transaction() as transaction:
        made = await service.add(transaction, actor, data.content, data.note, now)
    return editable(made, status_code=201)


@get("/posts/{post_id:int}", roles=ALL_ROLES)
async def get_post(post_id: int, database: Database, actor: Actor, now: datetime) -> Response[PostShown]:
    """A post; its ETag is what a change must show."""
    async with database.reading() as transaction:
        return editable(await service.post(transaction, actor, post_id, now))


@put("/posts/{post_id:int}", roles=WRITING, versioned=True)
async def change_post(
    post_id: int, data: PostKept, request: StaffRequest, database: Database, actor: Actor, now: datetime
) -> Response[PostShown]:
    """Has a post say something else; a removed one comes back. Officers: one of their departments."""
    seen = seen_number(request)
    async with database.transaction() as transaction:
        return editable(await service.change(transaction, actor, post_id, data.content, data.note, seen, now))


@delete("/posts/{post_id:int}", roles=EDITING, status_code=200, versioned=True)
async def remove_post(
    post_id: int,
    request: AnyRequest,
    database: Database,
    actor: Actor,
    now: datetime,
    note: Annotated[str, QueryParameter(max_length=500)] = "",
) -> Response[PostShown]:
    """Takes a post out of the directory; its changes stay, and it can come back."""
    seen = seen_number(request)
    async with database.transaction() as transaction:
        return editable(await service.remove(transaction, actor, post_id, note, seen, now))


@get("/posts/{post_id:int}/changes", roles=ALL_ROLES)
async def get_post_changes(post_id: int, database: Database, before: int | None = None) -> PostChangePage:
    """Every change of a post, the newest first, each field before and after."""
    async with database.reading() as transaction:
        return await service.changes(transaction, post_id, before)


@post("/import", roles=IMPORTING, status_code=200, request_max_body_size=importing.LARGEST_FILE + 100_000)
async def import_posts(
    data: Annotated[PostsToImport, Body(media_type=RequestEncodingType.MULTI_PART)],
    request: StaffRequest,
    database: Database,
    actor: Actor,
    now: datetime,
) -> ImportedPosts:
    """Brings the posts of a file in; tells what was set aside and why."""
    content = await data.file.read()
    language = accepted(request.headers.get("accept-language"))
    async with database.transaction() as transaction:
        return await importing.bring_in(transaction, actor, data.file.filename, content, language, now)


router = Router(
    "/api/directory",
    route_handlers=[
        search_directory,
        get_emergency_list,
        get_districts,
        get_directory_changes,
        list_posts,
        add_post,
        get_post,
        change_post,
        remove_post,
        get_post_changes,
        import_posts,
    ],
    tags=["directory"],
)
