"""Routes of one's own account: password, second factor, sessions."""

from dataclasses import dataclass
from datetime import datetime

from litestar import Router, delete, get, post, put

from sori.people.http import Code, StaffRequest
from sori.people.model import ALL_ROLES, Account, Actor, City, NewSecondFactor, RecoveryCodes, Visitor
from sori.people.service import account as service
from sori.people.sessions import Sessions
from sori.platform.database import Database
from sori.platform.seal import Seal


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """One's present password, and the one in its place."""

    present: str
    new: str


@dataclass(frozen=True, slots=True)
class Proof:
    """One's password, to show that it is really oneself."""

    password: str


@get("/", roles=ALL_ROLES, while_owing=True)
async def get_account(request: StaffRequest, database: Database, actor: Actor, now: datetime) -> Account:
    """How I get in."""
    async with database.reading() as transaction:
        return await service.account(transaction, actor.login, request.auth, now)


@put("/password", roles=ALL_ROLES, while_owing=True, status_code=204)
async def change_password(
    data: PasswordChange,
    request: StaffRequest,
    database: Database,
    sessions: Sessions,
    actor: Actor,
    visitor: Visitor,
    city: City,
    now: datetime,
) -> None:
    """Changes my password and ends my other sessions."""
    token = request.auth or ""
    await service.change_password(database, actor, token, data.present, data.new, visitor, city, now)
    sessions.forget(actor.id)


@post("/second-factor", roles=ALL_ROLES, while_owing=True, status_code=200)
async def begin_second_factor(
    data: Proof, database: Database, seal: Seal, actor: Actor, visitor: Visitor, city: City, now: datetime
) -> NewSecondFactor:
    """A fresh secret for my authenticator app."""
    return await service.begin_second_factor(database, seal, actor, data.password, visitor, city, now)


@post("/second-factor/confirm", roles=ALL_ROLES, while_owing=True, status_code=200)
async def confirm_second_factor(
    data: Code,
    request: StaffRequest,
    database: Database,
    sessions: Sessions,
    seal: Seal,
    actor: Actor,
    now: datetime,
) -> RecoveryCodes:
    """Puts my second factor in force with its first code."""
    async with database.transaction() as transaction:
        codes = await service.confirm_second_factor(transaction, seal, actor, request.auth or "", data.code, now)
    sessions.forget(actor.id)
    return codes


@post("/second-factor/recovery-codes", roles=ALL_ROLES, status_code=200)
async def renew_recovery_codes(
    data: Proof, database: Database, seal: Seal, actor: Actor, visitor: Visitor, now: datetime
) -> RecoveryCodes:
    """New recovery codes in place of my old ones."""
    return await service.renew_recovery_codes(database, seal, actor, data.password, visitor, now)


@post("/second-factor/remove", roles=ALL_ROLES, status_code=204)
async def remove_second_factor(
    data: Proof, database: Database, sessions: Sessions, actor: Actor, visitor: Visitor, now: datetime
) -> None:
    """Takes my second factor away."""
    await service.remove_second_factor(database, actor, data.password, visitor, now)
    sessions.forget(actor.id)


@delete("/sessions/{session_id:int}", roles=ALL_ROLES, while_owing=True)
async def end_my_session(session_id: int, database: Database, sessions: Sessions, actor: Actor, now: datetime) -> None:
    """Ends one of my sessions."""
    async with database.transaction() as transaction:
        await service.end_session(transaction, actor, session_id, now)
    sessions.forget(actor.id)


@delete("/sessions", roles=ALL_ROLES, while_owing=True)
async def end_my_other_sessions(
    request: StaffRequest, database: Database, sessions: Sessions, actor: Actor, now: datetime
) -> None:
    """Ends all of my sessions but this one."""
    async with database.transaction() as transaction:
        await service.end_other_sessions(transaction, actor, request.auth or "", now)
    sessions.forget(actor.id)


router = Router(
    "/api/account",
    route_handlers=[
        get_account,
        change_password,
        begin_second_factor,
        confirm_second_factor,
        renew_recovery_codes,
        remove_second_factor,
        end_my_session,
        end_my_other_sessions,
    ],
    tags=["account"],
)
