"""The page of statistics: tables, what is behind a figure, files, and periods that were imported."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from someone import DESK, PHONE, Someone
from test_contact import queue_up

pytestmark = [pytest.mark.browser, pytest.mark.slow]

People = Callable[..., Someone]
VIEWS = ["channel", "queue", "topic", "counsellor", "day", "month", "hour", "day_hour"]


@pytest.fixture
def a_contact_of_today(citizen: People) -> None:
    """A citizen who came and gave up, so that there is something to count."""
    person = queue_up(citizen)
    person.sees("내 순서")
    person.api("POST", "/api/chat/leave")


@pytest.mark.parametrize(
    ("viewport", "scheme", "views"),
    [(DESK, "light", VIEWS), (PHONE, "light", ["channel"]), (DESK, "dark", ["topic"]), (PHONE, "dark", ["day"])],
    ids=["wide", "phone", "wide-dark", "phone-dark"],
)
def test_every_table_is_accessible_and_no_wider_than_its_screen(
    staff: People, a_contact_of_today: None, viewport: dict[str, int], scheme: str, views: list[str]
) -> None:
    manager = staff("manager", viewport, scheme=scheme)
    for view in views:
        manager.opens(f"/stats?by={view}")
        expect(manager.page.get_by_role("row", name="합계")).to_be_visible()
        assert manager.violations() == [], view
        assert not manager.overflows(), view


def test_a_figure_opens_its_contacts_and_the_back_button_closes_them(staff: People, a_contact_of_today: None) -> None:
    leader = staff("team-leader")
    leader.opens("/stats?by=queue")
    total = leader.page.get_by_role("row", name="합계")
    total.get_by_role("link", name="합계 인입량").first.click()
    records = leader.page.get_by_role("dialog", name="합계 · 인입량")
    expect(records.get_by_role("listitem").first).to_be_visible()
    assert leader.violations() == []
    leader.page.go_back()
    expect(records).to_be_hidden()
    leader.page.go_forward()
    records.get_by_role("link").first.click()
    expect(leader.page).to_have_url(f"{leader.base}/floor/contacts/{leader.page.url.rsplit('/', 1)[-1]}")


def test_filters_stand_in_the_address_and_are_cleared_with_one_press(staff: People, a_contact_of_today: None) -> None:
    manager = staff("manager")
    manager.opens("/stats")
    manager.page.get_by_role("combobox", name="상담채널").fill("ㅈㅎ")
    manager.page.get_by_role("option", name="전화").click()
    expect(manager.page).to_have_url(f"{manager.base}/stats?channel=%5B%22phone%22%5D")
    manager.page.get_by_role("button", name="조건 지우기").click()
    expect(manager.page).to_have_url(f"{manager.base}/stats")


def test_days_the_wrong_way_round_are_told_not_asked_for(staff: People) -> None:
    manager = staff("manager")
    manager.opens("/stats?from=2026-03-02&to=2026-03-01")
    expect(manager.page.get_by_role("alert")).to_contain_text("시작일이 종료일보다 늦습니다")


def test_what_an_address_cannot_ask_for_leaves_it(staff: People, a_contact_of_today: None) -> None:
    manager = staff("manager")
    manager.opens("/stats?by=weather&hour=9.5&channel=pigeon&from=tomorrow")
    expect(manager.page).to_have_url(f"{manager.base}/stats")
    expect(manager.page.get_by_role("row", name="합계")).to_be_visible()


def test_a_table_is_saved_as_a_file(staff: People, a_contact_of_today: None, tmp_path: Path) -> None:
    manager = staff("manager")
    manager.opens("/stats?by=hour")
    manager.page.get_by_role("button", name="파일로 저장").click()
    with manager.page.expect_download() as download:
        manager.page.get_by_role("menuitem", name="CSV").click()
    saved = tmp_path / "table.csv"
    download.value.save_as(saved)
    assert saved.read_text("utf-8-sig").splitlines()[0].split(",")[1] == "인입량"


def test_without_imported_periods_the_page_says_how_they_come(staff: People) -> None:
    manager = staff("manager")
    manager.opens("/stats?periods=true")
    manager.sees("가져온 기간 집계가 없습니다")
    assert manager.violations() == []


def test_who_may_not_see_statistics_is_not_offered_them(staff: People) -> None:
    counsellor = staff("counsellor")
    counsellor.opens("/desk")
    expect(counsellor.page.get_by_role("link", name="통계")).to_have_count(0)
    counsellor.opens("/stats")
    expect(counsellor.page).to_have_url(f"{counsellor.base}/desk")
