"""Routes of logging in and out, and the guard that every route passes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from litestar import Request, Response, Router, delete, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.openapi import ResponseSpec

from sori.people.model import ALL_ROLES, SESSION_LASTS, STEP_LASTS, Actor, CodeWanted, Me, Owed, Visitor
from sori.people.service import log_in as service
from sori.people.service.log_in import Arrival, Opened, Step
from sori.people.sessions import Sessions
from sori.people.single_sign_on import Provider
from sori.platform.allowance import Allowance, Allowances, Rate
from sori.platform.database import Database
from sori.platform.problem import Problem
from sori.platform.seal import Seal
from sori.platform.settings import Settings
from sori.platform.web import address_of

StaffRequest = Request[Actor | None, str | None, Any]
SESSION_COOKIE = "sori_session"
STEP_COOKIE = "sori_log_in"
PUBLIC = ("public",)
"""The roles of a route that asks for no log-in."""
LOGGING_IN = Allowance("log_in", Rate(at_once=300, every_s=1.0))
"""A whole centre may begin its shift behind one address; who guesses is stopped sooner, by what failed."""


class Authentication(AbstractAuthenticationMiddleware):
    """Finds out who is asking, from the session cookie. It refuses nobody: the guard does."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """The member of staff behind the cookie, or nobody."""
        token = connection.cookies.get(SESSION_COOKIE)
        if not token:
            return AuthenticationResult(user=None, auth=None)
        sessions: Sessions = connection.app.state.sessions
        return AuthenticationResult(user=await sessions.actor(token), auth=token)


# Asynchronous though it awaits nothing: the framework would run a plain function in another thread.
async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Lets a request pass when its route is public or the actor has one of its roles.

    A route names its roles with `roles=…`; one that names none is refused, so that none is forgotten. A public one that
    changes something names its `allowance=…`. Who owes something (`Owed`) reaches only routes with `while_owing=True`.
    """
    allowance = handler.opt.get("allowance")
    if allowance is not None:
        _take(connection, allowance)
    roles = handler.opt.get("roles")
    if roles == PUBLIC:
        return
    if connection.user is None:
        raise Problem(401, "not_logged_in")
    if not roles or not connection.user.has_any(*roles):
        raise Problem(403, "not_allowed")
    if connection.user.owes and not handler.opt.get("while_owing"):
        if Owed.PASSWORD in connection.user.owes:
            raise Problem(403, "password_change_owed")
        raise Problem(403, "second_factor_owed")


def _take(connection: ASGIConnection[Any, Any, Any, Any], allowance: Allowance) -> None:
    allowances: Allowances = connection.app.state.allowances
    wait_s = allowances.take(allowance, address_of(connection), connection.cookies)
    if wait_s > 0:
        raise Problem(429, "too_many_requests", retry_after_s=wait_s)


def provide_actor(request: StaffRequest) -> Actor:
    """The member of staff who asks; only on routes that ask for a role."""
    if request.user is None:
        raise Problem(401, "not_logged_in")
    return request.user


def provide_visitor(request: StaffRequest) -> Visitor:
    """The browser that asks."""
    allowances: Allowances = request.app.state.allowances
    address = address_of(request)
    return Visitor(request.headers.get("user-agent", ""), address, not allowances.is_unlimited(address))


@dataclass(frozen=True, slots=True)
class LogIn:
    """What somebody types to log in."""

    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the second factor, or a recovery code."""

    code: str


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How one can log in here, beside a password: the identity provider's name, or none."""

    single_sign_on: str | None


@get("/session/ways", roles=PUBLIC)
async def get_ways_in(provider: Provider | None) -> WaysIn:
    """How one can log in here."""
    return WaysIn(None if provider is None else provider.name)


@post(
    "/session",
    roles=PUBLIC,
    allowance=LOGGING_IN,
    status_code=200,
    responses={202: ResponseSpec(CodeWanted, description="The password is right; a code is still to come")},
)
async def log_in(
    data: LogIn,
    request: StaffRequest,
    database: Database,
    sessions: Sessions,
    settings: Settings,
    visitor: Visitor,
    now: datetime,
) -> Response[Me]:
    """Opens a session for this browser, or (202) asks for a code of the second factor."""
    gone_on = await service.log_in(database, data.login, data.password, _arrival(request, visitor), now)
    if isinstance(gone_on, Step):
        waits_s = int(STEP_LASTS.total_seconds())
        cookie = cookie_of(STEP_COOKIE, gone_on.token, settings, waits_s, path="/api/session")
        return Response(cast(Me, gone_on.wanted), status_code=202, cookies=[cookie])
    sessions.forget_token(request.auth or "")
    return Response(gone_on.me, cookies=[session_cookie(gone_on, settings)])


@post("/session/code", roles=PUBLIC, allowance=LOGGING_IN, status_code=200)
async def give_code(
    data: Code,
    request: StaffRequest,
    database: Database,
    sessions: Sessions,
    settings: Settings,
    seal: Seal,
    visitor: Visitor,
    now: datetime,
) -> Response[Me]:
    """Goes on with a log-in by a code."""
    step = request.cookies.get(STEP_COOKIE, "")
    opened = await service.give_code(database, seal, step, data.code, _arrival(request, visitor), now)
    sessions.forget_token(request.auth or "")
    over = cookie_of(STEP_COOKIE, "", settings, 0, path="/api/session")
    return Response(opened.me, cookies=[session_cookie(opened, settings), over])


@get("/session", roles=ALL_ROLES, while_owing=True)
async def who_am_i(database: Database, actor: Actor) -> Me:
    """The member of staff who is logged in."""
    async with database.reading() as transaction:
        return await service.me(transaction, actor)


@delete("/session", roles=ALL_ROLES, while_owing=True)
async def log_out(
    request: StaffRequest, database: Database, sessions: Sessions, settings: Settings, actor: Actor, now: datetime
) -> Response[None]:
    """Ends this browser's session."""
    async with database.transaction() as transaction:
        await service.log_out(transaction, request.auth or "", actor, now)
    sessions.forget(actor.id)
    return Response(None, status_code=204, cookies=[cookie_of(SESSION_COOKIE, "", settings, 0)])


def _arrival(request: StaffRequest, visitor: Visitor) -> Arrival:
    return Arrival(visitor, request.cookies.get(SESSION_COOKIE))


def session_cookie(opened: Opened, settings: Settings) -> Cookie:
    """The cookie by which a browser shows its session."""
    return cookie_of(SESSION_COOKIE, opened.token, settings, int(SESSION_LASTS.total_seconds()))


def cookie_of(name: str, value: str, settings: Settings, max_age: int, *, path: str = "/") -> Cookie:
    """A cookie out of reach of scripts and other sites."""
    return Cookie(
        key=name,
        value=value,
        path=path,
        max_age=max_age,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies,
    )


router = Router("/api", route_handlers=[get_ways_in, log_in, give_code, who_am_i, log_out], tags=["session"])
