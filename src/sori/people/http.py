"""Routes of logging in and out, and the guard that every route passes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, delete, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from sori.people import service
from sori.people.model import ALL_ROLES, SESSION_LASTS, Actor, Me
from sori.people.sessions import Sessions
from sori.platform.database import Database
from sori.platform.problem import Problem
from sori.platform.settings import Settings

StaffRequest = Request[Actor | None, str | None, Any]
SESSION_COOKIE = "sori_session"
PUBLIC = ("public",)
"""The roles of a route that asks for no log-in."""


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

    A route names its roles with `roles=…`; one that names none is refused, so that none is forgotten.
    """
    roles = handler.opt.get("roles")
    if roles == PUBLIC:
        return
    if connection.user is None:
        raise Problem(401, "not_logged_in")
    if not roles or not connection.user.has_any(*roles):
        raise Problem(403, "not_allowed")


def provide_actor(request: StaffRequest) -> Actor:
    """The member of staff who asks; only on routes that ask for a role."""
    if request.user is None:
        raise Problem(401, "not_logged_in")
    return request.user


@dataclass(frozen=True, slots=True)
class LogIn:
    """What somebody types to log in."""

    login: str
    password: str


@post("/session", roles=PUBLIC, status_code=200)
async def log_in(
    data: LogIn, request: StaffRequest, database: Database, settings: Settings, now: datetime
) -> Response[Me]:
    """Opens a session for this browser."""
    user_agent = request.headers.get("user-agent", "")
    token, me = await service.log_in(database, data.login, data.password, user_agent, now)
    return Response(me, cookies=[_cookie(token, settings, int(SESSION_LASTS.total_seconds()))])


@get("/session", roles=ALL_ROLES)
async def who_am_i(database: Database, actor: Actor) -> Me:
    """The member of staff who is logged in."""
    async with database.reading() as transaction:
        return await service.me(transaction, actor)


@delete("/session", roles=ALL_ROLES)
async def log_out(
    request: StaffRequest, database: Database, sessions: Sessions, settings: Settings, actor: Actor, now: datetime
) -> Response[None]:
    """Ends this browser's session."""
    async with database.transaction() as transaction:
        await service.log_out(transaction, request.auth or "", actor, now)
    sessions.forget(actor.id)
    return Response(None, status_code=204, cookies=[_cookie("", settings, 0)])


def _cookie(token: str, settings: Settings, max_age: int) -> Cookie:
    return Cookie(
        key=SESSION_COOKIE,
        value=token,
        max_age=max_age,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies,
    )


router = Router("/api", route_handlers=[log_in, who_am_i, log_out], tags=["session"])
