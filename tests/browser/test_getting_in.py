"""Getting in, in the browser: second factor, my account, sessions, what administrators see; by keyboard and axe."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect
from someone import DESK, PHONE, Someone, both_screens
from test_accessibility import check

from running import RunningCentre

People = Callable[..., Someone]


@pytest.fixture
def administrator(staff: People) -> Iterator[Someone]:
    """An administrator; what the test left of others' second factors is put back."""
    person = staff("administrator")
    person.opens("/admin/staff")
    yield person
    person.api("PUT", "/api/access/second-factor", {"roles": []})
    for login in ("planner", "analyst"):
        if person.api("GET", f"/api/staff/{login}/access")["second_factor"]:
            person.api("DELETE", f"/api/staff/{login}/second-factor")


def types(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)


def shown_code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows now, or some steps on: no code is taken twice."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * steps))


def log_in(person: Someone, login: str, password: str) -> Page:
    person.opens("/login")
    types(person.page, "로그인 이름", login)
    types(person.page, "비밀번호", password)
    person.page.keyboard.press("Enter")
    return person.page


def set_up(person: Someone, password: str) -> tuple[str, list[str]]:
    """Sets the second factor up from the account page, by keyboard; gives the secret and the recovery codes."""
    page = person.page
    page.get_by_role("button", name="2단계 인증 설정").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("현재 비밀번호")).to_be_focused()
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("img", name="QR")).to_be_visible()
    check(person)
    secret = dialog.locator("code").inner_text().replace(" ", "")
    dialog.get_by_label("앱에 나타난 코드 6자리").fill("000000")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("인증 코드가 맞지 않습니다")).to_be_visible()
    dialog.get_by_label("앱에 나타난 코드 6자리").fill(shown_code(secret))
    page.keyboard.press("Enter")
    codes = dialog.get_by_role("list", name="복구 코드").get_by_role("listitem")
    expect(codes).to_have_count(10)
    check(person)
    told = codes.all_inner_texts()
    dialog.get_by_role("button", name="보관했습니다").click()
    expect(page.get_by_text("복구 코드가 10개 남아 있습니다")).to_be_visible()
    return secret, told


def test_a_second_factor_from_the_picture_to_a_log_in_by_keyboard_and_to_its_reset(
    staff: People, someone: People, administrator: Someone, running_centre: RunningCentre
) -> None:
    person = staff("planner")
    person.opens("/account")
    secret, codes = set_up(person, running_centre.password)

    visitor = someone(DESK)
    page = log_in(visitor, "planner", running_centre.password)
    expect(page.get_by_role("heading", name="인증 코드 입력")).to_be_visible()
    expect(page.get_by_label("인증 코드")).to_be_focused()
    check(visitor)
    page.keyboard.type("123456")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("맞지 않거나 이미 사용되었습니다")
    page.get_by_label("인증 코드").fill(shown_code(secret, 1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/floor")

    lost = someone(PHONE)
    page = log_in(lost, "planner", running_centre.password)
    page.get_by_label("인증 코드").fill(codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/floor")

    administrator.opens("/admin/staff?part=planner")
    dialog = administrator.page.get_by_role("dialog").first
    dialog.get_by_role("button", name="2단계 인증 초기화").click()
    ask = administrator.page.get_by_role("dialog", name="초기화할까요")
    ask.get_by_role("button", name="2단계 인증 초기화").click()
    expect(administrator.page.get_by_text("2단계 인증을 초기화했습니다").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Sori 로그인")).to_be_visible()


@both_screens
def test_my_account_is_accessible_and_says_what_is_wrong(
    staff: People, viewport: dict[str, int], scheme: str, running_centre: RunningCentre
) -> None:
    person = staff("analyst", viewport, scheme=scheme)
    person.opens("/account")
    person.sees("지금 이 브라우저")
    check(person)
    page = person.page
    types(page, "현재 비밀번호", "wrong")
    types(page, "새 비밀번호", "느린 우체통이 있는 골목")
    types(page, "새 비밀번호 확인", "느린 우체통이 있는 마을")
    page.keyboard.press("Enter")
    expect(page.get_by_text("새 비밀번호와 다릅니다")).to_be_visible()
    types(page, "새 비밀번호 확인", "느린 우체통이 있는 골목")
    page.keyboard.press("Enter")
    expect(page.get_by_text("현재 비밀번호가 맞지 않습니다")).to_be_visible()
    types(page, "현재 비밀번호", running_centre.password)
    types(page, "새 비밀번호", "qwertyuiop")
    types(page, "새 비밀번호 확인", "qwertyuiop")
    page.keyboard.press("Enter")
    expect(page.get_by_text("쉽게 짐작할 수 있는 비밀번호")).to_be_visible()
    check(person)


def test_another_browser_is_logged_out_from_my_account(staff: People) -> None:
    desk, other = staff("analyst"), staff("analyst")
    other.opens("/account")
    other.sees("지금 이 브라우저")
    desk.opens("/account")
    desk.page.get_by_role("button", name="다른 곳 모두 끝내기").click()
    expect(desk.page.get_by_text("로그인을 끝냈습니다.").first).to_be_visible()
    other.page.reload()
    expect(other.page.get_by_role("heading", name="Sori 로그인")).to_be_visible()


def test_a_role_that_needs_a_second_factor_leads_its_people_to_it_and_to_nothing_else(
    staff: People, administrator: Someone, running_centre: RunningCentre
) -> None:
    administrator.opens("/admin/access")
    page = administrator.page
    page.get_by_role("checkbox", name="데이터 분석").check()
    page.get_by_role("button", name="의무 저장").click()
    expect(page.get_by_text("의무를 저장했습니다.")).to_be_visible()
    person = staff("analyst")
    person.opens("/start")
    person.page.wait_for_url("**/account")
    person.sees("먼저 2단계 인증을 설정해 주세요")
    check(person)
    set_up(person, running_centre.password)
    expect(person.page.get_by_text("먼저 2단계 인증을 설정해 주세요")).to_have_count(0)
    person.opens("/start")
    person.sees("안녕하세요")


@both_screens
def test_the_rules_and_the_audit_log_are_shown_and_accessible(
    staff: People, viewport: dict[str, int], scheme: str
) -> None:
    person = staff("administrator", viewport, scheme=scheme)
    page = person.page
    person.opens("/admin/access")
    person.sees("볼 수 있는 것")
    page.get_by_role("button", name="감사").first.click()
    expect(page.get_by_text("GET /api/audit", exact=True)).to_be_visible()
    check(person)
    person.opens("/admin/audit?action=session.opened")
    expect(page.get_by_role("row").nth(1)).to_contain_text("로그인")
    check(person)
    page.get_by_role("row").nth(1).get_by_role("button").first.click()
    page.wait_for_url("**person=**")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV로 내보내기").click()
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_team_leader_sees_neither(staff: People) -> None:
    person = staff("team-leader")
    person.opens("/admin/staff")
    person.sees("김소리")
    sections = person.page.get_by_role("navigation", name="관리 항목")
    expect(sections.get_by_role("link", name="변경 기록")).to_be_visible()
    expect(sections.get_by_role("link", name="감사 기록")).to_have_count(0)
    expect(sections.get_by_role("link", name="접근 권한")).to_have_count(0)


def test_no_page_asks_for_what_its_policy_refuses(staff: People, citizen: People) -> None:
    refused: list[str] = []
    for login, paths in (
        ("administrator", ["/admin/staff?part=counsellor", "/admin/holidays", "/admin/audit", "/account", "/floor"]),
        ("counsellor", ["/desk", "/account"]),
        ("team-leader", ["/floor", "/floor/expected-wait", "/stats", "/wall"]),
    ):
        person = staff(login)
        person.page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
        for path in paths:
            person.opens(path)
            person.page.wait_for_load_state("load")
            expect(person.page.locator("main").first).not_to_be_empty()
    phone = citizen()
    phone.page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    phone.page.reload()
    phone.sees("교통")
    assert refused == []
