"""Logging in at the city's identity provider: who comes in, who does not, and what must not be believed."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest
from identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, issuer_at, moment, provider
from joserfc.jwk import RSAKey
from litestar import Litestar

from factories import PASSWORD, Browser, Clock, answer, problem, rows
from running import Made, Time, settings_for, started
from sori.platform import embedded
from sori.platform import settings as platform_settings
from sori.platform.embedded import StateFolder
from sori.server import create_app

HERE = "http://sori.city.example"


def made(database_url: str, clock: Callable[[], datetime], issuer: str, **more: Any) -> Litestar:
    """The application with single sign-on at an issuer."""
    there = platform_settings.IdentityProvider(issuer, CLIENT_ID, CLIENT_SECRET, "Test City", **more)
    settings = replace(settings_for(database_url), public_url=HERE, identity_provider=there)
    return create_app(settings, clock=clock)


@asynccontextmanager
async def centre(database_url: str, clock: Clock, issuer: str, **more: Any) -> AsyncIterator[Any]:
    """An application of its own, started."""
    app = made(database_url, clock, issuer, **more)
    async with started(app):
        yield app


def browser_of(app: Any) -> Browser:
    return Browser(transport=httpx.ASGITransport(app), base_url=HERE, headers={"accept-language": "en"})


async def leaves(browser: Browser, to: str = "/desk") -> str:
    """Where the browser is sent to."""
    gone = await browser.get("/api/single-sign-on", params={"to": to})
    assert gone.status_code == 303, gone.text
    return gone.headers["location"]


async def comes_back(url: str) -> str:
    """What the provider sends the browser back with."""
    async with httpx.AsyncClient() as there:
        return (await there.get(url)).headers["location"]


async def signs_on(browser: Browser, to: str = "/desk") -> str:
    """Leaves, logs in there, comes back; gives the page that this leads to."""
    returned = await browser.get(await comes_back(await leaves(browser, to)))
    assert returned.status_code == 303, returned.text
    return str(returned.headers["location"])


async def linked(app: Any, email: str = "anna@city.example") -> None:
    """An administrator writes down by which address Anna is known."""
    async with browser_of(app) as administrator:
        await administrator.do("/api/session", login="administrator", password=PASSWORD)
        answer(await administrator.put("/api/staff/anna/identity", json={"email": email}))


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@pytest.fixture(scope="module")
def made_signing_on(postgres: StateFolder, listener: socket.socket) -> Made:
    """Where most tests sign on; each starts it anew, which is quicker than to make it."""
    time = Time()
    return made(embedded.url(postgres, "small_centre"), time, issuer_at(listener)), time


@pytest.fixture
async def there(clock: Clock, listener: socket.socket) -> AsyncIterator[IdentityProvider]:
    async with provider(clock, listener) as found:
        yield found


@pytest.fixture
async def app(
    database_url: str, clock: Clock, there: IdentityProvider, made_signing_on: Made
) -> AsyncIterator[Litestar]:
    found, time = made_signing_on
    time.clock = clock
    async with started(found):
        await linked(found)
        yield found


@pytest.fixture
async def browser(app: Any) -> AsyncIterator[Browser]:
    async with browser_of(app) as found:
        yield found


async def test_who_is_known_by_a_verified_address_comes_in_and_from_then_on_by_the_providers_own_id(
    app: Any, browser: Browser, there: IdentityProvider
) -> None:
    assert (await browser.read("/api/session/ways"))["single_sign_on"] == "Test City"
    assert await signs_on(browser, "/desk?contact=7") == "/desk?contact=7"
    me = await browser.read("/api/session")
    assert (me["login"], me["owes"]) == ("anna", [])
    account = await browser.read("/api/account")
    assert account["sessions"][0]["way"] == "single_sign_on"
    assert account["identity_linked"] is True
    there.person["email"] = "another@city.example"  # a marriage, a new domain
    async with browser_of(app) as again:
        assert await signs_on(again) == "/desk"
        assert (await again.read("/api/session"))["login"] == "anna"
    assert (there.discovered, there.keys_asked) == (1, 1)


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "1", "email": "stranger@city.example", "email_verified": True},
        {"sub": "2", "email": "anna@city.example", "email_verified": False},
        {"sub": "3", "email": "anna@city.example"},
        {"sub": "4", "email": "anna@city.example", "email_verified": "true"},
        {"sub": "5"},
    ],
)
async def test_nobody_else_comes_in_and_nobody_is_made(
    browser: Browser, there: IdentityProvider, database_url: str, person: dict[str, Any]
) -> None:
    before = await rows(database_url, "select count(*) from staff")
    there.person = person
    assert await signs_on(browser) == "/login?refused=unknown"
    assert (await browser.get("/api/session")).status_code == 401
    assert await rows(database_url, "select count(*) from staff") == before
    ((refused,),) = await rows(database_url, "select detail from audit where action = 'single_sign_on.unknown'")
    assert refused["email"] == (person["email"] if person.get("email_verified") is True else "")


async def test_whose_address_was_taken_by_one_id_is_not_given_to_another(
    app: Any, browser: Browser, there: IdentityProvider
) -> None:
    await signs_on(browser)
    there.person["sub"] = "78"  # somebody new got the address
    async with browser_of(app) as other:
        assert await signs_on(other) == "/login?refused=unknown"
        await linked(app)  # an administrator knows better
        assert await signs_on(other) == "/desk"


async def test_who_is_no_longer_active_does_not_come_in(
    browser: Browser, there: IdentityProvider, database_url: str
) -> None:
    await signs_on(browser)
    await rows(database_url, "update staff set active = false where login = 'anna'")
    assert await signs_on(browser) == "/login?refused=unknown"


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "of another log-in"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": [CLIENT_ID, "another client"]},
        {"azp": "another client"},
        {"iss": "https://evil.example"},
        {"exp": "expired"},
        {"exp": None},
        {"iat": "to come"},
        {"sub": None},
        {"sub": 77},
    ],
    ids=str,
)
async def test_a_token_that_is_not_for_us_and_now_is_not_believed(
    browser: Browser, there: IdentityProvider, clock: Clock, wrong: dict[str, Any]
) -> None:
    times = {"expired": moment(-61, clock), "to come": moment(61, clock)}
    there.wrong = {name: times.get(value, value) if isinstance(value, str) else value for name, value in wrong.items()}
    assert await signs_on(browser) == "/login?refused=failed"
    assert (await browser.get("/api/session")).status_code == 401


async def test_clocks_may_differ_by_a_minute(browser: Browser, there: IdentityProvider, clock: Clock) -> None:
    there.wrong = {"exp": moment(-30, clock), "iat": moment(30, clock)}
    assert await signs_on(browser) == "/desk"


async def test_a_token_signed_by_somebody_else_is_not_believed(browser: Browser, there: IdentityProvider) -> None:
    there.signed_by = RSAKey.generate_key(2048, {"kid": "1"})
    assert await signs_on(browser) == "/login?refused=failed"


async def test_a_key_that_the_provider_changed_is_asked_for(
    app: Any, browser: Browser, there: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signs_on(browser)
    there.key = RSAKey.generate_key(2048, {"kid": "2", "use": "sig"})
    assert await signs_on(browser) == "/login?refused=failed"  # asked a moment ago
    assert there.keys_asked == 1
    monkeypatch.setattr("sori.people.single_sign_on._ASKED_ANEW_EVERY_S", -1.0)
    assert await signs_on(browser) == "/desk"
    assert there.keys_asked == 2


async def test_a_way_back_leads_in_once_and_only_the_browser_that_left(app: Any, browser: Browser) -> None:
    way_back = await comes_back(await leaves(browser))
    async with browser_of(app) as other:
        assert (await other.get(way_back)).headers["location"] == "/login?refused=over"  # log-in planted on a victim
        await leaves(other)
        assert (await other.get(way_back)).headers["location"] == "/login?refused=over"
    assert (await browser.get(way_back)).headers["location"] == "/desk"
    assert (await browser.get(way_back)).headers["location"] == "/login?refused=over"  # shown again
    forged = await browser.get("/api/single-sign-on/return", params={"state": "guessed", "code": "x"})
    assert forged.headers["location"] == "/login?refused=over"
    assert (await browser.get("/api/single-sign-on/return")).headers["location"] == "/login?refused=over"


async def test_a_way_back_that_takes_too_long_leads_nowhere(browser: Browser, clock: Clock) -> None:
    way_back = await comes_back(await leaves(browser))
    clock.passes(600)
    assert (await browser.get(way_back)).headers["location"] == "/login?refused=over"


async def test_who_turns_round_at_the_provider_is_told(browser: Browser) -> None:
    state = parse_qs(urlsplit(await leaves(browser)).query)["state"][0]
    refused = await browser.get("/api/single-sign-on/return", params={"state": state, "error": "access_denied"})
    assert refused.headers["location"] == "/login?refused=cancelled"


async def test_while_the_provider_is_away_people_are_told_and_passwords_open(
    app: Any, browser: Browser, there: IdentityProvider
) -> None:
    way_back = await comes_back(await leaves(browser))
    there.fails = True
    assert (await browser.get(way_back)).headers["location"] == "/login?refused=away"
    assert (await browser.do("/api/session", login="anna", password=PASSWORD))["login"] == "anna"


async def test_a_provider_that_nobody_reaches_is_away(database_url: str, clock: Clock) -> None:
    async with centre(database_url, clock, "http://127.0.0.1:9") as app, browser_of(app) as browser:
        gone = await browser.get("/api/single-sign-on")
        assert (gone.status_code, gone.headers["location"]) == (303, "/login?refused=away")


async def test_a_provider_that_calls_itself_otherwise_is_not_believed(
    database_url: str, clock: Clock, there: IdentityProvider
) -> None:
    issuer, there.issuer = there.issuer, "https://evil.example"
    async with centre(database_url, clock, issuer) as app, browser_of(app) as browser:
        gone = await browser.get("/api/single-sign-on")
        assert gone.headers["location"] == "/login?refused=failed"


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "/api/session", "desk"])
async def test_coming_in_leads_to_pages_of_ours_only(browser: Browser, to: str) -> None:
    assert await signs_on(browser, to) == "/desk"


async def test_a_claim_narrows_roles_and_gives_none(database_url: str, clock: Clock, there: IdentityProvider) -> None:
    await rows(
        database_url,
        "insert into staff_role (staff_id, role) select id, 'team_leader' from staff where login = 'anna'",
    )
    roles_of = {"agents": ("counsellor",), "bosses": ("administrator", "manager")}
    more = {"roles_claim": "realm.groups", "roles_of": roles_of}
    async with centre(database_url, clock, there.issuer, **more) as app, browser_of(app) as browser:
        await linked(app)
        there.person["realm"] = {"groups": ["agents", "bosses", "unheard of"]}
        assert await signs_on(browser) == "/desk"
        assert (await browser.read("/api/session"))["roles"] == ["counsellor"]
        assert problem(await browser.get("/api/floor")) == (403, "not_allowed")
        assert problem(await browser.get("/api/audit")) == (403, "not_allowed")
        for groups in (["bosses"], [], "bosses", None, {"agents": 1}):
            there.person["realm"] = {"groups": groups}
            assert await signs_on(browser) == "/login?refused=without_role", groups
        await browser.do("/api/session", login="anna", password=PASSWORD)
        assert (await browser.read("/api/session"))["roles"] == ["counsellor", "team_leader"]


async def test_a_log_in_that_is_an_address_needs_nothing_written_down(
    database_url: str, clock: Clock, there: IdentityProvider
) -> None:
    await rows(database_url, "update staff set login = 'anna@city.example' where login = 'anna'")
    async with centre(database_url, clock, there.issuer) as app, browser_of(app) as browser:
        assert await signs_on(browser) == "/desk"
        assert (await browser.read("/api/session"))["login"] == "anna@city.example"


async def test_an_address_belongs_to_one_person(app: Any) -> None:
    async with browser_of(app) as administrator:
        await administrator.do("/api/session", login="administrator", password=PASSWORD)
        taken = await administrator.put("/api/staff/bora/identity", json={"email": "Anna@City.example"})
        assert problem(taken) == (409, "email_taken")
        none = await administrator.put("/api/staff/bora/identity", json={"email": "bora at city"})
        assert problem(none) == (422, "no_email")


async def test_without_a_provider_there_is_no_such_way(database_url: str, clock: Clock) -> None:
    app = create_app(settings_for(database_url), clock=clock)
    async with started(app), browser_of(app) as browser:
        assert (await browser.read("/api/session/ways"))["single_sign_on"] is None
        assert problem(await browser.get("/api/single-sign-on")) == (404, "no_single_sign_on")
        assert problem(await browser.get("/api/single-sign-on/return")) == (404, "no_single_sign_on")


async def test_a_provider_that_others_wrote_lets_somebody_in(database_url: str) -> None:
    now = Clock(datetime.now(UTC))
    person = oidc_provider_mock.User(sub="anna", claims={"email": "anna@city.example", "email_verified": True})
    with oidc_provider_mock.run_server_in_thread(user_claims=[person]) as server:
        issuer = f"http://localhost:{server.server_port}"
        async with centre(database_url, now, issuer) as app, browser_of(app) as browser:
            await linked(app)
            url = await leaves(browser)
            async with httpx.AsyncClient() as at_provider:
                said = await at_provider.post(url, data={"sub": "anna"})
            assert (await browser.get(said.headers["location"])).headers["location"] == "/desk"
            assert (await browser.read("/api/session"))["login"] == "anna"
