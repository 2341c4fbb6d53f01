"""Knowledge in the browser: written, approved, looked for, used at the desk; accessible on every page."""

import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Route, expect
from someone import DESK, PHONE, Someone, both_screens
from test_accessibility import check
from test_contact import accept, connect, say

from running import RunningCentre

People = Callable[..., Someone]


@pytest.fixture(autouse=True, scope="module")
def searchable(running_centre: RunningCentre) -> None:
    """The search answers, and the demo's articles are in it: both come a while after the pages."""
    wait_until_found(running_centre.url, "주차", 5)


def wait_until_found(url: str, words: str, many: int = 1) -> None:
    """Returns when so many articles are found whose question has all these words."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        told = httpx.get(f"{url}/api/public/knowledge/search", params={"q": words}, timeout=10)
        found = told.json().get("findings", [])
        if sum(words in "".join(run["text"] for run in one["question"]) for one in found) >= many:
            return
        time.sleep(0.1)
    pytest.fail(f"{words} was not found: {told.text}")


def publish(staff: People, question: str, short: str) -> str:
    """An article that one editor wrote and another published; gives its code."""
    writer, approver = staff("knowledge-editor"), staff("knowledge-editor2")
    code = f"test-{uuid4().hex[:8]}"
    content = {"question": question, "short": short, "department": "parking-policy", "audience": "public"}
    article = writer.api("POST", "/api/knowledge/articles", {"code": code, "content": content})
    for person, move in ((writer, "submit"), (approver, "publish")):
        token = next(cookie["value"] for cookie in person.context.cookies() if cookie["name"] == "sori_csrf")
        done = person.context.request.post(
            f"{person.base}/api/knowledge/articles/{article['id']}/{move}",
            data={},
            headers={"x-csrf-token": token, "if-match": f'"{article["change"]}"'},
        )
        assert done.ok, done.text()
        article = done.json()
    return code


def test_an_editor_writes_and_another_publishes_what_a_citizen_then_finds(staff: People, citizen: People) -> None:
    writer = staff("knowledge-editor")
    writer.opens("/knowledge/articles/new")
    page = writer.page
    question = f"무지개 우산은 어디서 빌리나요 {uuid4().hex[:6]}"
    page.get_by_role("textbox", name="질문", exact=True).fill(question)
    page.get_by_label("짧은 답변").fill("구청 민원실에서 하루 동안 빌려 드립니다.")
    page.get_by_role("combobox", name="담당 부서").click()
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="저장").click()
    page.get_by_role("button", name="검토 요청").click()
    expect(page.get_by_text("다른 편집자가 승인합니다")).to_be_visible()

    approver = staff("knowledge-editor2")
    approver.opens("/knowledge/review")
    approver.page.get_by_role("link", name=question).click()
    approver.page.get_by_role("button", name="승인하고 게시").click()
    approver.sees("게시했습니다.")

    reader = citizen()
    wait_until_found(reader.base, question)
    reader.opens("/help")
    reader.page.get_by_role("searchbox").or_(reader.page.get_by_role("combobox")).fill("무지개 우산")
    reader.page.get_by_role("link", name=question).click()
    reader.sees("구청 민원실에서 하루 동안 빌려 드립니다.")
    check(reader)
    reader.page.get_by_role("button", name="예", exact=True).click()
    reader.sees("알려 주셔서 고맙습니다.")


def test_the_desk_offers_an_article_for_what_is_said_and_one_key_inserts_it(staff: People, citizen: People) -> None:
    publish(staff, "초록 나침반 대여 신청", "나침반은 도서관에서 빌려 드립니다.")
    counsellor, person = connect(staff, citizen)
    say(person, "초록 나침반 대여를 신청하고 싶어요")
    panel = counsellor.page.get_by_role("region", name="지식 도움")
    expect(panel.get_by_role("button", name="초록 나침반 대여 신청", exact=True)).to_be_visible()
    check(counsellor)

    counsellor.page.keyboard.press("Alt+Shift+Digit1")

    expect(counsellor.page.get_by_role("textbox").last).to_have_value("나침반은 도서관에서 빌려 드립니다.")
    expect(panel.get_by_text("사용함").first).to_be_visible()


def test_help_that_was_away_comes_back_by_itself(staff: People, citizen: People) -> None:
    counsellor = staff("counsellor")
    away = True

    def answer(route: Route) -> None:
        if away:
            route.fulfill(status=503, json={"code": "search_away", "detail": "검색이 잠시 멈췄습니다"})
        else:
            route.continue_()

    counsellor.page.route("**/api/contacts/*/help", answer)
    person = accept(counsellor, citizen)
    say(person, "주민등록등본은 어디서 떼나요?")
    panel = counsellor.page.get_by_role("region", name="지식 도움")
    expect(panel.get_by_text("검색이 잠시 멈췄습니다")).to_be_visible(timeout=30_000)
    away = False
    expect(panel.get_by_role("listitem").first).to_be_visible(timeout=30_000)


def test_a_counsellor_finds_and_reads_with_the_keyboard_alone(staff: People) -> None:
    counsellor = staff("counsellor")
    counsellor.opens("/knowledge")
    expect(counsellor.page.get_by_role("searchbox")).to_be_focused()
    counsellor.page.keyboard.type("불법주차 신고")
    expect(counsellor.page.get_by_role("list", name="찾은 지식")).to_be_visible()
    counsellor.page.keyboard.press("Enter")
    expect(counsellor.page.get_by_role("article")).to_be_visible()
    check(counsellor)


@both_screens
def test_the_editors_pages_are_accessible(staff: People, viewport: dict[str, int], scheme: str) -> None:
    editor = staff("knowledge-editor", viewport, scheme=scheme)
    for path, shown in (
        ("/knowledge", "찾을 내용을 입력하십시오"),
        ("/knowledge/articles", "고친 때"),
        ("/knowledge/articles/1", "판 목록"),
        ("/knowledge/review", "처리할 의견"),
        ("/knowledge/freshness", "2주 안에 검토"),
        ("/knowledge/import", "파일 고르기"),
        ("/knowledge/departments", "담당자 아이디"),
        ("/knowledge/synonyms", "한 줄에 한 묶음"),
    ):
        editor.opens(path)
        editor.sees(shown)
        check(editor)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["wide", "phone"])
def test_the_citizens_search_is_accessible(citizen: People, viewport: dict[str, int]) -> None:
    reader = citizen(viewport)
    reader.opens("/help?q=주차")
    expect(reader.page.get_by_role("heading", level=2).first).to_be_visible()
    check(reader)
