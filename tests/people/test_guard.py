"""Who may come in: every route, with every role, without a log-in, and without the CSRF token."""

import re
from collections.abc import Iterator

import httpx
import pytest
from litestar import Litestar, get
from litestar.connection import ASGIConnection
from litestar.handlers import HTTPRouteHandler

from factories import problem, rows
from running import People, settings_for
from sori.people.http import PUBLIC, guard
from sori.people.model import ALL_ROLES, Role
from sori.platform.problem import Problem
from sori.server import create_app

STAFF_OF = {role: "anna" if role is Role.COUNSELLOR else role.value for role in ALL_ROLES}
BODIES: dict[str, dict[str, object]] = {
    "choose_state": {"state": "break"},
    "send_message": {"client_key": "0b7c2c5e-0000-4000-8000-000000000000", "body": "x", "attachment_ids": []},
    "mark_read": {"message_id": 1},
    "transfer_contact": {"note": "x", "queue_id": 1},
    "wrap_up_contact": {"topic_id": 1, "result": "answered"},
    "switch_simulation": {"on": False},
    "check_setup": {"edits": []},
    "change_setup": {"edits": []},
    "read_setup_file": {"text": ""},
    "switch_emergency": {"until": None},
    "set_password": {"password": "a-long-password"},
    "preview_move": {"staff_ids": [999], "skills": []},
    "move_people": {"staff_ids": [999], "skills": []},
    "give_rest": {"minutes": 10},
    "post_note": {"body": "x", "until": "2026-03-04T02:00:00Z"},
    "wrap_up_taken_contact": {"topic_id": 1, "result": "answered"},
    "put_second_factor_policy": {"roles": []},
    "put_identity": {"email": None},
    "send_whisper": {"client_key": "0b7c2c5e-0000-4000-8000-000000000001", "body": "x"},
}
QUERIES: dict[str, dict[str, str | int]] = {
    "get_contacts_behind": {"figure": "waiting"},
    "get_public_holidays": {"year": 2026, "country": "KR"},
}
PARTS = {"str": "nobody", "int": "999", "date": "2026-03-04", "uuid": "0b7c2c5e-0000-4000-8000-000000000000"}


def routes(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Every route of ours as method, path and handler."""
    for route in app.routes:
        if route.path.startswith("/schema"):
            continue
        for method, (handler, _) in route.route_handler_map.items():  # type: ignore[union-attr]
            if handler.handler_name.rsplit(".", 1)[-1] != "options_handler":
                yield method, route.path, handler


APP = create_app(settings_for("postgresql://"))
STAFF_ROUTES = [one for one in routes(APP) if one[2].opt.get("roles") != PUBLIC]


def name(handler: HTTPRouteHandler) -> str:
    return handler.handler_name.rsplit(".", 1)[-1]


async def call(browser: httpx.AsyncClient, method: str, path: str, handler: HTTPRouteHandler) -> httpx.Response:
    for kind, value in PARTS.items():
        path = re.sub(rf"{{\w+:{kind}}}", value, path)
    if name(handler) == "upload_attachment":
        return await browser.request(method, path, files={"file": ("a.txt", b"text")})
    query = QUERIES.get(name(handler), {})
    body = None if method in ("GET", "DELETE") else BODIES.get(name(handler), {})
    return await browser.request(method, path, params=query, json=body)


def test_every_route_names_its_roles() -> None:
    nameless = [(method, path) for method, path, handler in routes(APP) if not handler.opt.get("roles")]
    assert nameless == []
    assert len(STAFF_ROUTES) > 20


def test_citizens_meet_no_log_in_and_staff_meet_one_everywhere_else() -> None:
    public = {path for _, path, handler in routes(APP) if handler.opt.get("roles") == PUBLIC}
    logging_in = {"/api/session", "/api/session/ways", "/api/session/code", "/api/demo"}
    logging_in |= {"/api/single-sign-on", "/api/single-sign-on/return"}
    of_centres = {"/api/bulletins/feed"}  # another centre shows the token that it was given
    outside = {path for path in public if path.startswith("/api/")} - logging_in - of_centres
    citizens = r"/api/(chat|public|calls|case-links|places|report)(/|$)"
    assert {path for path in outside if not re.match(citizens, path)} == set()


def test_whatever_anybody_can_change_or_begin_is_limited() -> None:
    public = [(method, path, handler) for method, path, handler in routes(APP) if handler.opt["roles"] == PUBLIC]
    changing = [one for one in public if one[0] not in ("GET", "HEAD") or one[1].startswith("/api/single-sign-on")]
    changing += [one for one in public if one[1].startswith("/api/public/")]  # a search costs more than a page
    assert [f"{method} {path}" for method, path, handler in changing if "allowance" not in handler.opt] == []
    assert len(changing) > 15


async def test_every_staff_route_asks_for_a_log_in(people: People) -> None:
    nobody, forger = people.browser(), people.browser()
    forger.cookies.set("sori_session", "made-up")
    for route in STAFF_ROUTES:
        assert problem(await call(nobody, *route)) == (401, "not_logged_in"), route[:2]
        assert problem(await call(forger, *route)) == (401, "not_logged_in"), route[:2]


@pytest.mark.parametrize("role", ALL_ROLES)
async def test_a_role_enters_exactly_the_routes_that_name_it(people: People, role: Role) -> None:
    browser = await people.staff(STAFF_OF[role])
    for method, path, handler in STAFF_ROUTES:
        if path.endswith("/stream"):
            if role not in handler.opt["roles"]:
                assert problem(await browser.get(path)) == (403, "not_allowed"), path
            continue  # whom a stream lets in is tried with the streams: over this transport it would never end
        if name(handler) == "log_out":
            continue  # last, below
        response = await call(browser, method, path, handler)
        if role not in handler.opt["roles"]:
            assert problem(response) == (403, "not_allowed"), f"{method} {path} lets {role} in"
        elif response.status_code == 403:
            assert problem(response) == (403, "contact_of_another"), f"{method} {path} refuses {role}"
        else:
            assert response.status_code < 500, f"{method} {path}: {response.text}"
            assert response.status_code != 401, f"{method} {path} does not know {role}"
    assert (await browser.delete("/api/session")).status_code == 204


@pytest.mark.parametrize("owed", ["password", "second_factor"])
async def test_who_owes_something_reaches_their_account_and_nothing_else(
    people: People, database_url: str, owed: str
) -> None:
    browser = await people.staff("administrator")
    if owed == "password":
        await rows(database_url, "update staff set password_must_change = true where login = 'administrator'")
    else:
        await rows(database_url, "insert into second_factor_policy values ('administrator')")
    for method, path, handler in STAFF_ROUTES:
        if name(handler) == "log_out" or Role.ADMINISTRATOR not in handler.opt["roles"]:
            continue
        response = await call(browser, method, path, handler)
        if handler.opt.get("while_owing"):
            assert response.status_code not in (401, 403), f"{method} {path}: {response.text}"
        else:
            code = "password_change_owed" if owed == "password" else "second_factor_owed"
            assert problem(response) == (403, code), f"{method} {path}"
    assert (await browser.read("/api/session"))["owes"] == [owed]


async def test_a_handler_that_names_no_roles_is_refused_to_everybody() -> None:
    @get("/forgotten")
    async def forgotten() -> None: ...

    class Boss:
        def has_any(self, *roles: Role) -> bool:
            return True

    nobody = ASGIConnection({"type": "http", "user": None})  # type: ignore[arg-type,typeddict-item,var-annotated]
    with pytest.raises(Problem) as refused:
        await guard(nobody, forgotten)
    assert refused.value.status == 401
    boss = ASGIConnection({"type": "http", "user": Boss()})  # type: ignore[arg-type,typeddict-item,var-annotated]
    with pytest.raises(Problem) as refused:
        await guard(boss, forgotten)
    assert refused.value.status == 403


CHANGING = [
    (method, path)
    for method, path, _ in routes(APP)
    # Open311 knows who asks by a key in the request, which no other site's page has, and by no cookie.
    if method not in ("GET", "HEAD") and not path.startswith("/open311/")
]


async def test_whatever_changes_something_needs_the_csrf_token(people: People) -> None:
    browser = await people.staff("anna")
    await browser.get("/api/demo")
    for method, route in CHANGING:
        path = re.sub(r"{\w+:\w+}", "1", re.sub(r"{\w+:(uuid|date)}", lambda kind: PARTS[kind[1]], route))
        for headers in ({"x-csrf-token": ""}, {"x-csrf-token": "forged"}):
            response = await browser.request(method, path, json={}, headers=headers)
            assert problem(response)[0] == 403, route


async def test_the_csrf_cookie_comes_with_any_page_and_scripts_of_ours_can_read_it(people: People) -> None:
    for path in ("/api/demo", "/api/chat/menu", "/health"):
        cookies = (await people.browser().get(path)).headers.get_list("set-cookie")
        assert [cookie for cookie in cookies if cookie.startswith("sori_csrf=") and "HttpOnly" not in cookie], path
