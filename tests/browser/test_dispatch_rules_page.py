"""An administrator makes rules of whose cases are in the browser: tried, reviewed, kept; and what is learned."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from someone import DESK, PHONE, Someone
from test_accessibility import check

People = Callable[..., Someone]


@pytest.fixture
def administrator(staff: People) -> Iterator[Someone]:
    """An administrator at the page of rules, of which there are none; those that were there are put back."""
    person = staff("administrator", DESK)
    deadline = time.monotonic() + 120
    while not (shown := person.api("GET", "/api/dispatch/rules"))["types"] or not shown["departments"]:
        assert time.monotonic() < deadline, "the worker brings the demo's types in"
        time.sleep(0.5)
    before = keeps(person, [])
    person.opens("/admin/dispatch")
    yield person
    keeps(person, before)


def keeps(person: Someone, rules: list[Any]) -> list[Any]:
    """Has these rules hold; gives those before."""
    shown = person.api("GET", "/api/dispatch/rules")
    token = next(one["value"] for one in person.context.cookies() if one["name"] == "sori_csrf")
    headers = {"x-csrf-token": str(token), "if-match": f'"{shown["change"]}"'}
    answer = person.context.request.put(f"{person.base}/api/dispatch/rules", data={"rules": rules}, headers=headers)
    assert answer.ok, answer.text()
    return list(shown["rules"])


def test_rules_are_made_tried_reviewed_and_kept_and_learned_dispatch_is_switched(
    administrator: Someone, staff: People
) -> None:
    page = administrator.page
    administrator.sees("규칙이 없습니다.")
    check(administrator)
    page.get_by_role("button", name="규칙 추가").click()
    sheet = page.get_by_role("dialog", name="규칙 1")
    hours = sheet.get_by_role("textbox", name="시간", exact=True)
    hours.fill("평일 밤")
    expect(sheet.get_by_text("시간을 읽을 수 없습니다: 평일 밤")).to_be_visible()
    check(administrator)
    hours.fill("평일 18:00-09:00")
    sheet.get_by_role("button", name="완료").click()
    # Outside of these hours nobody has them: that is told in the row, and it can't be kept.
    row = page.get_by_role("row", name="1. 모든 유형")
    expect(row).to_contain_text("이 유형의 규칙이 없는 시간이 있습니다")
    expect(page.get_by_role("button", name="검토하고 적용")).to_be_disabled()
    page.get_by_role("button", name="규칙 추가").click()
    page.get_by_role("dialog", name="규칙 2").get_by_role("button", name="완료").click()
    expect(page.get_by_text("적용할 수 있습니다.")).to_be_visible()

    attempt = page.get_by_role("region", name="시험해 보기")
    attempt.get_by_role("button", name="어디로 가나").click()
    expect(attempt.get_by_role("status")).to_contain_text("규칙상")
    page.get_by_role("button", name="2. 모든 유형 위로").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="2. 모든 유형")).to_contain_text("앞의 규칙(1번)이 모두 처리하므로")
    page.get_by_role("button", name="2. 모든 유형 위로").click()
    page.reload()
    expect(page.get_by_role("row", name="1. 모든 유형")).to_contain_text("평일 18:00-09:00")
    check(administrator)

    page.get_by_role("button", name="검토하고 적용").click()
    review = page.get_by_role("dialog", name="규칙 변경 검토")
    expect(review.get_by_text("최근 민원")).to_be_visible()
    review.get_by_label("메모").fill("밤에는 도로관리과")
    check(administrator)
    review.get_by_role("button", name="지금 적용").click()
    administrator.sees("규칙 2개를 적용했습니다.")
    expect(page.get_by_role("region", name="변경 기록")).to_contain_text("밤에는 도로관리과")
    with page.expect_download() as download:
        page.get_by_role("link", name="파일 내려받기").click()
    assert 'hours = "평일 18:00-09:00"' in download.value.path().read_text()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "rules.toml", "mimeType": "application/toml", "buffer": b'[[rule]]\ntype = "nothing"\n'}
    )
    expect(page.get_by_role("alert").filter(has_text="1번째 줄")).to_contain_text("규칙 1, 민원 유형")

    learned = page.get_by_role("region", name="학습에 따른 자동 분배")
    expect(learned).to_contain_text("아직 학습할 수 없습니다.")
    learned.get_by_role("textbox", name="허용하는 오분배율").fill("50")
    learned.get_by_role("button", name="저장").click()
    expect(learned.get_by_role("alert")).to_contain_text("20% 이하")
    learned.get_by_role("textbox", name="허용하는 오분배율").fill("2")
    learned.get_by_role("button", name="저장").click()
    administrator.sees("저장하고 새로 학습했습니다.")
    phone = staff("administrator", PHONE, scheme="dark")
    phone.opens("/admin/dispatch")
    phone.sees("평일 18:00-09:00")
    check(phone)
