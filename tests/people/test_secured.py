"""What every answer tells a browser for its safety: pages, files, answers of the API, refusals."""

import re
from dataclasses import replace

import httpx
import pytest
from test_guard import APP, call, name, routes

from factories import Browser, Clock
from running import People, settings_for, started
from sori.people.http import PUBLIC
from sori.server import create_app

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def check(response: httpx.Response, what: str) -> None:
    headers = response.headers
    for header, value in ALWAYS.items():
        assert headers.get_list(header) == [value], f"{what}: {header}"
    (policy,) = headers.get_list("content-security-policy")
    assert "frame-ancestors 'none'" in policy, what
    assert "unsafe" not in policy, what
    assert "camera=()" in headers["permissions-policy"], what
    assert "strict-transport-security" not in headers, what
    if headers.get("content-type", "").startswith(("application/json", "application/problem+json")):
        assert policy.startswith("default-src 'none'"), what


async def test_every_route_answers_with_them_whoever_asks(people: People) -> None:
    for browser in (people.browser(), await people.staff("administrator")):
        for method, path, handler in routes(APP):
            if path.endswith("/stream") or name(handler) == "log_out" or path.startswith(("/assets", "/staff-assets")):
                continue
            check(await call(browser, method, re.sub(r"{rest:path}", "x", path), handler), f"{method} {path}")


async def test_refusals_before_any_route_have_them_too(people: People) -> None:
    browser = people.browser()
    check(await browser.get("/nowhere"), "no such page")
    check(await browser.put("/api/chat/menu"), "wrong method")
    check(await browser.post("/api/session", content=b"{", headers={"content-type": "application/json"}), "no JSON")
    check(await browser.post("/api/session", json={}, headers={"x-csrf-token": "forged"}), "forged token")
    check(await browser.post("/api/session", content=b"x" * 200_000), "too large")
    check(await browser.get("/schema/openapi.json"), "the schema")


async def test_a_page_allows_its_own_scripts_and_styles_and_no_others(people: People) -> None:
    for path in ("/", "/desk", "/admin/audit", "/account", "/login"):
        page = await people.browser().get(path)
        if page.status_code == 503:
            pytest.skip("the pages are not built")
        check(page, path)
        policy = page.headers["content-security-policy"]
        (nonce,) = re.findall(r'<meta name="style-nonce" content="([\w-]{20,})">', page.text)
        assert f"style-src 'self' 'nonce-{nonce}'" in policy
        assert "default-src 'self'" in policy
        assert "script-src" not in policy  # so what holds for all holds for scripts
        assert re.findall(r"<script(?![^>]*\bsrc=)", page.text) == []
        assert re.findall(r"\son\w+=|<style|style=", page.text) == []
        assert nonce not in (await people.browser().get(path)).text


async def test_behind_https_browsers_are_told_to_stay_there(database_url: str, clock: Clock) -> None:
    app = create_app(replace(settings_for(database_url), secure_cookies=True), clock=clock)
    async with started(app), Browser(transport=httpx.ASGITransport(app), base_url="https://localhost") as browser:
        for path in ("/health", "/api/session", "/nowhere"):
            told = (await browser.get(path)).headers["strict-transport-security"]
            assert told == "max-age=31536000", path


async def test_logging_somebody_in_from_another_site_is_refused(people: People) -> None:
    browser = people.browser()
    await browser.get("/api/demo")
    form = {"login": "anna", "password": "a-long-password"}
    for headers in ({"x-csrf-token": ""}, {"x-csrf-token": "guessed", "origin": "https://evil.example"}):
        response = await browser.post("/api/session", data=form, headers=headers)
        assert response.status_code == 403
        assert "sori_session" not in response.cookies


def test_the_public_routes_are_the_ones_that_need_no_log_in() -> None:
    public = [path for _, path, handler in routes(APP) if handler.opt["roles"] == PUBLIC and path.startswith("/api/")]
    known = r"/api/(chat|public|calls|case-links|places|report(/|$)|session|single-sign-on|demo|bulletins/feed$)"
    assert [path for path in public if not re.match(known, path)] == []
