"""A contact from the menu to the wrap-up, with both sides looked at side by side."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Route, expect
from someone import DESK, Someone

People = Callable[..., Someone]


def queue_up(citizen: People, entry: str = "교통", **options: str) -> Someone:
    person = citizen(**options)
    person.page.get_by_role("button", name=entry).click()
    person.page.get_by_role("button", name="상담 신청").click()
    return person


def go_available(counsellor: Someone) -> None:
    counsellor.opens("/desk")
    counsellor.page.get_by_role("button", name="대기로 바꾸기").first.click()
    counsellor.sees("상담이 배정되면")


def say(person: Someone, text: str) -> None:
    box = person.page.get_by_role("textbox").first
    box.fill(text)
    box.press("Enter")


def connect(staff: People, citizen: People, login: str = "counsellor") -> tuple[Someone, Someone]:
    counsellor = staff(login)
    return counsellor, accept(counsellor, citizen)


def accept(counsellor: Someone, citizen: People) -> Someone:
    go_available(counsellor)
    person = queue_up(citizen)
    expect(counsellor.page.get_by_role("button", name="받기").first).to_be_visible()
    counsellor.page.keyboard.press("Alt+a")
    person.sees("연결되었습니다")
    return person


def end_talk_with_enter(counsellor: Someone) -> None:
    expect(counsellor.page.get_by_role("button", name="상담 끝내기")).to_be_focused()
    counsellor.page.keyboard.press("Enter")


def test_a_contact_lives_from_the_menu_to_the_wrap_up(staff: People, citizen: People) -> None:
    counsellor, person = connect(staff, citizen)
    expect(person.page.get_by_role("heading", name="김소리 상담사")).to_be_visible()

    say(person, "집 앞에 불법 주차된 차가 있어요")
    counsellor.sees("집 앞에 불법 주차된 차가 있어요")
    counsellor.page.get_by_role("textbox").first.press_sequentially("안녕")
    person.sees("상담사가 쓰고 있습니다")
    say(counsellor, "안녕하세요, 확인하겠습니다.")
    person.sees("안녕하세요, 확인하겠습니다.")
    expect(counsellor.page.get_by_role("log").get_by_text("읽음")).to_be_visible()
    expect(person.page.get_by_text("읽음").first).to_be_visible()

    counsellor.page.keyboard.press("Alt+e")
    end_talk_with_enter(counsellor)
    form = counsellor.page.get_by_role("form", name="후처리")
    expect(form.get_by_role("combobox")).to_be_focused()
    counsellor.page.keyboard.type("견인")
    expect(counsellor.page.get_by_role("option", name="견인")).to_have_count(1)
    counsellor.page.keyboard.press("Enter")
    expect(form.get_by_role("radio", name="답변 완료")).to_be_focused()
    counsellor.page.keyboard.press("1")
    counsellor.page.keyboard.press("Control+Enter")
    expect(form).to_be_hidden()

    person.page.get_by_text("매우 만족", exact=True).click()
    person.page.get_by_role("button", name="평가 보내기").click()
    person.sees("소중한 의견 감사합니다")


def test_a_topic_typed_before_the_topics_are_there_is_not_called_unknown(staff: People, citizen: People) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    counsellor = staff("counsellor")
    counsellor.page.route("**/api/topics", hold)
    accept(counsellor, citizen)
    counsellor.page.keyboard.press("Alt+e")
    end_talk_with_enter(counsellor)
    form = counsellor.page.get_by_role("form", name="후처리")
    expect(form.get_by_role("combobox")).to_be_focused()
    counsellor.page.keyboard.type("견인")
    expect(counsellor.page.get_by_role("option", name="상담 코드를 불러오고 있습니다")).to_be_visible()
    counsellor.page.keyboard.press("Enter")
    for route in held:
        route.continue_()
    expect(counsellor.page.get_by_role("option", name="견인")).to_be_visible()
    counsellor.page.keyboard.press("Enter")
    expect(form.get_by_role("radio", name="답변 완료")).to_be_focused()


def test_a_citizen_who_closes_the_page_comes_back_to_the_same_conversation(staff: People, citizen: People) -> None:
    counsellor, person = connect(staff, citizen)
    say(person, "잠깐 나갔다 올게요")
    counsellor.sees("잠깐 나갔다 올게요")
    person.page.close()
    counsellor.sees("접속 끊김")
    say(counsellor, "기다리겠습니다")
    person.page = person.context.new_page()
    person.opens("/")
    person.sees("잠깐 나갔다 올게요")
    person.sees("기다리겠습니다")


def test_what_is_written_without_a_network_arrives_once_and_in_order(staff: People, citizen: People) -> None:
    counsellor, person = connect(staff, citizen)
    person.context.set_offline(True)
    for text in ("첫째 줄", "둘째 줄", "셋째 줄"):
        say(person, text)
    person.page.wait_for_timeout(300)
    person.context.set_offline(False)
    expect(counsellor.page.get_by_role("log").get_by_text("셋째 줄")).to_be_visible(timeout=30_000)
    written = counsellor.page.get_by_role("log").get_by_text("줄", exact=False).all_inner_texts()
    assert [text for text in written if text.endswith("째 줄")] == ["첫째 줄", "둘째 줄", "셋째 줄"]


def test_a_photo_reaches_the_counsellor_and_a_fake_one_is_refused_with_a_reason(
    staff: People, citizen: People, tmp_path: Path
) -> None:
    counsellor, person = connect(staff, citizen)
    photo, fake = tmp_path / "현장.png", tmp_path / "가짜.png"
    Image.new("RGB", (64, 48), "orange").save(photo)
    fake.write_bytes(b"MZ this is no picture")
    chooser = person.page.locator("input[type=file]")
    chooser.set_input_files(fake)
    person.sees("받을 수 없는 파일입니다")
    person.page.get_by_role("button", name="가짜.png 첨부 빼기").click()
    chooser.set_input_files(photo)
    person.sees("첨부됨")
    person.page.get_by_role("button", name="보내기").click()
    expect(counsellor.page.get_by_role("log").get_by_role("img", name="현장.png")).to_be_visible()


_HANDS_OVER = """
    ([name, type, size, how]) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
        const hand = (content) => {
            const files = new DataTransfer();
            files.items.add(new File([content], name, { type }));
            const target = document.querySelector("textarea");
            const more = { bubbles: true, cancelable: true };
            if (how === "paste") target.dispatchEvent(new ClipboardEvent("paste", { ...more, clipboardData: files }));
            else for (const kind of ["dragover", "drop"])
                target.dispatchEvent(new DragEvent(kind, { ...more, dataTransfer: files }));
        };
        if (size) hand(new Uint8Array(size));
        else return new Promise((done) => canvas.toBlob((blob) => done(hand(blob)), type));
    }"""


def test_the_counsellor_attaches_by_dropping_and_pasting_and_is_told_what_is_too_large(
    staff: People, citizen: People
) -> None:
    counsellor, person = connect(staff, citizen)
    counsellor.page.evaluate(_HANDS_OVER, ["지도.png", "image/png", 0, "drop"])
    counsellor.sees("지도.png")
    counsellor.page.evaluate(_HANDS_OVER, ["약도.png", "image/png", 0, "paste"])
    counsellor.sees("약도.png")
    counsellor.page.evaluate(_HANDS_OVER, ["동영상.png", "image/png", 11 * 1024 * 1024, "drop"])
    expect(counsellor.page.get_by_text("10MB", exact=False).first).to_be_visible()
    counsellor.page.get_by_role("button", name="동영상.png").click()
    counsellor.page.get_by_role("button", name="보내기").click()
    for name in ("지도.png", "약도.png"):
        expect(person.page.get_by_role("button", name=f"{name} 사진 크게 보기")).to_be_visible()


def test_a_transferred_contact_reaches_the_colleague_with_its_note(staff: People, citizen: People) -> None:
    counsellor, person = connect(staff, citizen)
    colleague = staff("counsellor2")
    go_available(colleague)
    say(person, "수도 요금도 궁금해요")
    counsellor.sees("수도 요금도 궁금해요")
    counsellor.page.keyboard.press("Alt+t")
    dialog = counsellor.page.get_by_role("dialog")
    dialog.get_by_text("상담사", exact=True).click()
    dialog.get_by_role("combobox").click()
    counsellor.page.get_by_role("option", name="이나무").click()
    dialog.get_by_role("textbox", name="전달 사항").fill("주차는 안내했고 수도 요금 문의가 남았습니다")
    dialog.get_by_role("button", name="전환하기").click()
    colleague.sees("주차는 안내했고 수도 요금 문의가 남았습니다")
    colleague.page.keyboard.press("Alt+a")
    expect(person.page.get_by_role("heading", name="이나무 상담사")).to_be_visible()
    colleague.sees("수도 요금도 궁금해요")


def test_a_refused_contact_goes_back_to_its_queue_and_the_counsellor_is_not_answering(
    staff: People, citizen: People
) -> None:
    counsellor = staff("counsellor")
    go_available(counsellor)
    person = queue_up(citizen)
    expect(counsellor.page.get_by_role("button", name="받기").first).to_be_visible()
    counsellor.page.keyboard.press("Alt+x")
    counsellor.sees("응답하지 않아")
    person.sees("내 순서")
    colleague = staff("counsellor2")
    go_available(colleague)
    expect(colleague.page.get_by_role("button", name="받기").first).to_be_visible()


def test_several_chats_are_held_at_once_up_to_the_capacity(staff: People, citizen: People) -> None:
    counsellor = staff("counsellor")
    go_available(counsellor)
    for held in range(1, 4):
        queue_up(citizen)
        expect(counsellor.page.get_by_role("button", name="받기").first).to_be_visible()
        counsellor.page.keyboard.press("Alt+a")
        expect(counsellor.page.get_by_role("heading", name=f"내 상담 {held} / 3")).to_be_visible()
    waiting = queue_up(citizen)
    waiting.sees("내 순서")
    expect(counsellor.page.get_by_role("button", name="받기")).to_have_count(0)


def test_a_canned_phrase_is_sent_in_four_keystrokes(staff: People, citizen: People) -> None:
    counsellor, person = connect(staff, citizen)
    box = counsellor.page.get_by_role("textbox").first
    box.click()
    box.press_sequentially("/끝")
    counsellor.page.keyboard.press("Enter")
    counsellor.page.keyboard.press("Enter")
    person.sees("이용해 주셔서 감사합니다. 좋은 하루 보내십시오.")


def test_the_floor_shows_the_contact_and_lets_the_leader_watch_it(staff: People, citizen: People) -> None:
    leader = staff("team-leader")
    _, person = connect(staff, citizen)
    leader.opens("/floor")
    row = leader.page.get_by_role("row").filter(has=leader.page.get_by_text("김소리", exact=True))
    expect(row).to_contain_text("상담 중")
    row.get_by_role("link", name="홈페이지 채팅").click()
    say(person, "팀장님도 보이나요")
    leader.sees("팀장님도 보이나요")
    expect(leader.page.get_by_role("textbox", name="보낼 메시지")).to_have_count(0)


def test_a_figure_of_the_floor_opens_the_contacts_behind_it(staff: People, citizen: People) -> None:
    leader = staff("team-leader")
    connect(staff, citizen)
    leader.opens("/floor")
    leader.page.get_by_role("link", name="교통 상담 중 1: 목록 보기").click()
    expect(leader.page.get_by_role("dialog").get_by_text("시민").first).to_be_visible()


def test_the_citizens_page_speaks_english_when_asked(citizen: People) -> None:
    person = citizen(DESK)
    person.page.get_by_role("button", name="English").click()
    expect(person.page.locator("html")).to_have_attribute("lang", "en")
    expect(person.page.get_by_role("button", name="Traffic")).to_be_visible()
