"""What identifies a citizen is masked on the desk, and shown by a click or a key."""

from collections.abc import Callable

from playwright.sync_api import expect
from someone import Someone
from test_contact import connect, say

People = Callable[..., Someone]


def test_a_number_is_masked_on_the_desk_and_shown_by_click_and_by_key(staff: People, citizen: People) -> None:
    counsellor, person = connect(staff, citizen)
    say(person, "제 번호는 010-1234-5678 입니다")
    person.sees("제 번호는 010-1234-5678 입니다")
    log = counsellor.page.get_by_role("log")
    expect(log.get_by_text("제 번호는 010-****-5678 입니다")).to_be_visible()
    assert counsellor.violations() == []
    show = log.get_by_role("button", name="가려진 개인정보 보기")
    show.click()
    expect(log.get_by_text("제 번호는 010-1234-5678 입니다")).to_be_visible()
    log.get_by_role("button", name="개인정보 다시 가리기").click()
    expect(log.get_by_text("제 번호는 010-****-5678 입니다")).to_be_visible()
    counsellor.page.keyboard.press("Alt+i")
    expect(log.get_by_text("제 번호는 010-1234-5678 입니다")).to_be_visible()
    assert counsellor.violations() == []
