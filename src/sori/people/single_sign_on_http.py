"""Routes of logging in at the city's identity provider: a browser leaves here, and comes back."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from litestar import Response, Router, get
from litestar.params import QueryParameter
from litestar.response import Redirect

from sori.people.http import LOGGING_IN, PUBLIC, SESSION_COOKIE, StaffRequest, cookie_of, session_cookie
from sori.people.model import STEP_LASTS, Visitor
from sori.people.service import single_sign_on as service
from sori.people.service.log_in import Arrival
from sori.people.service.single_sign_on import Return
from sori.people.sessions import Sessions
from sori.people.single_sign_on import Provider, Refusal, SignOnRefused
from sori.platform.database import Database
from sori.platform.problem import Problem
from sori.platform.settings import Settings

BROWSER_COOKIE = "sori_single_sign_on"
_PATH = "/api/single-sign-on"


@get("/", roles=PUBLIC, allowance=LOGGING_IN, include_in_schema=False)
async def leave_for_provider(
    database: Database, provider: Provider | None, settings: Settings, now: datetime, to: str = "/desk"
) -> Response[None]:
    """Sends the browser to the identity provider."""
    if provider is None:
        raise Problem(404, "no_single_sign_on")
    try:
        departure = await service.leave(database, provider, to, now)
    except SignOnRefused as refused:
        return _refused(refused.refusal)
    answer = Redirect(departure.url, status_code=303)
    cookie = cookie_of(BROWSER_COOKIE, departure.browser_token, settings, int(STEP_LASTS.total_seconds()), path=_PATH)
    # The browser comes back from another site, with which a strict cookie would not travel.
    answer.set_cookie(replace(cookie, samesite="lax"))
    return answer


@get("/return", roles=PUBLIC, allowance=LOGGING_IN, include_in_schema=False)
async def come_back_from_provider(
    request: StaffRequest,
    database: Database,
    sessions: Sessions,
    provider: Provider | None,
    settings: Settings,
    visitor: Visitor,
    now: datetime,
    sent_state: Annotated[str, QueryParameter(name="state")] = "",
    code: str = "",
    error: str = "",
) -> Response[None]:
    """Opens a session for whom the identity provider names, or tells why not on the log-in page."""
    if provider is None:
        raise Problem(404, "no_single_sign_on")
    brought = Return(sent_state, code, error, request.cookies.get(BROWSER_COOKIE, ""))
    arrival = Arrival(visitor, request.cookies.get(SESSION_COOKIE))
    try:
        opened, goal = await service.come_back(database, provider, brought, arrival, now)
    except SignOnRefused as refused:
        return _refused(refused.refusal)
    sessions.forget_token(request.auth or "")
    answer = Redirect(goal, status_code=303)
    answer.set_cookie(session_cookie(opened, settings))
    answer.set_cookie(cookie_of(BROWSER_COOKIE, "", settings, 0, path=_PATH))
    return answer


def _refused(refusal: Refusal) -> Response[None]:
    return Redirect(f"/login?{urlencode({'refused': refusal})}", status_code=303)


router = Router(_PATH, route_handlers=[leave_for_provider, come_back_from_provider], tags=["session"])
