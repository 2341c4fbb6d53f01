"""Real browsers in front of a real running centre: citizens on phones, staff at desks."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from someone import DESK, FLAGS, PHONE, Someone

from running import RunningCentre


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("SORI_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.fail("There is no Chromium: `make test` installs one, or name it in SORI_CHROMIUM.")
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def learned(running_centre: RunningCentre) -> None:
    """The chatbot has learned the demo's articles and complaint forms, which takes it a while after the start."""
    deadline = time.monotonic() + 280
    with httpx.Client(base_url=running_centre.url, timeout=20) as browser:
        browser.get("/api/demo")
        headers = {"x-csrf-token": browser.cookies["sori_csrf"]}

        def told(key: str, words: str) -> Any:
            browser.post("/api/chat/bot/conversations", json={"key": key, "language": "ko"}, headers=headers)
            said = {"client_key": str(uuid4()), "body": words}
            return browser.post(f"/api/chat/bot/conversations/{key}/words", json=said, headers=headers).json()

        key, answered = str(uuid4()), False
        while time.monotonic() < deadline:
            if not answered:
                said = told(key, "침대 버리려는데 스티커 어디서 사요")
                if "turns" not in said:  # so much was said that a person took over
                    key = str(uuid4())
                    continue
                answered = bool(said["turns"][-1]["source"])
            if answered and told(str(uuid4()), "장애인 주차구역 위반 차량 신고할게요").get("asking"):
                return
            time.sleep(1)
    pytest.fail("the chatbot has not learned")


@pytest.fixture
def someone(chromium: Browser, running_centre: RunningCentre) -> Iterator[Callable[..., Someone]]:
    """Opens browsers of new people; what they did at desks is put in order at the end."""
    contexts: list[BrowserContext] = []

    def new(viewport: dict[str, int], locale: str = "ko-KR", scheme: str = "light") -> Someone:
        context = chromium.new_context(
            viewport=viewport, locale=locale, timezone_id="Asia/Seoul", color_scheme=scheme, reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Someone(context, context.new_page(), running_centre.url)

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def staff(someone: Callable[..., Someone], running_centre: RunningCentre) -> Iterator[Callable[..., Someone]]:
    """Opens a browser in which a member of the demo's staff is logged in."""
    at_desks: list[Someone] = []

    def log_in(login: str, viewport: dict[str, int] = DESK, **options: str) -> Someone:
        person = someone(viewport, **options)
        person.context.request.get(person.base + "/api/demo")
        me = person.api("POST", "/api/session", {"login": login, "password": running_centre.password})
        if "counsellor" in me["roles"]:
            at_desks.append(person)
        return person

    yield log_in
    for person in at_desks:
        _clear_desk(person)


def _clear_desk(person: Someone) -> None:
    topic = next(t["id"] for t in person.api("GET", "/api/topics") if t["level"] == 3)
    person.api("POST", "/api/desk/state", {"state": "offline"})
    desk = person.api("GET", "/api/desk")
    for offer in desk["offers"]:
        person.api("POST", f"/api/desk/offers/{offer['id']}/refuse")
    for contact in desk["contacts"]:
        if contact["state"] == "talking":
            person.api("POST", f"/api/contacts/{contact['id']}/end")
        person.api("POST", f"/api/contacts/{contact['id']}/wrap-up", {"topic_id": topic, "result": "answered"})
    person.api("POST", "/api/desk/state", {"state": "offline"})


@pytest.fixture
def citizen(someone: Callable[..., Someone]) -> Iterator[Callable[..., Someone]]:
    """Opens a citizen's phone at the menu; at the end it hangs up."""
    phones: list[Someone] = []

    def new(viewport: dict[str, int] = PHONE, **options: str) -> Someone:
        person = someone(viewport, **options)
        person.opens("/")
        phones.append(person)
        return person

    yield new
    for phone in phones:
        if any(cookie["name"] == "sori_device" for cookie in phone.context.cookies()):
            phone.context.set_offline(False)
            # Who has talked to the chatbot alone has no contact to leave.
            if phone.context.request.get(phone.base + "/api/chat/conversation").ok:
                phone.api("POST", "/api/chat/leave")
