"""The directory in the browser: found with the keyboard alone, kept with every change, the emergency list on paper."""

import re
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from someone import Someone, both_screens
from test_accessibility import check

People = Callable[..., Someone]


@pytest.fixture
def editor(staff: People) -> Someone:
    """An editor, once the demo's posts are there: they come a while after the pages."""
    person = staff("knowledge-editor")
    deadline = time.monotonic() + 90
    while person.api("GET", "/api/directory/search?q=")["total"] < 200:
        assert time.monotonic() < deadline, "the demo's directory did not come"
        time.sleep(0.2)
    return person


def adds(editor: Someone, title: str, **more: object) -> int:
    content = {
        "office": "소리시청",
        "title": title,
        "department": "parking-policy",
        "numbers": [{"number": "02-000-2011"}],
        "hours": "24시간",
        **more,
    }
    made = editor.api("POST", "/api/directory/posts", {"content": content})
    assert isinstance(made["id"], int)
    return made["id"]


def test_a_counsellor_finds_a_post_with_the_keyboard_alone(editor: Someone, staff: People) -> None:
    adds(
        editor, f"무지개우산팀장 {uuid4().hex[:6]}", away_from="2020-01-01", away_to="2999-01-01", substitutes=["팀원"]
    )
    counsellor = staff("counsellor")
    counsellor.opens("/knowledge/directory")
    page = counsellor.page
    expect(page.get_by_role("searchbox", name="누구에게 연결합니까?")).to_be_focused()
    page.keyboard.type("ㅁㅈㄱㅇㅅ")
    expect(page.get_by_role("list", name="찾은 연락처").get_by_role("link")).not_to_have_count(0)
    expect(page.get_by_role("list", name="찾은 연락처").get_by_role("link").first).to_contain_text("무지개우산팀장")
    page.keyboard.press("ArrowDown")
    article = page.get_by_role("article")
    expect(article.get_by_role("heading", level=2)).to_contain_text("무지개우산팀장")
    expect(article.get_by_text("대행: 팀원 (같은 번호)")).to_be_visible()
    expect(article.get_by_role("link", name="02-000-2011")).to_have_attribute("href", "tel:020002011")
    check(counsellor)


def test_an_editor_changes_a_post_and_sees_before_and_after(editor: Someone) -> None:
    number = adds(editor, f"나침반팀장 {uuid4().hex[:6]}")
    editor.opens(f"/knowledge/directory/posts/{number}")
    page = editor.page
    page.get_by_role("textbox", name="전화번호").fill("야간 02-000-2099")
    page.get_by_role("textbox", name="근무 시간").fill("아무 때나")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("alert").first).to_contain_text("곳")
    page.get_by_role("textbox", name="근무 시간").fill("평일 10:00-17:00")
    page.get_by_role("textbox", name="고친 까닭").fill("번호 이전")
    page.get_by_role("button", name="저장").click()
    editor.sees("저장했습니다.")

    row = page.get_by_role("row", name="전화번호")
    expect(row.first).to_contain_text("02-000-2011")
    expect(row.first).to_contain_text("야간 02-000-2099")
    expect(page.get_by_text("번호 이전")).to_be_visible()
    page.get_by_role("button", name="삭제").click()
    expect(page.get_by_role("button", name="되살리기")).to_be_visible()


def test_the_emergency_list_is_printed_whole_and_nothing_else(editor: Someone) -> None:
    editor.opens("/knowledge/emergency-list")
    page = editor.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("비상연락망")
    expect(page.get_by_role("button", name="인쇄")).to_be_visible()
    listed = len(editor.api("GET", "/api/directory/emergency")["posts"])
    assert page.locator("tbody tr").count() == listed > 20

    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="인쇄")).to_be_hidden()
    cut = page.evaluate(
        "() => { const s = document.querySelector('main'); return s.scrollHeight > s.clientHeight + 1 }"
    )
    assert not cut
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) >= 1


@both_screens
def test_the_directorys_pages_are_accessible(
    editor: Someone, staff: People, viewport: dict[str, int], scheme: str
) -> None:
    number = adds(editor, f"접근성팀장 {uuid4().hex[:6]}", emergency=True, duties=["화면 점검"])
    person = staff("knowledge-editor2", viewport, scheme=scheme)
    for path, shown in (
        ("/knowledge/directory?q=주차", "지금"),
        (f"/knowledge/directory?post={number}", "화면 점검"),
        ("/knowledge/directory/posts", "연락처 변경 이력"),
        ("/knowledge/directory/posts/new", "비상연락망에 올림"),
        (f"/knowledge/directory/posts/{number}", "바뀐 내용"),
        ("/knowledge/emergency-list", "현재"),
    ):
        person.opens(path)
        expect(person.page.get_by_text(shown).filter(visible=True).first).to_be_visible()
        check(person)
