"""Logging in and out: what is told, what is kept, and how guessing is slowed down."""

import asyncio
import hashlib
from dataclasses import replace

import httpx
import pytest

from factories import PASSWORD, Browser, Clock, answer, problem, rows, until
from running import People, settings_for, started
from sori.people import service
from sori.people.model import ALL_ROLES, Role, StaffSetup
from sori.platform.problem import Problem
from sori.server import create_app


async def log_in(people: People, login: str = "anna", password: str = PASSWORD) -> httpx.Response:
    return await people.browser().post("/api/session", json={"login": login, "password": password})


async def test_a_member_of_staff_who_logs_in_is_told_who_they_are(people: People) -> None:
    browser = people.browser()
    me = await browser.do("/api/session", login="anna", password=PASSWORD)
    assert me["login"] == "anna"
    assert me["roles"] == ["counsellor"]
    assert me["chat_capacity"] == 2
    assert [(skill["code"], skill["level"]) for skill in me["skills"]] == [("general", 2), ("water", 2)]
    assert await browser.read("/api/session") == me


async def test_case_and_spaces_around_a_log_in_do_not_matter(people: People) -> None:
    assert answer(await log_in(people, "  ANNA "))["login"] == "anna"


async def test_an_unknown_log_in_and_a_wrong_password_are_refused_with_the_same_text(people: People) -> None:
    wrong = await log_in(people, password="not the password")
    unknown = await log_in(people, login="nobody")
    assert problem(wrong) == problem(unknown) == (401, "wrong_log_in")
    assert {**wrong.json(), "request_id": None} == {**unknown.json(), "request_id": None}
    assert "sori_session" not in wrong.cookies


@pytest.mark.parametrize("login", ["anna", "nobody"])
async def test_after_five_failures_a_log_in_must_wait_a_quarter_of_an_hour(
    people: People, clock: Clock, login: str
) -> None:
    for _ in range(5):
        assert problem(await log_in(people, login, "wrong")) == (401, "wrong_log_in")
        clock.passes(1)
    assert problem(await log_in(people, login, PASSWORD)) == (429, "too_many_log_ins")
    assert (await log_in(people, "bora")).status_code == 200  # nobody else is kept waiting
    clock.passes(15 * 60)
    assert (await log_in(people, login, PASSWORD)).status_code == (200 if login == "anna" else 401)


async def test_a_good_log_in_forgets_the_failures_before_it(people: People, database_url: str) -> None:
    for _ in range(4):
        await log_in(people, password="wrong")
    assert (await log_in(people)).status_code == 200
    assert await rows(database_url, "select login from failed_log_in") == []


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(people: People) -> None:
    cookie = (await log_in(people)).headers["set-cookie"].lower()
    assert cookie.startswith("sori_session=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "max-age=43200" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie


async def test_with_secure_cookies_no_cookie_travels_in_the_clear(database_url: str, clock: Clock) -> None:
    app = create_app(replace(settings_for(database_url), secure_cookies=True), clock=clock)
    async with (
        started(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://localhost") as browser,
    ):
        token = (await browser.get("/api/demo")).cookies["sori_csrf"]
        response = await browser.post(
            "/api/session", json={"login": "anna", "password": PASSWORD}, headers={"x-csrf-token": token}
        )
        contact = await browser.post(
            "/api/chat/contacts",
            json={"menu_key": "3", "language": "ko", "request_key": "6c3f7b1e-8a5d-4a57-a4b9-9c2f6f1b2c3d"},
            headers={"x-csrf-token": token},
        )
    for given in (*response.headers.get_list("set-cookie"), *contact.headers.get_list("set-cookie")):
        assert "secure" in given.lower()


async def test_only_a_hash_of_the_session_is_kept(people: People, database_url: str) -> None:
    token = (await log_in(people)).cookies["sori_session"]
    assert await rows(database_url, "select token_hash from staff_session") == [
        (hashlib.sha256(token.encode()).digest(),)
    ]
    ((kept,),) = await rows(database_url, "select password_hash from staff where login = 'anna'")
    assert kept.startswith("$argon2id$")


async def test_logging_out_ends_the_session_even_for_a_stolen_cookie(people: People) -> None:
    browser = people.browser()
    await browser.do("/api/session", login="anna", password=PASSWORD)
    stolen = browser.cookies["sori_session"]
    assert (await browser.delete("/api/session")).status_code == 204
    assert "sori_session" not in browser.cookies
    browser.cookies.set("sori_session", stolen)
    assert problem(await browser.get("/api/session")) == (401, "not_logged_in")


async def test_a_log_out_in_one_process_is_known_in_another_at_once(people: People, database_url: str) -> None:
    other_app = create_app(settings_for(database_url), clock=people.clock)
    async with started(other_app):
        browser = people.browser()
        await browser.do("/api/session", login="anna", password=PASSWORD)
        elsewhere = Browser(transport=httpx.ASGITransport(other_app), base_url="http://localhost")
        elsewhere.cookies.set("sori_session", browser.cookies["sori_session"])
        assert (await elsewhere.get("/api/session")).status_code == 200
        await browser.delete("/api/session")

        async def is_out() -> bool:
            return (await elsewhere.get("/api/session")).status_code == 401

        await until(is_out, 0.9)  # sooner than the look at all sessions each second would find it
        await elsewhere.aclose()


async def test_a_session_ends_after_twelve_hours(people: People, clock: Clock) -> None:
    browser = people.browser()
    await browser.do("/api/session", login="anna", password=PASSWORD)
    clock.passes(12 * 3600 - 1)
    assert (await browser.get("/api/session")).status_code == 200
    clock.passes(1)
    assert (await browser.get("/api/session")).status_code == 401


async def test_somebody_who_is_no_longer_active_can_neither_log_in_nor_go_on(people: People, database_url: str) -> None:
    browser = await people.staff("anna")
    assert (await browser.get("/api/desk")).status_code == 200
    await rows(database_url, "update staff set active = false where login = 'anna'")

    async def is_out() -> bool:
        return (await browser.get("/api/desk")).status_code == 401

    await until(is_out, 3)  # what nobody announces is found out within a second or so
    assert problem(await log_in(people)) == (401, "wrong_log_in")


async def test_logging_in_and_out_is_written_to_the_audit_log(people: People, database_url: str) -> None:
    browser = people.browser()
    await browser.do("/api/session", login="anna", password=PASSWORD)
    await browser.delete("/api/session")
    assert await rows(
        database_url, "select action, login from audit join staff on staff.id = staff_id order by audit.id"
    ) == [("session.opened", "anna"), ("session.closed", "anna")]


async def test_a_new_password_needs_ten_characters(people: People, clock: Clock) -> None:
    newcomer = StaffSetup("New", [Role.OFFICER])
    async with people.database.transaction() as transaction:
        await service.put_staff(transaction, "new", newcomer, clock())
    assert problem(await log_in(people, "new", "")) == (401, "wrong_log_in")
    with pytest.raises(Problem, match="password_too_short"):
        async with people.database.transaction() as transaction:
            await service.set_password(transaction, None, "new", "short", clock())
    async with people.database.transaction() as transaction:
        await service.set_password(transaction, None, "new", "long enough", clock())
    assert answer(await log_in(people, "new", "long enough"))["roles"] == ["officer"]


async def test_guessing_at_once_is_counted_like_guessing_one_by_one(people: People) -> None:
    browsers = [people.browser() for _ in range(8)]
    for browser in browsers:
        await browser.get("/api/demo")
    await asyncio.gather(
        *(browser.post("/api/session", json={"login": "anna", "password": "wrong"}) for browser in browsers)
    )
    assert problem(await log_in(people)) == (429, "too_many_log_ins")


async def test_no_log_in_that_somebody_types_is_a_fault_of_ours(people: People) -> None:
    for login in ("a\0b", "'; drop table staff; --", "김" * 300, ""):
        assert problem(await log_in(people, login)) == (401, "wrong_log_in"), login


async def test_the_demo_has_a_log_in_for_each_role(people: People) -> None:
    demo = await people.browser().read("/api/demo")
    assert {log_in["role"] for log_in in demo["logins"]} == set(ALL_ROLES)
