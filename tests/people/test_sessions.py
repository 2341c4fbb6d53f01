"""Sessions: seen, ended, idle, replaced; one's own and, for administrators, anybody's."""

import httpx

from factories import PASSWORD, Browser, Clock, Stream, answer, problem, rows, until
from running import People, settings_for, started
from sori.server import create_app


async def sessions(browser: Browser, path: str = "/api/account") -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await browser.read(path))["sessions"]
    return found


async def test_somebody_sees_where_they_are_logged_in(people: People, clock: Clock) -> None:
    browser = people.browser()
    browser.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    await people.staff("anna", stays_open=False)
    clock.passes(60)
    await browser.do("/api/session", login="anna", password=PASSWORD)
    here, there = await sessions(browser)
    assert (here["this_one"], there["this_one"]) == (True, False)
    assert here["way"] == "password"
    assert here["address"] == "127.0.0.1"
    assert "Firefox/140" in str(here["browser"])
    assert here["since"] == "2026-03-04T01:01:00Z"
    assert await sessions(await people.staff("bora")) != []
    assert len(await sessions(browser)) == 2  # nobody else's


async def test_ending_one_session_ends_that_one(people: People) -> None:
    desk, other, third = [await people.staff("anna") for _ in range(3)]
    (their,) = [one for one in await sessions(other) if one["this_one"]]
    assert (await desk.delete(f"/api/account/sessions/{their['id']}")).status_code == 204
    assert (await other.get("/api/session")).status_code == 401
    assert (await third.get("/api/session")).status_code == 200
    assert problem(await desk.delete(f"/api/account/sessions/{their['id']}")) == (404, "no_session")
    assert (await desk.delete("/api/account/sessions")).status_code == 204
    assert (await third.get("/api/session")).status_code == 401
    assert [one["this_one"] for one in await sessions(desk)] == [True]


async def test_nobody_ends_anothers_session_but_an_administrator(people: People, database_url: str) -> None:
    anna, bora = await people.staff("anna"), await people.staff("bora")
    (theirs,) = await sessions(bora)
    assert problem(await anna.delete(f"/api/account/sessions/{theirs['id']}")) == (404, "no_session")
    assert problem(await anna.delete(f"/api/staff/bora/sessions/{theirs['id']}")) == (403, "not_allowed")
    administrator = await people.staff("administrator")
    (seen,) = await sessions(administrator, "/api/staff/bora/access")
    assert seen["id"] == theirs["id"]
    assert problem(await administrator.delete(f"/api/staff/anna/sessions/{theirs['id']}")) == (404, "no_session")
    assert (await administrator.delete(f"/api/staff/bora/sessions/{theirs['id']}")).status_code == 204
    assert (await bora.get("/api/session")).status_code == 401
    assert (await administrator.delete("/api/staff/anna/sessions")).status_code == 204
    assert (await anna.get("/api/session")).status_code == 401
    revoked = """select staff.login from audit join staff on staff.id = (about ->> 'staff')::bigint
                 where action = %s order by audit.id"""
    assert await rows(database_url, revoked, ("session.revoked",)) == [("bora",), ("anna",)]
    assert problem(await administrator.get("/api/staff/nobody/access")) == (404, "no_staff")


async def test_an_ended_session_is_over_in_every_process_at_once(people: People, database_url: str) -> None:
    other_app = create_app(settings_for(database_url), clock=people.clock)
    async with started(other_app):
        browser = await people.staff("anna")
        elsewhere = Browser(transport=httpx.ASGITransport(other_app), base_url="http://localhost")
        elsewhere.cookies.set("sori_session", browser.cookies["sori_session"])
        assert (await elsewhere.get("/api/session")).status_code == 200
        await (await people.staff("administrator")).delete("/api/staff/anna/sessions")

        async def is_out() -> bool:
            return (await elsewhere.get("/api/session")).status_code == 401

        await until(is_out)
        await elsewhere.aclose()


async def test_the_streams_of_an_ended_session_end(live_people: People) -> None:
    anna, leader = await live_people.staff("anna"), await live_people.staff("team_leader")
    async with Stream(anna, "/api/desk/stream") as desk, Stream(leader, "/api/floor/stream") as floor:
        administrator = await live_people.staff("administrator")
        await administrator.delete("/api/staff/anna/sessions")
        await administrator.delete("/api/staff/team_leader/sessions")
        await until(desk.is_over)
        await until(floor.is_over)


async def test_a_session_that_nobody_uses_ends_after_an_hour(people: People, clock: Clock) -> None:
    browser = await people.staff("anna", stays_open=False)
    clock.passes(3599)
    assert (await browser.get("/api/session")).status_code == 200
    clock.passes(3599)
    assert (await browser.get("/api/session")).status_code == 200
    clock.passes(3600)
    assert problem(await browser.get("/api/session")) == (401, "not_logged_in")
    await people.browser().do("/api/session", login="anna", password=PASSWORD)
    administrator = await people.staff("administrator")
    assert len(await sessions(administrator, "/api/staff/anna/access")) == 1


async def test_a_change_of_somebodys_rights_does_not_make_their_session_look_idle(people: People, clock: Clock) -> None:
    browser = await people.staff("anna", stays_open=False)
    clock.passes(3599)
    assert (await browser.get("/api/session")).status_code == 200
    administrator = await people.staff("administrator")
    assert (await administrator.put("/api/access/second-factor", json={"roles": []})).status_code == 200
    clock.passes(3599)
    assert (await browser.get("/api/session")).status_code == 200


async def test_what_one_process_saw_of_a_session_is_known_to_the_others(
    people: People, clock: Clock, database_url: str
) -> None:
    browser = await people.staff("anna", stays_open=False)
    await browser.get("/api/session")
    clock.passes(1800)
    await browser.get("/api/session")

    async def is_written() -> bool:
        return await rows(database_url, "select last_seen_at from staff_session") == [(clock(),)]

    await until(is_written)
    clock.passes(1801)
    other_app = create_app(settings_for(database_url), clock=clock)
    async with started(other_app), Browser(transport=httpx.ASGITransport(other_app), base_url="http://x") as elsewhere:
        elsewhere.cookies.set("sori_session", browser.cookies["sori_session"])
        assert (await elsewhere.get("/api/session")).status_code == 200


async def test_logging_in_replaces_the_session_that_the_browser_had(people: People, database_url: str) -> None:
    browser = people.browser()
    browser.cookies.set("sori_session", "planted by somebody", domain="localhost.local")
    await browser.do("/api/session", login="anna", password=PASSWORD)
    first = browser.cookies["sori_session"]
    assert first != "planted by somebody"
    answer(await browser.post("/api/session", json={"login": "bora", "password": PASSWORD}))
    stolen = people.browser()
    stolen.cookies.set("sori_session", first)
    assert (await stolen.get("/api/session")).status_code == 401
    assert await rows(database_url, "select login from staff_session join staff on staff.id = staff_id") == [("bora",)]
