"""Who books gives a number in the talk with the chatbot; an administrator sees what was sent, and that nothing left."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from playwright.sync_api import expect
from someone import DESK, PHONE, Someone

People = Callable[..., Someone]


def books_with_a_number(person: Someone) -> None:
    """A citizen books a court with the chatbot and wants text messages of it."""
    key = str(uuid4())
    person.api("POST", "/api/chat/bot/conversations", {"key": key, "language": "ko"})

    def says(words: str) -> Any:
        said = {"body": words, "client_key": str(uuid4())}
        return person.api("POST", f"/api/chat/bot/conversations/{key}/words", said)["turns"][-1]

    # The demo's catalogue comes in soon after its start.
    deadline = time.monotonic() + 90
    while not says("테니스장 예약하고 싶어요")["choices"]:
        assert time.monotonic() < deadline, "there is nothing to book"
        person.page.wait_for_timeout(500)
    for words in ("1", "1", "1명"):
        says(words)
    assert "문자로도 받으시겠어요" in says("예약하기")["body"]
    assert "보내 드립니다" in says("010-2345-6789")["body"]


def test_an_administrator_sees_what_was_sent_and_that_nothing_leaves_the_house(citizen: People, staff: People) -> None:
    person = citizen()
    person.sees("교통")
    books_with_a_number(person)
    for viewport, scheme in ((DESK, "light"), (PHONE, "dark")):
        administrator = staff("administrator", viewport, scheme=scheme)
        administrator.opens("/admin/outgoing")
        administrator.sees("연결된 사업자가 없어 아무것도 밖으로 나가지 않습니다")
        row = administrator.page.get_by_role("row").filter(has_text="예약되었습니다").first
        expect(row.get_by_text("010****6789")).to_be_visible()
        assert administrator.violations() == []
        assert not administrator.overflows()
        row.get_by_role("button", name="받는 사람 보기").click()
        expect(row.get_by_text("01023456789")).to_be_visible()
    # The worker keeps it, since there is nobody to send it by.
    refresh = administrator.page.get_by_role("button", name="새로 고침")
    expect(refresh).to_be_enabled()
    refresh.click()
    expect(row.get_by_text("보내지 않고 보관")).to_be_visible()
