"""Routes of administrators: how others get in, the rules of access, the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from litestar import Request, Router, delete, get, put
from litestar.params import PathParameter
from litestar.response import Stream

from sori.people.access import SEEN_BY, Rule, Sight, rules
from sori.people.audit import Entry, Sought, action_text
from sori.people.model import Account, Actor, City, Role
from sori.people.service import access as service
from sori.people.service import account as account_service
from sori.people.service import audit_log as audit_service
from sori.people.sessions import Sessions
from sori.platform.database import Database
from sori.platform.translation import Language, accepted

ADMINISTRATORS = (Role.ADMINISTRATOR,)
Login = Annotated[str, PathParameter(max_length=64)]
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """The e-mail address by which the identity provider knows somebody; None: their log-in."""

    email: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """The roles that need a second factor."""

    roles: list[Role]


@dataclass(frozen=True, slots=True)
class SeenBy:
    """What is seen, and by which roles."""

    sight: Sight
    roles: Sequence[Role]


@dataclass(frozen=True, slots=True)
class AccessShown:
    """Who may do what, who sees what, and who needs a second factor."""

    rules: list[Rule]
    sights: list[SeenBy]
    second_factor: list[Role]


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry of the audit log, with what its action is called."""

    id: int
    at: datetime
    by_login: str | None
    by_name: str | None
    action: str
    text: str
    about: dict[str, int]
    detail: dict[str, Any]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action that the log has."""

    action: str
    text: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, the newest first; `before` asks for those after them, None where there are none."""

    items: list[EntryShown]
    before: int | None


@get("/staff/{login:str}/access", roles=ADMINISTRATORS)
async def get_access_of(login: Login, database: Database, now: datetime) -> Account:
    """How somebody gets in, with their sessions."""
    async with database.reading() as transaction:
        return await account_service.account(transaction, login, None, now)


@delete("/staff/{login:str}/sessions", roles=ADMINISTRATORS)
async def end_sessions_of(login: Login, database: Database, sessions: Sessions, actor: Actor, now: datetime) -> None:
    """Ends all of somebody's sessions."""
    async with database.transaction() as transaction:
        staff_id = await service.end_sessions_of(transaction, actor, login, now)
    sessions.forget(staff_id)


@delete("/staff/{login:str}/sessions/{session_id:int}", roles=ADMINISTRATORS)
async def end_session_of(
    login: Login, session_id: int, database: Database, sessions: Sessions, actor: Actor, now: datetime
) -> None:
    """Ends one of somebody's sessions."""
    async with database.transaction() as transaction:
        staff_id = await service.end_session_of(transaction, actor, login, session_id, now)
    sessions.forget(staff_id)


@delete("/staff/{login:str}/second-factor", roles=ADMINISTRATORS)
async def reset_second_factor(
    login: Login, database: Database, sessions: Sessions, actor: Actor, now: datetime
) -> None:
    """Takes away the second factor of somebody who lost it, and ends their sessions."""
    async with database.transaction() as transaction:
        staff_id = await service.reset_second_factor(transaction, actor, login, now)
    sessions.forget(staff_id)


@put("/staff/{login:str}/identity", roles=ADMINISTRATORS, status_code=204)
async def put_identity(login: Login, data: NewIdentity, database: Database, actor: Actor, now: datetime) -> None:
    """Keeps by which address the identity provider knows somebody."""
    async with database.transaction() as transaction:
        await service.put_identity(transaction, actor, login, data.email, now)


@get("/access", roles=ADMINISTRATORS)
async def get_access(request: AnyRequest, database: Database) -> AccessShown:
    """Who may do and see what."""
    async with database.reading() as transaction:
        policy = await service.second_factor_policy(transaction)
    sights = [SeenBy(sight, roles) for sight, roles in SEEN_BY.items()]
    return AccessShown(rules(request.app.routes), sights, policy)


@put("/access/second-factor", roles=ADMINISTRATORS)
async def put_second_factor_policy(
    data: Policy, database: Database, sessions: Sessions, actor: Actor, now: datetime
) -> Policy:
    """Has roles need a second factor."""
    async with database.transaction() as transaction:
        after = await service.put_second_factor_policy(transaction, actor, data.roles, now)
    sessions.forget(None)
    return Policy(after)


@get("/audit", roles=ADMINISTRATORS)
async def get_audit(
    request: AnyRequest,
    database: Database,
    actor: Actor,
    city: City,
    now: datetime,
    person: str | None = None,
    action: str | None = None,
    day: date | None = None,
    contact: int | None = None,
    citizen: int | None = None,
    before: int | None = None,
) -> AuditPage:
    """The audit log, the newest first; looking at it is written down."""
    sought = Sought(person, action, day, contact, citizen)
    async with database.transaction() as transaction:
        found = await audit_service.look(transaction, actor, sought, before, city, now)
    language = _language(request)
    more = len(found) == audit_service.PAGE
    return AuditPage([_shown(entry, language) for entry in found], found[-1].id if more else None)


@get("/audit/actions", roles=ADMINISTRATORS)
async def get_audit_actions(request: AnyRequest, database: Database) -> list[ActionShown]:
    """The actions that the audit log has."""
    async with database.reading() as transaction:
        found = await audit_service.actions(transaction)
    return [ActionShown(action, action_text(action, _language(request))) for action in found]


@get("/audit/export", roles=ADMINISTRATORS, include_in_schema=False)
async def export_audit(
    database: Database,
    actor: Actor,
    city: City,
    now: datetime,
    language: Language,
    person: str | None = None,
    action: str | None = None,
    day: date | None = None,
    contact: int | None = None,
    citizen: int | None = None,
) -> Stream:
    """The audit log as CSV; taking it away is written down."""
    sought = Sought(person, action, day, contact, citizen)
    async with database.transaction() as transaction:
        await audit_service.begin_export(transaction, actor, sought, now)
    return Stream(
        audit_service.export(database, sought, city, language),
        media_type="text/csv",
        headers={"content-disposition": 'attachment; filename="sori-audit.csv"', "cache-control": "no-store"},
    )


def _shown(entry: Entry, language: Language) -> EntryShown:
    kept = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    return EntryShown(**kept, text=action_text(entry.action, language))


def _language(request: AnyRequest) -> Language:
    return accepted(request.headers.get("accept-language"))


router = Router(
    "/api",
    route_handlers=[
        get_access_of,
        end_sessions_of,
        end_session_of,
        reset_second_factor,
        put_identity,
        get_access,
        put_second_factor_policy,
        get_audit,
        get_audit_actions,
        export_audit,
    ],
    tags=["access"],
)
