"""Bulletins in the browser: written and published, acknowledged with the keyboard, shown when the topic comes up."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from someone import Someone, both_screens
from test_accessibility import check
from test_contact import connect, say

People = Callable[..., Someone]


def publishes(writer: Someone, title: str, **more: object) -> int:
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    content = {"title": title, "body": "**내일**까지입니다.", "valid_to": until, "urgency": "urgent", **more}
    made = writer.api("POST", "/api/bulletins", {"content": content})
    return int(moves(writer, made["id"], "publish"))


def moves(writer: Someone, number: int, what: str) -> int:
    """Publishes or withdraws a bulletin as it stands."""
    token = next(c["value"] for c in writer.context.cookies() if c["name"] == "sori_csrf")
    seen = writer.api("GET", f"/api/bulletins/{number}")
    answer = writer.context.request.post(
        f"{writer.base}/api/bulletins/{number}/{what}",
        headers={"x-csrf-token": str(token), "if-match": f'"{seen["change"]}"'},
    )
    assert answer.ok, answer.text()
    return number


@pytest.fixture
def editor(staff: People) -> Iterator[Someone]:
    """An editor, whose bulletins are withdrawn at the end."""
    person = staff("knowledge-editor")
    before = {one["id"] for one in person.api("GET", "/api/bulletins/now")}
    yield person
    for one in person.api("GET", "/api/bulletins/now"):
        if one["id"] not in before:
            moves(person, one["id"], "withdraw")


def test_a_bulletin_is_published_acknowledged_with_a_key_and_comes_up_again(
    editor: Someone, staff: People, citizen: People
) -> None:
    counsellor, person = connect(staff, citizen)
    title = f"무지개다리 통제 {uuid4().hex[:6]}"
    editor.opens("/knowledge/bulletins/new")
    page = editor.page
    page.get_by_role("button", name="초안 저장").click()
    expect(page.get_by_role("alert").first).to_contain_text("고칠 곳")
    page.get_by_role("textbox", name="제목").fill(title)
    page.get_by_role("textbox", name="내용").fill("무지개다리가 **내일**까지 통제됩니다.")
    page.get_by_role("textbox", name="관련 낱말").fill("무지개 다리")
    page.get_by_role("combobox", name="긴급도").click()
    page.get_by_role("option", name="긴급").click()
    page.get_by_role("button", name="초안 저장").click()
    page.get_by_role("button", name="게시", exact=True).click()
    editor.sees("게시했습니다.")

    card = counsellor.page.get_by_role("article", name=title)
    expect(card).to_be_visible()
    check(counsellor)
    counsellor.page.keyboard.press("Alt+KeyY")
    expect(card).to_have_count(0)
    expect(page.get_by_role("region", name="확인 현황").get_by_role("listitem")).not_to_have_count(0)

    say(person, "무지개다리로 갈 수 있나요?")
    shown = counsellor.page.get_by_role("region", name="관련 특별상담자료")
    shown.get_by_role("button", name=title).click()
    expect(counsellor.page.get_by_role("dialog").get_by_text("통제됩니다.")).to_be_visible()
    check(counsellor)


@both_screens
def test_the_pages_of_bulletins_are_accessible(
    editor: Someone, staff: People, viewport: dict[str, int], scheme: str
) -> None:
    number = publishes(editor, f"접근성 점검 {uuid4().hex[:6]}", shared=True)
    person = staff("team-leader", viewport, scheme=scheme)
    for path, shown in (
        ("/knowledge/bulletins", "접근성 점검"),
        ("/knowledge/bulletins/all", "접근성 점검"),
        ("/knowledge/bulletins/new", "초안 저장"),
        (f"/knowledge/bulletins/{number}", "아직 확인하지 않음"),
        ("/knowledge/bulletins/exchange", "우리 기관"),
    ):
        person.opens(path)
        expect(person.page.get_by_text(shown).filter(visible=True).first).to_be_visible()
        check(person)
    administrator = staff("administrator", viewport, scheme=scheme)
    administrator.opens("/knowledge/bulletins/exchange")
    administrator.page.get_by_role("button", name="기관 추가").click()
    administrator.page.get_by_role("textbox", name="기관 이름").fill("나루시")
    administrator.page.get_by_role("button", name="저장").click()
    expect(administrator.page.get_by_role("dialog").get_by_role("alert").first).to_be_visible()
    check(administrator)
