"""axe finds nothing, and no page is wider than its screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from someone import DESK, PHONE, SMALLEST_PHONE, Someone, both_screens
from test_contact import connect, end_talk_with_enter, go_available, queue_up, say

People = Callable[..., Someone]


def check(person: Someone) -> None:
    assert person.violations() == []
    assert not person.overflows()


@pytest.mark.parametrize("viewport", [DESK, PHONE, SMALLEST_PHONE], ids=["wide", "phone", "smallest"])
def test_the_citizens_pages_are_accessible_at_every_step(citizen: People, viewport: dict[str, int]) -> None:
    person = citizen(viewport)
    person.sees("교통")
    check(person)
    person.page.get_by_role("button", name="교통").click()
    person.sees("상담 혼잡도")
    check(person)
    person.page.get_by_role("button", name="상담 신청").click()
    person.sees("내 순서")
    check(person)


@both_screens
def test_the_staff_pages_are_accessible(staff: People, citizen: People, viewport: dict[str, int], scheme: str) -> None:
    visitor = staff("team-leader", viewport, scheme=scheme)
    visitor.opens("/floor")
    visitor.sees("상담 파트")
    check(visitor)
    counsellor = staff("counsellor", viewport, scheme=scheme)
    go_available(counsellor)
    check(counsellor)
    person = queue_up(citizen)
    expect(counsellor.page.get_by_role("button", name="받기").first).to_be_visible()
    check(counsellor)
    counsellor.page.get_by_role("button", name="받기").first.click()
    person.sees("연결되었습니다")
    say(person, "안녕하세요")
    expect(counsellor.page.get_by_role("log").get_by_text("안녕하세요").first).to_be_visible()
    check(counsellor)


@both_screens
def test_the_page_of_expected_waits_is_accessible_with_its_records(
    staff: People, citizen: People, viewport: dict[str, int], scheme: str
) -> None:
    queue_up(citizen)
    leader = staff("team-leader", viewport, scheme=scheme)
    leader.opens("/floor")
    leader.page.get_by_role("link", name="예상 대기 정확도").click()
    leader.sees("안내한 예상 대기")
    check(leader)
    leader.page.get_by_role("link", name="전체 안내").first.click()
    expect(leader.page.get_by_role("dialog")).to_be_visible()
    check(leader)


def test_the_talk_and_the_rating_are_accessible(staff: People, citizen: People) -> None:
    counsellor, person = connect(staff, citizen)
    say(counsellor, "무엇을 도와드릴까요?")
    person.sees("무엇을 도와드릴까요?")
    check(person)
    counsellor.page.keyboard.press("Alt+e")
    end_talk_with_enter(counsellor)
    person.sees("평가")
    check(person)
    check(counsellor)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_log_in_is_accessible(someone: People, scheme: str) -> None:
    visitor = someone(DESK, scheme=scheme)
    visitor.opens("/desk")
    visitor.sees("데모 계정")
    check(visitor)
