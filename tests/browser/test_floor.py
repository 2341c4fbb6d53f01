"""What a team leader does on the floor, with the counsellor's desk and the citizen's page beside it."""

from collections.abc import Callable

from playwright.sync_api import expect
from someone import DESK, PHONE, Someone
from test_contact import connect, go_available, say

People = Callable[..., Someone]


def watch(leader: Someone, name: str = "김소리") -> None:
    leader.opens("/floor")
    row = leader.page.get_by_role("row").filter(has=leader.page.get_by_text(name, exact=True))
    row.get_by_role("link", name="홈페이지 채팅").click()
    expect(leader.page.get_by_role("log")).to_be_visible()


def check(person: Someone) -> None:
    assert person.violations() == []
    assert not person.overflows()


def test_a_whisper_is_read_by_the_counsellor_and_never_by_the_citizen(staff: People, citizen: People) -> None:
    counsellor, person = connect(staff, citizen)
    leader = staff("team-leader")
    watch(leader)
    leader.page.get_by_label("김소리 님에게만 귓속말").fill("환불도 안내해 주세요")
    leader.page.get_by_role("button", name="귓속말", exact=True).click()
    counsellor.sees("환불도 안내해 주세요")
    counsellor.sees("시민에게 보이지 않습니다")
    check(counsellor)
    say(counsellor, "네, 확인했습니다")
    person.sees("네, 확인했습니다")
    expect(person.page.get_by_text("환불도 안내해 주세요")).to_have_count(0)


def test_the_team_leader_takes_a_conversation_over_and_returns_it(staff: People, citizen: People) -> None:
    counsellor, person = connect(staff, citizen)
    leader = staff("team-leader")
    watch(leader)
    leader.page.get_by_role("button", name="상담 넘겨받기").click()
    person.sees("팀장이 이어서 상담해 드립니다")
    counsellor.sees("팀장이 상담을 맡았습니다")
    box = leader.page.get_by_role("textbox", name="보낼 메시지")
    box.fill("제가 도와드리겠습니다")
    box.press("Enter")
    person.sees("제가 도와드리겠습니다")
    check(leader)
    check(counsellor)
    leader.page.get_by_role("button", name="김소리 님에게 돌려주기").click()
    person.sees("김소리 상담사가 다시 상담해 드립니다")
    say(counsellor, "다시 이어 가겠습니다")
    person.sees("다시 이어 가겠습니다")


def test_people_are_moved_and_moved_back_by_one_press(staff: People) -> None:
    counsellor = staff("counsellor")
    go_available(counsellor)
    leader = staff("team-leader")
    leader.opens("/floor")
    leader.page.get_by_label("김소리 고르기").check()
    leader.page.get_by_role("button", name="배치 바꾸기 (1명)").click()
    sheet = leader.page.get_by_role("dialog")
    sheet.get_by_role("combobox").first.select_option("0")
    check(leader)
    sheet.get_by_role("button", name="바꾸기").click()
    leader.sees("배치를 바꾸었습니다")
    leader.page.get_by_role("button", name="되돌리기").click()
    leader.sees("배치를 되돌렸습니다")


def test_a_note_is_on_the_desk_at_once_and_its_poster_sees_who_read_it(staff: People) -> None:
    counsellor = staff("counsellor")
    go_available(counsellor)
    leader = staff("team-leader")
    leader.opens("/floor")
    leader.page.get_by_label("모든 상담사에게 알릴 내용").fill("마포구 단수 안내")
    leader.page.get_by_role("button", name="올리기").click()
    counsellor.sees("마포구 단수 안내")
    check(counsellor)
    counsellor.page.get_by_role("button", name="확인했습니다").click()
    leader.page.get_by_text("1명 확인").first.click()
    leader.sees("확인: 김소리")


def test_a_suggested_break_is_taken_with_one_key(staff: People) -> None:
    counsellor = staff("counsellor")
    go_available(counsellor)
    leader = staff("team-leader")
    leader.opens("/floor")
    leader.page.get_by_role("button", name="김소리 님에게 휴식 권하기").click()
    counsellor.sees("지금 휴식하셔도 됩니다")
    counsellor.page.keyboard.press("Alt+b")
    expect(counsellor.page.get_by_role("button", name="휴식").first).to_be_visible()


def test_the_days_chart_has_a_table_and_the_wall_needs_no_press(staff: People) -> None:
    leader = staff("team-leader")
    leader.opens("/floor")
    leader.page.get_by_role("button", name="표로 보기").click()
    leader.page.get_by_role("link", name="00:00").click()
    expect(leader.page.get_by_role("dialog")).to_be_visible()
    for viewport in (DESK, PHONE):
        screen = staff("team-leader", viewport)
        screen.opens("/wall")
        screen.sees("상담 현황판")
        check(screen)
