"""The second factor: setting it up, logging in with it, losing it, and roles that need it."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta

import httpx
import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import PASSWORD, Browser, Clock, answer, problem, rows
from running import People, settings_for, started
from sori.people import second_factor, service
from sori.people.second_factor import STEP_S, step_of
from sori.platform.seal import Seal
from sori.server import create_app

SECRET = base64.b32encode(b"12345678901234567890").decode()
"""The secret of the test values of RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_a_code_is_the_one_that_the_standard_computes(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert step_of(SECRET, code, now, 0) == seconds // STEP_S
    assert step_of(SECRET, code, now + timedelta(seconds=2 * STEP_S), 0) is None


@settings(deadline=None)
@given(
    seconds=st.integers(1_000_000_000, 2_000_000_000),
    off=st.integers(-4, 4),
    last=st.integers(-3, 3),
)
def test_a_code_is_taken_around_its_time_and_never_after_a_later_or_the_same_one(
    seconds: int, off: int, last: int
) -> None:
    here = seconds // STEP_S
    code = pyotp.TOTP(SECRET).generate_otp(here + off)
    taken = step_of(SECRET, code, datetime.fromtimestamp(seconds, UTC), here + last)
    assert taken == (here + off if abs(off) <= 1 and off > last else None)


@settings(deadline=None)
@given(st.text())
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    assert step_of(SECRET, second_factor.typed(typed), datetime.fromtimestamp(59, UTC), 10**9) is None


def test_a_secret_opens_only_where_it_was_closed_and_for_whom() -> None:
    seal = Seal("installation")
    closed = seal.close(SECRET, "staff 1")
    assert SECRET.encode() not in closed
    assert seal.open(closed, "staff 1") == SECRET
    assert seal.open(closed, "staff 2") is None
    assert Seal("another").open(closed, "staff 1") is None
    assert seal.open(closed[:-1], "staff 1") is None
    assert seal.open(b"", "staff 1") is None
    assert seal.mark("code", "staff 1") != seal.mark("code", "staff 2")


class Telephone:
    """An authenticator app."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._totp, self._clock = pyotp.TOTP(secret), clock

    def shows(self) -> str:
        return self._totp.at(self._clock())


async def set_up(browser: Browser, clock: Clock) -> tuple[Telephone, list[str]]:
    begun = await browser.do("/api/account/second-factor", password=PASSWORD)
    telephone = Telephone(begun["secret"], clock)
    codes = (await browser.do("/api/account/second-factor/confirm", code=telephone.shows()))["codes"]
    clock.passes(STEP_S)
    return telephone, codes


async def password(browser: Browser, login: str = "anna") -> httpx.Response:
    return await browser.post("/api/session", json={"login": login, "password": PASSWORD})


async def code(browser: Browser, typed: str) -> httpx.Response:
    return await browser.post("/api/session/code", json={"code": typed})


async def test_from_the_picture_to_a_log_in_in_two_steps(people: People, clock: Clock) -> None:
    desk = await people.staff("anna")
    begun = await desk.do("/api/account/second-factor", password=PASSWORD)
    read = pyotp.parse_uri(begun["address"])
    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.name, read.issuer) == (begun["secret"], "anna", "Sori Test City")
    assert begun["picture"].startswith("<svg")
    assert (await password(people.browser())).status_code == 200  # in force only with the first code
    confirm = await desk.post("/api/account/second-factor/confirm", json={"code": "000000"})
    assert problem(confirm) == (422, "wrong_first_code")
    telephone = Telephone(begun["secret"], clock)
    codes = (await desk.do("/api/account/second-factor/confirm", code=telephone.shows()))["codes"]
    assert len(codes) == len(set(codes)) == 10
    account = await desk.read("/api/account")
    assert account["second_factor"]["recovery_codes"] == 10

    browser = people.browser()
    first = await password(browser)
    assert first.status_code == 202
    assert first.json().keys() == {"expires_at"}
    assert "sori_session" not in browser.cookies
    assert problem(await browser.get("/api/session")) == (401, "not_logged_in")
    clock.passes(STEP_S)
    me = answer(await code(browser, telephone.shows()))
    assert me["login"] == "anna"
    assert await browser.read("/api/session") == me
    assert "sori_log_in" not in browser.cookies


async def test_a_code_is_taken_once_even_when_it_is_shown_twice_at_the_same_moment(
    people: People, clock: Clock
) -> None:
    telephone, _ = await set_up(await people.staff("anna"), clock)
    browsers = [people.browser() for _ in range(4)]
    for browser in browsers:
        assert (await password(browser)).status_code == 202
    shown = telephone.shows()
    statuses = [one.status_code for one in await asyncio.gather(*(code(browser, shown) for browser in browsers))]
    assert sorted(statuses) == [200, 401, 401, 401]
    clock.passes(STEP_S - 1)
    late = people.browser()
    await password(late)
    assert problem(await code(late, shown)) == (401, "wrong_code")
    clock.passes(STEP_S)
    assert (await code(late, telephone.shows())).status_code == 200


async def test_wrong_codes_are_told_alike_and_counted_with_wrong_passwords(
    people: People, clock: Clock, database_url: str
) -> None:
    telephone, codes = await set_up(await people.staff("anna"), clock)
    browser = people.browser()
    assert problem(await people.browser().post("/api/session", json={"login": "anna", "password": "x"}))[0] == 401
    await password(browser)
    told = []
    for typed in ("000000", "", "abcde-fghjk", "김" * 100):
        refused = await code(browser, typed)
        told.append({**refused.json(), "request_id": ""})
    assert told == [told[0]] * 4
    assert told[0]["type"] == "urn:sori:problem:wrong_code"
    assert problem(await code(browser, telephone.shows())) == (429, "too_many_log_ins")
    assert problem(await code(browser, codes[0])) == (429, "too_many_log_ins")
    assert problem(await password(people.browser())) == (429, "too_many_log_ins")
    # The right password alone forgets nothing of what was counted.
    assert await rows(database_url, "select count(*) from failed_log_in") == [(5,)]


async def test_a_log_in_waits_ten_minutes_for_its_code_and_in_its_own_browser(people: People, clock: Clock) -> None:
    telephone, _ = await set_up(await people.staff("anna"), clock)
    browser = people.browser()
    await password(browser)
    assert problem(await code(people.browser(), telephone.shows())) == (401, "log_in_over")
    clock.passes(600)
    assert problem(await code(browser, telephone.shows())) == (401, "log_in_over")


async def test_each_recovery_code_opens_once(people: People, clock: Clock, database_url: str) -> None:
    desk = await people.staff("anna")
    _, codes = await set_up(desk, clock)
    for typed, status in ((codes[0], 200), (codes[0], 401), (codes[1].replace("-", "").upper(), 200)):
        browser = people.browser()
        await password(browser)
        assert (await code(browser, f" {typed} ")).status_code == status
    account = await desk.read("/api/account")
    assert account["second_factor"]["recovery_codes"] == 8
    new = (await desk.do("/api/account/second-factor/recovery-codes", password=PASSWORD))["codes"]
    browser = people.browser()
    await password(browser)
    assert problem(await code(browser, codes[2])) == (401, "wrong_code")
    assert (await code(browser, new[2])).status_code == 200
    kept = str(await rows(database_url, "select * from recovery_code")) + str(
        await rows(database_url, "select * from second_factor")
    )
    assert not any(one in kept or one.replace("-", "") in kept for one in new)


async def test_only_who_knows_the_password_changes_the_second_factor(people: People, clock: Clock) -> None:
    desk = await people.staff("anna")
    await set_up(desk, clock)
    again = await desk.post("/api/account/second-factor", json={"password": PASSWORD})
    assert problem(again) == (409, "second_factor_there")
    for path in ("", "/recovery-codes", "/remove"):
        wrong = await desk.post(f"/api/account/second-factor{path}", json={"password": "wrong"})
        assert problem(wrong) == (403, "wrong_password"), path
    assert (await password(people.browser())).status_code == 202
    assert (await desk.post("/api/account/second-factor/remove", json={"password": PASSWORD})).status_code == 204
    assert (await password(people.browser())).status_code == 200


async def test_setting_it_up_ends_the_sessions_that_the_password_alone_opened(people: People, clock: Clock) -> None:
    elsewhere, desk = await people.staff("anna"), await people.staff("anna")
    await set_up(desk, clock)
    assert (await desk.get("/api/session")).status_code == 200
    assert (await elsewhere.get("/api/session")).status_code == 401


async def test_a_role_that_needs_it_does_nothing_before_it_is_there(people: People, clock: Clock) -> None:
    administrator, leader = await people.staff("administrator"), await people.staff("team_leader")
    assert (await leader.get("/api/floor")).status_code == 200
    answer(await administrator.put("/api/access/second-factor", json={"roles": ["team_leader"]}))
    assert (await administrator.read("/api/access"))["second_factor"] == ["team_leader"]
    assert problem(await leader.get("/api/floor")) == (403, "second_factor_owed")
    assert (await leader.read("/api/account"))["second_factor_needed"] is True
    fresh = await people.staff("team_leader")
    assert (await fresh.read("/api/session"))["owes"] == ["second_factor"]
    await set_up(fresh, clock)
    assert (await fresh.read("/api/session"))["owes"] == []
    assert (await fresh.get("/api/floor")).status_code == 200
    kept = await fresh.post("/api/account/second-factor/remove", json={"password": PASSWORD})
    assert problem(kept) == (409, "second_factor_needed")


async def test_an_administrator_takes_away_what_somebody_lost(people: People, clock: Clock, database_url: str) -> None:
    desk, administrator = await people.staff("anna"), await people.staff("administrator")
    await set_up(desk, clock)
    assert (await administrator.read("/api/staff/anna/access"))["second_factor"]["recovery_codes"] == 10
    assert (await administrator.delete("/api/staff/anna/second-factor")).status_code == 204
    assert (await desk.get("/api/session")).status_code == 401
    assert (await password(people.browser())).status_code == 200
    assert problem(await administrator.delete("/api/staff/anna/second-factor")) == (409, "no_second_factor")
    assert await rows(
        database_url, "select login from audit join staff on staff.id = staff_id where action = 'second_factor.reset'"
    ) == [("administrator",)]


async def test_after_the_installations_secret_is_lost_people_are_told_what_to_do(
    people: People, clock: Clock, database_url: str
) -> None:
    telephone, _ = await set_up(await people.staff("anna"), clock)
    other = create_app(settings_for(database_url), clock=clock)  # each has a secret of its own
    async with started(other), Browser(transport=httpx.ASGITransport(other), base_url="http://localhost") as browser:
        assert (await password(browser)).status_code == 202
        assert problem(await code(browser, telephone.shows())) == (409, "second_factor_unreadable")
    async with people.database.transaction() as transaction:
        await service.reset_second_factor(transaction, None, "anna", clock())
    assert (await password(people.browser())).status_code == 200
