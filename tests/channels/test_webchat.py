"""The web chat's own rules: who may call themselves simulated, and on which channel."""

from uuid import uuid4

import pytest

from factories import SIMULATOR_KEY, answer, problem, rows
from running import People


def opening(**more: str) -> dict[str, str]:
    return {"menu_key": "3", "language": "ko", "request_key": str(uuid4()), **more}


async def test_a_browser_comes_by_the_web_only(people: People, database_url: str) -> None:
    refused = await people.browser().post("/api/chat/contacts", json=opening(channel="phone"))
    assert problem(refused) == (403, "channel_not_allowed")
    await people.citizen().opens()
    assert await rows(database_url, "select channel, medium, simulated from contact") == [("web", "chat", False)]


@pytest.mark.parametrize(("channel", "medium"), [("phone", "call"), ("sign_language", "call"), ("sms", "chat")])
async def test_a_simulator_names_its_channel_and_is_marked_as_simulated(
    people: People, database_url: str, channel: str, medium: str
) -> None:
    browser = people.browser()
    browser.headers["x-sori-simulator"] = SIMULATOR_KEY
    answer(await browser.post("/api/chat/contacts", json=opening(channel=channel)))
    assert await rows(database_url, "select channel, medium, simulated from contact") == [(channel, medium, True)]


async def test_nobody_simulates_with_a_guessed_key(people: People) -> None:
    browser = people.browser()
    for key in ("", "guess", SIMULATOR_KEY[:-1]):
        browser.headers["x-sori-simulator"] = key
        refused = await browser.post("/api/chat/contacts", json=opening(channel="phone"))
        assert problem(refused) == (403, "no_simulation_here"), key


async def test_the_citizens_language_is_kept_with_the_contact(people: People, database_url: str) -> None:
    await people.citizen().opens(language="en")
    assert await rows(database_url, "select language from contact") == [("en",)]
