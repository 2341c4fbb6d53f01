"""The chatbot in the browser: asked, asking back, handing over to a counsellor, reviewed; accessible at every step."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from someone import PHONE, Someone, both_screens
from test_accessibility import check
from test_contact import end_talk_with_enter, go_available

People = Callable[..., Someone]


pytestmark = pytest.mark.usefixtures("learned")


def ask(person: Someone, words: str) -> None:
    """With the keyboard alone, as the focus stays in the field."""
    person.page.get_by_label("챗봇에게 보낼 글").press_sequentially(words)
    person.page.keyboard.press("Enter")
    person.sees(words)


def test_a_citizen_is_answered_from_an_article_and_goes_on_to_a_counsellor(staff: People, citizen: People) -> None:
    person = citizen(PHONE)
    person.page.get_by_role("button", name="챗봇에게 물어보기").click()
    person.sees("안녕하세요. 시가 공개한 지식에서만")
    check(person)
    ask(person, "침대 버리려는데 스티커 어디서 사요")
    source = person.page.get_by_role("link", name="대형폐기물")
    expect(source.first).to_have_attribute("href", "/help/bulky-waste-apply")
    person.page.get_by_role("button", name="예", exact=True).click()
    expect(person.page.get_by_role("button", name="예", exact=True)).to_have_attribute("aria-pressed", "true")
    check(person)

    counsellor = staff("counsellor")
    go_available(counsellor)
    person.page.get_by_role("button", name="상담사 연결").first.click()
    menu = person.page.get_by_role("heading", name="어느 상담으로 연결할까요?")
    expect(menu.or_(person.page.get_by_text("상담을 신청했습니다.").first)).to_be_visible()
    if menu.is_visible():
        check(person)
        person.page.get_by_role("button", name="일반 상담").click()
    person.sees("상담을 신청했습니다.")
    check(person)

    counsellor.page.get_by_role("button", name="받기").first.click()
    log = counsellor.page.get_by_role("log")
    expect(log.get_by_text("침대 버리려는데 스티커 어디서 사요").first).to_be_visible()
    expect(log.get_by_text("출처:").first).to_be_visible()
    check(counsellor)
    counsellor.page.keyboard.press("Alt+e")
    end_talk_with_enter(counsellor)
    form = counsellor.page.get_by_role("form", name="후처리")
    expect(form.get_by_role("combobox")).to_have_value(re.compile("대형폐기물"))


def test_what_it_does_not_know_it_says_and_offers_a_person(citizen: People) -> None:
    person = citizen(PHONE)
    person.opens("/?chatbot")
    ask(person, "화성까지 가는 우주선 표는 얼마예요")
    person.sees("찾지 못했습니다")
    expect(person.page.get_by_role("list").get_by_role("button", name="상담사 연결")).to_be_visible()
    check(person)
    person.page.get_by_role("button", name="끝내기").click()
    person.page.get_by_role("button", name="새로 물어보기").click()
    expect(person.page.get_by_text("찾지 못했습니다")).to_have_count(0)


def test_an_editor_makes_a_phrasing_of_what_was_not_served(staff: People, citizen: People) -> None:
    words = f"무지개 솜사탕 {uuid4().hex[:6]}"
    person = citizen(PHONE)
    person.opens("/?chatbot")
    ask(person, words)
    person.page.get_by_role("button", name="끝내기").click()
    expect(person.page.get_by_role("button", name="새로 물어보기")).to_be_visible()

    editor = staff("knowledge-editor")
    editor.opens("/knowledge")
    editor.page.get_by_role("link", name="챗봇").click()
    card = editor.page.get_by_role("listitem").filter(has=editor.page.get_by_role("heading", name=words))
    expect(card).to_be_visible()
    check(editor)
    card.get_by_role("button", name="다른 지식 고르기").click()
    dialog = editor.page.get_by_role("dialog")
    dialog.get_by_label("무엇을 찾으십니까?").fill("도서관")
    dialog.get_by_label("무엇을 찾으십니까?").press("Enter")
    dialog.get_by_role("button", name="이 지식이 답입니다").first.click()
    editor.sees("표현을 저장했습니다")
    expect(card).to_have_count(0)
    editor.page.get_by_role("link", name="확인한 표현").click()
    editor.sees(words)
    check(editor)


@both_screens
def test_the_review_is_accessible_and_each_figure_opens_its_conversations(
    staff: People, citizen: People, viewport: dict[str, int], scheme: str
) -> None:
    person = citizen(PHONE)
    person.opens("/?chatbot")
    ask(person, "침대 버리려는데 스티커 어디서 사요")
    expect(person.page.get_by_role("link", name="대형폐기물").first).to_be_visible()

    editor = staff("knowledge-editor", viewport, scheme=scheme)
    editor.opens("/knowledge/chatbot?view=figures")
    table = editor.page.get_by_role("table")
    expect(table.get_by_role("rowheader", name="합계")).to_be_visible()
    check(editor)
    table.get_by_role("link", name=re.compile("합계 답변함")).click()
    editor.page.get_by_role("link", name="침대 버리려는데").first.click()
    editor.sees("출처:")
    check(editor)
    editor.opens("/knowledge/chatbot?view=dialogues")
    editor.page.get_by_role("button", name="시험하기").click()
    editor.sees("적힌 대로 되었습니다")
    check(editor)
