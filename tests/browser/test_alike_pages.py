"""The same thing reported twice, in the browser: followed instead of sent again, merged and separated on the desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from someone import PHONE, Someone
from test_accessibility import check
from test_complaint_pages import press
from test_dispatch_page import reports

People = Callable[..., Someone]
pytestmark = pytest.mark.usefixtures("learned")
FORM = "manhole"  # no other browser test reports one
PLACE = "샛별구 별골동 4012-7"


def test_who_is_about_to_report_the_same_follows_what_is_there(citizen: People) -> None:
    first = citizen()
    first.opens("/report")
    number = reports(first, PLACE, FORM)
    person = citizen(PHONE)
    person.opens("/report")
    page = person.page
    page.get_by_label("신고 종류").select_option(FORM)
    page.locator("#report-address").fill("샛별구 별골동 4012-8")
    person.sees("샛별구 별골동")
    expect(page.get_by_role("heading", name="이미 접수된 비슷한 신고가 있습니다")).to_have_count(0)
    page.locator("#report-address").fill(PLACE)
    expect(page.get_by_role("heading", name="이미 접수된 비슷한 신고가 있습니다")).to_be_visible()
    check(person)
    press(person, f"{number} 신고의 처리 상황 따라 보기")
    person.sees("다른 시민이 신고한 민원입니다.")
    person.sees(number)
    expect(page.get_by_text("신고한 내용 보기")).to_have_count(0)
    expect(page.get_by_role("button", name="민원 취하하기")).to_have_count(0)
    page.get_by_label("휴대전화 번호나 이메일 주소").fill("010-5555-6666")
    press(person, "소식 받기")
    person.sees("010****6666 번호로 문자를 보내 드립니다.")
    check(person)
    person.opens("/report")
    expect(page.locator("#report-address")).to_have_value("")


def test_an_officer_deals_with_two_of_the_same_at_once(citizen: People, staff: People) -> None:
    person = citizen()
    person.opens("/report")
    place = "샛별구 별골동 4013-1"
    first, second = reports(person, place, FORM), reports(person, place, FORM)
    officer = staff("officer")
    found = officer.api("GET", "/api/office/desk")["items"]
    later = next(one["id"] for one in found if one["number"] == second)
    officer.opens(f"/cases/{later}")
    page = officer.page
    card = page.get_by_role("region", name="같은 일인 민원")
    expect(card).to_contain_text(first)
    expect(card).to_contain_text("같은 장소로 적힘")
    check(officer)
    card.get_by_label("다른 민원과 합치기").fill("2026-999999")
    page.keyboard.press("Enter")
    officer.sees("이 번호의 민원을 찾을 수 없습니다.")
    press(officer, f"{first} 민원과 합치기")
    expect(card).to_contain_text("먼저 접수된 민원과 함께 처리합니다:")
    expect(page.get_by_role("button", name="접수 확인")).to_have_count(0)
    check(officer)
    card.get_by_role("link", name=first).click()
    expect(page.get_by_role("heading", level=2, name=first)).to_be_visible()
    expect(card).to_contain_text(second)
    phone = staff("officer", PHONE)
    phone.opens(page.url.removeprefix(phone.base))
    expect(phone.page.get_by_role("button", name=f"{second} 민원 나누기")).to_be_visible()
    check(phone)
    press(officer, f"{second} 민원 나누기")
    expect(card.get_by_role("button", name=f"{second} 민원과 합치기")).to_be_visible()
