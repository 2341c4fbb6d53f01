"""Administrators register receivers, see what became of each message, and try it, in the browser."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect
from someone import Someone, both_screens

People = Callable[..., Someone]


@pytest.fixture
def administrator(staff: People) -> Iterator[Someone]:
    """An administrator, at the page of webhooks; those that the test has made are removed."""
    person = staff("administrator")
    person.opens("/admin/webhooks")
    yield person
    for webhook in person.api("GET", "/api/webhooks"):
        person.api("DELETE", f"/api/webhooks/{webhook['id']}")


@pytest.fixture
def receiver() -> Iterator[str]:
    """Something that takes what is sent to it."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    server.shutdown()
    thread.join()


def register(page: Page, address: str) -> str:
    """Registers a receiver; gives its secret."""
    page.get_by_role("button", name="웹훅 추가").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("받을 주소").fill(address)
    dialog.get_by_role("button", name="추가").click()
    secret = page.get_by_role("dialog", name="비밀키").get_by_role("textbox").input_value()
    page.get_by_role("button", name="옮겼습니다").click()
    return secret


def test_a_receiver_is_registered_tried_and_its_secret_renewed(administrator: Someone, receiver: str) -> None:
    page = administrator.page
    secret = register(page, receiver)
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret)
    page.get_by_role("button", name=receiver).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="시험 보내기").click()
    expect(sheet.get_by_role("row", name=re.compile("시험")).get_by_text("전송됨")).to_be_visible()
    sheet.get_by_role("button", name=re.compile("번 다시 보내기")).first.click()
    expect(page.get_by_text("다시 보냅니다.")).to_be_visible()
    sheet.get_by_role("tab", name="비밀키").click()
    sheet.get_by_role("button", name="새 비밀키 만들기").click()
    renewed = page.get_by_role("dialog", name="비밀키").get_by_role("textbox").input_value()
    assert renewed != secret
    page.get_by_role("button", name="옮겼습니다").click()
    expect(sheet.get_by_text("이전 비밀키도")).to_be_visible()


def test_a_wrong_address_and_a_change_that_somebody_else_was_quicker_with_are_told(
    administrator: Someone, receiver: str
) -> None:
    page = administrator.page
    page.get_by_role("button", name="웹훅 추가").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("받을 주소").fill("ftp://example.org")
    dialog.get_by_role("button", name="추가").click()
    expect(dialog.get_by_role("alert")).to_contain_text("호출할 수 없는 주소")
    dialog.get_by_label("받을 주소").fill(receiver)
    dialog.get_by_role("button", name="추가").click()
    page.get_by_role("button", name="옮겼습니다").click()
    page.get_by_role("button", name=receiver).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("switch", name="보내기", exact=True).click()
    expect(sheet.get_by_text("누군가 껐습니다.")).to_be_visible()
    sheet.get_by_role("tab", name="바꾸기").click()
    sheet.get_by_role("button", name="웹훅 지우기").click()
    sheet.get_by_role("button", name="웹훅 지우기").click()
    expect(page.get_by_text("등록된 웹훅이 없습니다")).to_be_visible()


@both_screens
def test_the_page_is_accessible(staff: People, receiver: str, viewport: dict[str, int], scheme: str) -> None:
    person = staff("administrator", viewport, scheme=scheme)
    person.opens("/admin/webhooks")
    person.sees("등록된 웹훅이 없습니다")
    assert person.violations() == []
    person.page.get_by_role("button", name="웹훅 추가").click()
    expect(person.page.get_by_role("dialog")).to_be_visible()
    assert person.violations() == []
    made = person.api("POST", "/api/webhooks", {"address": receiver, "kinds": ["contact.queued", "contact.closed"]})
    person.api("POST", f"/api/webhooks/{made['webhook']['id']}/test")
    person.opens("/admin/webhooks")
    person.page.get_by_role("button", name=receiver).click()
    expect(person.page.get_by_text("전송됨")).to_be_visible()
    assert person.violations() == []
    assert not person.overflows()
    person.api("DELETE", f"/api/webhooks/{made['webhook']['id']}")
