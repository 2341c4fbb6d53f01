"""An answer in a language model's words in the browser: it comes sentence by sentence, with its sources; accessible."""

import asyncio
import queue
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from someone import PHONE, Someone
from test_accessibility import check

from asking import taught
from endpoint import Endpoint, answering
from factories import Clock
from running import served, settings_for
from sori.platform.settings import LanguageModelEndpoint
from sori.server import create_app

QUESTION = "침대 버리려는데 스티커 어디서 사요"
FIRST = "bulky: 이렇게 합니다."
SECOND = "사업소에서 가구는 이렇게 버립니다."


@contextmanager
def _centre(database_url: str, clock: Clock) -> Iterator[tuple[str, Callable[[], object]]]:
    """A web process whose model waits after the first sentence; gives its address, and what lets the model go on.

    It runs in a thread of its own, since the browser's driver keeps the loop of this one.
    """
    told: queue.Queue[tuple[str, Callable[[], object], Callable[[], object]]] = queue.Queue()

    async def live() -> None:
        loop, more, over = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        endpoint = Endpoint(steps=[f"{FIRST} [1] {SECOND[:1]}", more, f"{SECOND[1:]} [1]"])
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(answering(endpoint))
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            search_socket = Path(folder) / "search.socket"
            model = LanguageModelEndpoint(endpoint.url, "small", whole_s=120)
            settings = replace(settings_for(database_url), search_socket=search_socket, language_model=model)
            app = create_app(settings, clock=clock)
            base = await stack.enter_async_context(served(app))
            await stack.enter_async_context(taught(app.state.database, clock, search_socket))
            told.put((base, partial(loop.call_soon_threadsafe, more.set), partial(loop.call_soon_threadsafe, over.set)))
            await over.wait()

    with ThreadPoolExecutor(1) as other:
        living = other.submit(asyncio.run, live())
        base, go_on, end = told.get(timeout=120)
        try:
            yield base, go_on
        finally:
            end()
            living.result()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Callable[[str], Someone]]:
    context = chromium.new_context(viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul", reduced_motion="reduce")
    yield lambda base: Someone(context, context.new_page(), base)
    context.close()


def test_a_citizen_sees_sentences_come_and_what_they_are_from(
    phone: Callable[[str], Someone], database_url: str, clock: Clock
) -> None:
    with _centre(database_url, clock) as (base, go_on):
        person = phone(base)
        person.opens("/?chatbot")
        person.page.get_by_label("챗봇에게 보낼 글").press_sequentially(QUESTION)
        person.page.keyboard.press("Enter")
        talk = person.page.get_by_role("region", name="대화")
        expect(talk.get_by_text(f"{FIRST} [1]", exact=True)).to_be_visible()
        expect(talk.get_by_text("답변을 다듬고 있습니다")).to_be_visible()
        log = person.page.get_by_role("log")
        expect(log).not_to_contain_text(FIRST)
        check(person)

        go_on()
        expect(talk.get_by_text(f"{FIRST} [1] {SECOND} [1]", exact=True)).to_be_visible()
        expect(log.get_by_text(SECOND)).to_have_count(1)
        person.sees("AI가 아래 문서를 바탕으로 다듬은 답변입니다.")
        expect(talk.get_by_role("link", name="가구는 어떻게 버리나요?").first).to_be_visible()
        own = talk.get_by_text(FIRST, exact=True)
        expect(own).to_be_hidden()
        person.page.get_by_text("문서의 원래 답 보기").click()
        expect(own).to_be_visible()
        check(person)
        person.page.reload()
        expect(talk.get_by_text(f"{FIRST} [1] {SECOND} [1]", exact=True)).to_be_visible()
