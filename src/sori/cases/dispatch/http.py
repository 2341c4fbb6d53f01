"""Administrators' routes of dispatch: the rules, trying a draft of them, their file and history; learned dispatch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, get, post, put

from sori.cases.dispatch import automatic, keeping
from sori.cases.dispatch.automatic import Learned
from sori.cases.dispatch.keeping import CheckedRules, ReadRules, RulesShown, TriedDispatch
from sori.cases.dispatch.learning import LearningSetting
from sori.cases.dispatch.store import DispatchChange
from sori.cases.dispatch.written import WrittenRule
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.platform.database import Database
from sori.platform.etag import editable, seen_number
from sori.platform.translation import Language, accepted

_ADMINISTRATOR = (Role.ADMINISTRATOR,)
_LARGEST = 4 * 1024 * 1024
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class RulesDraft:
    """Rules in order, as they are to hold."""

    rules: list[WrittenRule]


@dataclass(frozen=True, slots=True)
class NewRules:
    """Rules that are to hold, and why."""

    rules: list[WrittenRule]
    note: str = ""


@dataclass(frozen=True, slots=True)
class TriedCase:
    """A case to try rules on: its type, where it is as far as that is known, and when it comes."""

    rules: list[WrittenRule]
    type: str
    at: datetime
    district: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class RulesFile:
    """Rules as their file has them."""

    text: str


@dataclass(frozen=True, slots=True)
class DispatchChangePage:
    """Changes of the rules, newest first; ask again `before` this id for more."""

    items: list[DispatchChange]
    next_before: int | None


@get("/rules", roles=_ADMINISTRATOR)
async def get_dispatch_rules(database: Database) -> Response[RulesShown]:
    """The rules that hold, and what they may name; the tag goes into `If-Match` when they are changed."""
    async with database.transaction() as transaction:
        return editable(await keeping.shown(transaction))


@put("/rules", roles=_ADMINISTRATOR, versioned=True, request_max_body_size=_LARGEST)
async def keep_dispatch_rules(
    data: NewRules, request: AnyRequest, database: Database, actor: Actor, now: datetime
) -> Response[RulesShown]:
    """Has rules hold in place of those before, all or, where one is wrong, none."""
    async with database.transaction() as transaction:
        return editable(
            await keeping.keep(transaction, actor, data.rules, data.note, seen_number(request), _language(request), now)
        )


@post("/check", roles=_ADMINISTRATOR, status_code=200, request_max_body_size=_LARGEST)
async def check_dispatch_rules(data: RulesDraft, request: AnyRequest, database: Database) -> CheckedRules:
    """What is wrong with a draft; where nothing is, which of the last hundred cases would have gone elsewhere."""
    async with database.transaction() as transaction:
        return await keeping.checked(transaction, data.rules, _language(request))


@post("/try", roles=_ADMINISTRATOR, status_code=200, request_max_body_size=_LARGEST)
async def try_dispatch_rules(data: TriedCase, request: AnyRequest, database: Database) -> TriedDispatch:
    """Whose a case would be by a draft, and because of what."""
    async with database.transaction() as transaction:
        return await keeping.tried(
            transaction, data.rules, data.type, data.district, data.area, data.at, _language(request)
        )


@get("/changes", roles=_ADMINISTRATOR)
async def get_dispatch_changes(database: Database, before: int | None = None) -> DispatchChangePage:
    """What the rules were changed to, by whom and why, the newest first."""
    async with database.reading() as transaction:
        return DispatchChangePage(*await keeping.changes(transaction, before))


@get("/file", roles=_ADMINISTRATOR, produces="application/toml")
async def get_dispatch_file(database: Database, actor: Actor, now: datetime) -> Response[bytes]:
    """The rules as a file that can be brought in again."""
    async with database.transaction() as transaction:
        text = await keeping.in_file(transaction)
        await people.audit(transaction, now, actor.id, "dispatch_rules.exported", {})
    return Response(
        text.encode(),
        media_type="application/toml",
        headers={"content-disposition": 'attachment; filename="dispatch-rules.toml"', "cache-control": "no-store"},
    )


@post("/file", roles=_ADMINISTRATOR, status_code=200, request_max_body_size=_LARGEST)
async def read_dispatch_file(data: RulesFile, request: AnyRequest, database: Database) -> ReadRules:
    """The rules of a file, to go on with, and what is wrong with them by line; nothing is changed."""
    async with database.transaction() as transaction:
        return await keeping.read_file(transaction, data.text.encode(), _language(request))


@get("/learning", roles=_ADMINISTRATOR)
async def get_learned_dispatch(database: Database) -> Learned:
    """Whether cases are sent by what was learned, how much that would be, and how much of it wrongly."""
    async with database.reading() as transaction:
        return await automatic.learned(transaction)


@put("/learning", roles=_ADMINISTRATOR)
async def set_learned_dispatch(data: LearningSetting, database: Database, actor: Actor, now: datetime) -> Learned:
    """Has cases be sent by what is learned, or not, with so many wrong at most; learns anew for that."""
    await automatic.set_learning(database, actor, data, now)
    async with database.reading() as transaction:
        return await automatic.learned(transaction)


def _language(request: AnyRequest) -> Language:
    return accepted(request.headers.get("accept-language"))


router = Router(
    "/api/dispatch",
    route_handlers=[
        get_dispatch_rules,
        keep_dispatch_rules,
        check_dispatch_rules,
        try_dispatch_rules,
        get_dispatch_changes,
        get_dispatch_file,
        read_dispatch_file,
        get_learned_dispatch,
        set_learned_dispatch,
    ],
    tags=["dispatch"],
)
