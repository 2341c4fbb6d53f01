"""Citizens are known by a device token that only their browser has."""

import hashlib

from factories import Clock, rows
from running import People


async def test_a_device_is_remembered_over_contacts_and_days(people: People, clock: Clock, database_url: str) -> None:
    citizen = people.citizen()
    await citizen.opens()
    token = citizen.browser.cookies["sori_device"]
    await citizen.leaves()
    clock.passes(7 * 24 * 3600)
    await citizen.opens()
    assert citizen.browser.cookies["sori_device"] == token
    assert await rows(database_url, "select count(*), count(distinct citizen_id) from contact") == [(2, 1)]
    assert await rows(database_url, "select token_hash from citizen_device") == [
        (hashlib.sha256(token.encode()).digest(),)
    ]
    assert await rows(database_url, "select last_seen_at from citizen_device") == [(clock(),)]


async def test_two_devices_are_two_citizens(people: People, database_url: str) -> None:
    await people.citizen().opens()
    await people.citizen().opens()
    assert await rows(database_url, "select count(distinct citizen_id) from contact") == [(2,)]


async def test_the_device_cookie_is_out_of_reach_of_scripts(people: People) -> None:
    citizen = people.citizen()
    body = {"menu_key": "3", "language": "ko", "request_key": "0b7c2c5e-0000-4000-8000-000000000001"}
    menu = await citizen.browser.get("/api/chat/menu")
    opened = await citizen.browser.post("/api/chat/contacts", json=body)
    given = [*menu.headers.get_list("set-cookie"), *opened.headers.get_list("set-cookie")]
    cookies = [cookie.lower() for cookie in given if cookie.startswith("sori_device=")]
    assert cookies
    for cookie in cookies:
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "max-age=31536000" in cookie


async def test_a_device_that_cleared_its_cookies_sees_nothing_of_before(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    citizen.browser.cookies.clear()
    assert (await citizen.browser.get("/api/chat/conversation")).status_code == 404
