"""Administration in the browser: one draft over all sections, applied, scheduled, undone; the file; the emergency."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from someone import Someone, both_screens

from running import RunningCentre

People = Callable[..., Someone]
SECTIONS = [
    *("centre", "staff", "skills", "queues", "holidays", "menu", "announcements"),
    *("phrases", "topics", "alerts", "emergency", "history", "file", "offices"),
]
OPENED = {"staff": "counsellor", "queues": "covid", "menu": '"0"', "topics": "water.bill", "announcements": "welcome"}


@pytest.fixture
def administrator(staff: People) -> Iterator[Someone]:
    """An administrator; whatever is changed by the test is put back."""
    person = staff("administrator")
    person.opens("/admin")
    person.sees("도시 이름")
    before = person.context.request.get(person.base + "/api/setup/file").text()
    yield person
    edits = person.api("POST", "/api/setup/file", {"text": before})["edits"]
    if edits:
        person.api("POST", "/api/setup/changes", {"edits": edits})
    person.api("PUT", "/api/emergency", {"until": None})


def go(person: Someone, section: str) -> Page:
    person.page.get_by_role("navigation", name="관리 항목").get_by_role(
        "link", name=re.compile(f"^{re.escape(section)}")
    ).click()
    expect(person.page.get_by_role("heading", level=2, name=section).first).to_be_visible()
    return person.page


def add(page: Page, button: str, english: str, korean: str) -> None:
    """Fills what a new part is asked for; its code is made from the English name."""
    page.get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("이름 (한국어)").fill(korean)
    dialog.get_by_label("이름 (영어)").fill(english)
    dialog.get_by_role("button", name="추가").click()


def choose(page: Page, label: str, option: str) -> None:
    """Chooses from a select of the open dialog."""
    page.get_by_role("dialog").get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def done(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="완료").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def apply(page: Page, note: str = "") -> None:
    page.get_by_role("button", name="검토하고 적용").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("메모").fill(note)
    dialog.get_by_role("button", name="지금 적용").click()
    expect(page.get_by_text("적용했습니다.")).to_be_visible()


def rename_centre(page: Page, name: str) -> None:
    page.get_by_label("도시 이름 (한국어)").fill(name)


def test_a_line_for_parking_is_drafted_put_right_and_in_force_without_a_restart(
    administrator: Someone, staff: People, citizen: People
) -> None:
    page = go(administrator, "기술")
    add(page, "기술 추가", "Parking", "주차")
    done(page)
    go(administrator, "상담 파트")
    add(page, "상담 파트 추가", "Parking", "주차")
    choose(page, "기술", "주차")
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text("받을 수 있는 상담사가 없습니다")  # beside the steps
    done(page)
    bar = page.get_by_role("region", name="적용되지 않은 변경")
    expect(bar).to_contain_text("변경 2건")
    bar.get_by_role("button", name="고칠 곳 1곳").click()
    expect(bar.get_by_role("link", name="상담 파트 · 주차")).to_be_visible()
    page.reload()  # loses nothing
    expect(bar).to_contain_text("변경 2건")
    go(administrator, "직원")
    page.get_by_role("button", name="김소리").click()
    choose(page, "주차", "숙련도 3")
    done(page)
    go(administrator, "메뉴(ARS)")
    page.get_by_role("button", name="메뉴 추가").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("이름 (한국어)").fill("주차 상담")
    dialog.get_by_label("이름 (영어)").fill("Parking")
    choose(page, "상담 파트", "주차")
    dialog.get_by_role("button", name="추가").click()
    preview = page.get_by_role("complementary", name="시민이 보는 화면")
    expect(preview.get_by_text("주차 상담")).to_be_visible()
    expect(bar).to_contain_text("그대로 적용할 수 있습니다")
    apply(page, "주차 민원이 늘어서")
    leader = staff("team-leader")
    leader.opens("/floor")
    expect(leader.page.get_by_role("rowheader", name="주차", exact=True).first).to_be_visible()
    expect(citizen().page.get_by_role("button", name="주차 상담")).to_be_visible()
    go(administrator, "변경 기록")
    expect(page.get_by_text("주차 민원이 늘어서").first).to_be_visible()


def test_a_change_is_undone_from_where_it_was_announced_and_one_to_come_is_called_off(administrator: Someone) -> None:
    page = administrator.page
    rename_centre(page, "새소리시")
    apply(page)
    page.get_by_role("button", name="되돌리기").click()
    expect(page.get_by_text("되돌렸습니다.")).to_be_visible()
    expect(page.get_by_label("도시 이름 (한국어)")).to_have_value("소리시")
    rename_centre(page, "내일의 소리시")
    page.get_by_role("button", name="검토하고 적용").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("deletion")).to_have_text("소리시")
    expect(dialog.get_by_role("insertion")).to_have_text("내일의 소리시")
    dialog.get_by_text("정한 시각에").click()
    dialog.get_by_role("button", name="적용 시각").click()
    page.get_by_role("button", name="다음 달").click()
    assert administrator.violations() == []
    page.locator("[data-dates-dropdown] table button:not([data-outside])").first.click()
    page.get_by_role("button", name="완료").click()
    assert administrator.violations() == []
    dialog.get_by_role("button", name="예약", exact=True).click()
    expect(page.get_by_text("에 적용됩니다.")).to_be_visible()
    go(administrator, "변경 기록")
    expect(page.get_by_role("heading", name="예약된 변경")).to_be_visible()
    page.get_by_role("button", name=re.compile("예약 취소$")).first.click()
    page.get_by_role("dialog").get_by_role("button", name="예약 취소").click()
    expect(page.get_by_role("heading", name="예약된 변경")).to_have_count(0)


def test_a_file_goes_out_and_its_changes_come_back_as_a_draft(administrator: Someone, tmp_path: Path) -> None:
    page = go(administrator, "설정 파일")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="파일 내려받기").click()
    exported = tmp_path / "setup.toml"
    downloading.value.save_as(exported)
    text = exported.read_text("utf-8")
    assert "[queues.covid]" in text
    exported.write_text(text.replace("accept_within_s = 20", "accept_within_s = 2"), "utf-8")
    page.locator("input[type=file]").set_input_files(exported)
    expect(page.get_by_text("번째 줄").first).to_be_visible()
    exported.write_text(text.replace("accept_within_s = 20", "accept_within_s = 30"), "utf-8")
    page.locator("input[type=file]").set_input_files(exported)
    expect(page.get_by_role("insertion")).to_have_text("30초")
    assert administrator.violations() == []
    page.get_by_role("button", name="초안에 담기").click()
    apply(page)
    go(administrator, "센터")
    expect(page.get_by_label("배정 수락 시간(초)")).to_have_value("30")


def test_the_emergency_is_begun_seen_by_everybody_and_ended(
    administrator: Someone, staff: People, citizen: People
) -> None:
    page = go(administrator, "긴급 운영")
    page.get_by_role("button", name="긴급 운영 켜기").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("맨 위에 나오고")
    assert administrator.violations() == []
    dialog.get_by_role("button", name="켜기", exact=True).click()
    banner = page.get_by_role("complementary", name="긴급 상황 안내")
    expect(banner).to_contain_text(re.compile("(1:59|2:00):"))
    assert administrator.violations() == []
    counsellor = staff("counsellor")
    counsellor.opens("/desk")
    expect(counsellor.page.get_by_role("complementary", name="긴급 상황 안내")).to_be_visible()
    caller = citizen()
    expect(caller.page.get_by_role("button", name="긴급 재난 상담")).to_be_visible()
    caller.sees("0번은 긴급 문의만 받습니다")
    page.get_by_role("button", name="지금 끝내기").click()
    page.get_by_role("dialog").get_by_role("button", name="끝내기", exact=True).click()
    expect(banner).to_have_count(0)


def test_a_team_leader_reads_what_only_administrators_change(staff: People) -> None:
    leader = staff("team-leader")
    leader.opens("/admin/queues")
    leader.page.get_by_role("button", name="코로나19").click()
    expect(leader.page.get_by_role("dialog").get_by_label("이름 (한국어)")).to_be_disabled()
    leader.sees("보기만 할 수 있습니다")
    assert leader.violations() == []
    leader.opens("/admin/phrases")
    expect(leader.page.get_by_role("button", name="상용구 추가")).to_be_visible()


def test_a_counsellor_has_no_administration(staff: People) -> None:
    counsellor = staff("counsellor")
    counsellor.opens("/admin")
    expect(counsellor.page).to_have_url(re.compile("/desk"))
    expect(counsellor.page.get_by_role("link", name="관리")).to_have_count(0)


def test_many_are_found_and_given_a_skill_together(administrator: Someone) -> None:
    page = go(administrator, "직원")
    page.get_by_role("switch", name="모의 상담사 36명도 보기").check()
    page.get_by_role("textbox", name="이름이나 로그인 이름").fill("모의상담사 0")
    expect(page.get_by_text("47명 가운데 9명")).to_be_visible()
    page.get_by_label("이 쪽 모두 고르기").check()
    group = page.get_by_role("group", name="고른 직원")
    group.get_by_label("기술").first.click()
    page.get_by_role("option", name="외국어").click()
    group.get_by_role("button", name="주기").click()
    expect(page.get_by_role("region", name="적용되지 않은 변경")).to_contain_text("변경 9건")
    page.get_by_role("button", name="모두 버리기").click()


def test_the_offices_hours_and_a_declared_holiday_hold_at_once_and_are_taken_back(staff: People) -> None:
    person = staff("administrator")
    page = person.page
    before = person.api("GET", "/api/office/rules")
    person.opens("/admin/offices")
    hours = page.get_by_role("textbox", name="2번째 근무 시간")
    hours.fill("오후 한 시부터")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("alert").filter(has_text="시간이 아닙니다")).to_be_visible()
    hours.fill("11:00-17:00")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("alert").filter(has_text="겹")).to_be_visible()
    hours.fill("13:00-17:00")
    page.get_by_role("button", name="저장").click()
    person.sees("처리 기준을 저장했습니다")
    page.reload()
    expect(hours).to_have_value("13:00-17:00")
    person.api("PUT", "/api/office/rules", before)

    page.get_by_role("button", name="임시공휴일 지정").click()
    expect(page.get_by_text("적어 주세요.", exact=True).first).to_be_visible()
    page.get_by_role("button", name="날짜").click()
    page.get_by_role("button", name=re.compile(r"^15 ")).first.click()
    page.get_by_role("textbox", name="이름").fill("선거일")
    page.get_by_role("button", name="임시공휴일 지정").click()
    row = page.get_by_role("listitem").filter(has_text="선거일")
    expect(row).to_contain_text("15일")
    assert person.violations() == []
    row.get_by_role("button", name="선거일").click()
    expect(row).to_have_count(0)


@both_screens
def test_every_section_is_accessible_and_no_wider_than_its_screen(
    staff: People, viewport: dict[str, int], scheme: str
) -> None:
    person = staff("administrator", viewport, scheme=scheme)
    for section in SECTIONS:
        for part in ("", f"?part={OPENED[section]}") if section in OPENED else ("",):
            person.opens(f"/admin/{section}{part}")
            expect(person.page.get_by_role("heading", level=2).first).to_be_attached()
            expect(person.page.get_by_role("status", name="불러오는 중")).to_have_count(0)
            if part:
                expect(person.page.get_by_role("dialog")).to_be_visible()
            assert person.violations() == [], section + part
            assert not person.overflows(), section + part


def test_the_centre_is_as_it_was(running_centre: RunningCentre, staff: People) -> None:
    """What the tests above changed would be in the way of others."""
    setup = staff("administrator").api("GET", "/api/setup")["setup"]
    assert "parking" not in setup["queues"]
    assert setup["centre"]["accept_within_s"] == 20
