"""What is refused for coming too often, over HTTP: by address and browser, with a trusted proxy and without."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest

from factories import PASSWORD, Browser, Clock, problem, rows
from running import settings_for, started
from sori.platform.settings import from_environment
from sori.server import create_app

SOMEWHERE = "203.0.113.9"


class Street:
    """Browsers at addresses of their own in front of one application."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.opened: list[Browser] = []

    def browser(self, address: str = SOMEWHERE, **headers: str) -> Browser:
        told = {"accept-language": "en", **headers}
        transport = httpx.ASGITransport(self._app, client=(address, 50_000))
        browser = Browser(transport=transport, base_url="http://localhost", headers=told)
        self.opened.append(browser)
        return browser


@asynccontextmanager
async def street(database_url: str, clock: Clock, **settings: Any) -> AsyncIterator[Street]:
    app = create_app(replace(settings_for(database_url), **settings), clock=clock)
    async with started(app):
        there = Street(app)
        yield there
        for browser in there.opened:
            await browser.aclose()


async def opens(browser: Browser) -> httpx.Response:
    contact = {"menu_key": "3", "language": "ko", "request_key": str(uuid4())}
    return await browser.post("/api/chat/contacts", json=contact)


async def test_a_browser_that_opens_contact_after_contact_is_told_when_to_come_again(
    database_url: str, clock: Clock
) -> None:
    async with street(database_url, clock) as there:
        browser = there.browser()
        assert (await opens(browser)).status_code == 201
        for _ in range(10):
            assert (await opens(browser)).status_code == 201  # the one that it has
        last = await opens(browser)
        assert problem(last) == (429, "too_many_requests")
        assert last.headers["retry-after"] == "6"
        clock.passes(6)
        assert (await opens(browser)).status_code == 201
        assert problem(await opens(browser)) == (429, "too_many_requests")
        assert (await opens(there.browser())).status_code == 201  # the neighbour behind the same address


async def test_one_address_is_a_crowd_but_not_an_endless_one(database_url: str, clock: Clock) -> None:
    async with street(database_url, clock) as there:
        browser = there.browser()
        for _ in range(300):
            wrong = await browser.post("/api/session", json={"login": "nobody", "password": ""})
            if wrong.status_code == 429:
                break
        assert problem(wrong) == (429, "too_many_log_ins")


async def test_who_looks_up_knowledge_without_end_is_told_when_to_come_again(database_url: str, clock: Clock) -> None:
    async with street(database_url, clock) as there:
        anna = there.browser()
        await anna.post("/api/session", json={"login": "anna", "password": PASSWORD})
        for path in ("/api/knowledge/search?q=", "/api/knowledge/suggestions?q=", "/api/contacts/1/help") * 40:
            assert (await anna.get(path)).status_code in (404, 422)
        assert problem(await anna.get("/api/knowledge/search?q=")) == (429, "too_many_requests")
        clock.passes(1)
        assert (await anna.get("/api/knowledge/search?q=")).status_code == 422


async def test_guessing_many_log_ins_from_one_address_is_stopped_for_that_address_only(
    database_url: str, clock: Clock
) -> None:
    async with street(database_url, clock) as there:
        browser = there.browser()
        # A hundred wrong passwords take a while to hash: all but one are put there by hand.
        await rows(
            database_url,
            """insert into failed_log_in (login, address, at)
               select 'guess-' || n, %s, %s from generate_series(1, 99) as n""",
            (SOMEWHERE, clock()),
        )
        guess = {"login": "guess-100", "password": "x"}
        assert problem(await browser.post("/api/session", json=guess)) == (401, "wrong_log_in")
        right = {"login": "anna", "password": PASSWORD}
        assert problem(await browser.post("/api/session", json=right)) == (429, "too_many_log_ins_here")
        assert (await there.browser("198.51.100.1").post("/api/session", json=right)).status_code == 200
        assert (await there.browser("127.0.0.1").post("/api/session", json=right)).status_code == 200
        clock.passes(15 * 60 + 1)
        assert (await browser.post("/api/session", json=right)).status_code == 200


async def test_loopback_and_listed_networks_open_as_many_as_they_like(database_url: str, clock: Clock) -> None:
    async with street(database_url, clock, unlimited="127.0.0.0/8,10.1.0.0/16") as there:
        for address in ("127.0.0.1", "10.1.2.3"):
            browser = there.browser(address)
            assert {(await opens(browser)).status_code for _ in range(15)} == {201}
        browser = there.browser("10.2.0.1")
        assert 429 in {(await opens(browser)).status_code for _ in range(15)}


async def test_only_a_trusted_proxy_tells_where_somebody_comes_from(database_url: str, clock: Clock) -> None:
    right = {"login": "anna", "password": PASSWORD}
    async with street(database_url, clock, trusted_proxies="10.0.0.0/8") as there:
        through = there.browser("10.0.0.1", **{"x-forwarded-for": "198.51.100.4"})
        liar = there.browser("203.0.113.66", **{"x-forwarded-for": "127.0.0.1"})
        double = there.browser("10.0.0.1", **{"x-forwarded-for": "127.0.0.1, 203.0.113.77"})
        for browser in (through, liar, double):
            assert (await browser.post("/api/session", json=right)).status_code == 200
        account = await there.browser().get("/api/account")
        assert account.status_code == 401
        seen = {one["address"] for one in (await through.read("/api/account"))["sessions"]}
        assert seen == {"198.51.100.4", "203.0.113.66", "203.0.113.77"}


async def test_without_a_trusted_proxy_a_forwarded_address_is_not_believed(database_url: str, clock: Clock) -> None:
    async with street(database_url, clock) as there:
        browser = there.browser("127.0.0.1", **{"x-forwarded-for": "198.51.100.4"})
        await browser.post("/api/session", json={"login": "anna", "password": PASSWORD})
        assert {one["address"] for one in (await browser.read("/api/account"))["sessions"]} == {"127.0.0.1"}


def test_a_setting_that_can_not_be_read_stops_the_start_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://")
    monkeypatch.setenv("SORI_SECRET", "secret")
    monkeypatch.setenv("SORI_TRUSTED_PROXIES", "the proxy")
    with pytest.raises(SystemExit, match="SORI_TRUSTED_PROXIES"):
        from_environment()
    monkeypatch.delenv("SORI_TRUSTED_PROXIES")
    monkeypatch.setenv("SORI_OIDC_ISSUER", "https://id.city.example")
    with pytest.raises(SystemExit, match="SORI_PUBLIC_URL"):
        from_environment()
    monkeypatch.setenv("SORI_PUBLIC_URL", "https://sori.city.example/")
    monkeypatch.setenv("SORI_OIDC_CLIENT_ID", "sori")
    monkeypatch.setenv("SORI_OIDC_CLIENT_SECRET", "secret")
    monkeypatch.setenv("SORI_OIDC_ROLES", "agents")
    with pytest.raises(SystemExit, match="SORI_OIDC_ROLES"):
        from_environment()
    monkeypatch.setenv("SORI_OIDC_ROLES", "agents=counsellor, leads=counsellor+team_leader")
    settings = from_environment()
    assert settings.public_url == "https://sori.city.example"
    assert settings.identity_provider is not None
    assert settings.identity_provider.roles_of == {"agents": ("counsellor",), "leads": ("counsellor", "team_leader")}
