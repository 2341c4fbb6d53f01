"""A service is booked in the chatbot's dialogue: found, a time, how many, confirmed; and cancelled, or waited for."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asking import Asker, Bot, spoken
from factories import Clock, rows
from running import People
from sori.bookings import service as bookings
from sori.bookings.model import Booking, BookingState, Category, Offer, Opening, ServiceContent
from sori.chatbot.booking_words import named, people_of, wants_booking, wants_own
from sori.chatbot.dialogue import RULES, Dialogue
from sori.chatbot.model import (
    MOVES,
    Bookables,
    Conversation,
    Heard,
    Knowledge,
    Left,
    Said,
    Settled,
    Silent,
    Stage,
    Step,
)
from sori.chatbot.service import bookings as chatbot_bookings
from sori.chatbot.wording import worded
from sori.demo.bookables import catalogue
from sori.platform.translation import Language, Text

NOW = datetime(2026, 3, 4, 10, tzinfo=ZoneInfo("Asia/Seoul"))
(COURT,) = catalogue(["한빛구"], NOW.date(), 1)
SATURDAY = [NOW.replace(day=7, hour=hour) for hour in (10, 14)]
SUNDAY = NOW.replace(day=8, hour=14)


def offer(number: int, content: ServiceContent = COURT, free: int = 4, waiting: int = 0) -> Offer:
    openings = [Opening(moment, free, waiting) for moment in (*SATURDAY, SUNDAY)]
    return Offer(number, replace(content, capacity=4, most_people=4), openings)


ONE = Bookables({1: offer(1)}, (1,))
TWO = Bookables({1: offer(1), 2: offer(2, replace(COURT, name="강변공원 테니스장"))}, (1, 2))
BOOKED = Booking(7, 1, COURT.name, COURT.place, SATURDAY[1], 2, BookingState.BOOKED, None)
OWN = Bookables(mine=(BOOKED,))


def hold(bookables: Bookables, *words: str | Heard) -> tuple[Conversation, list[str]]:
    conversation, says = Conversation(), []
    for one in words:
        heard = Said(one) if isinstance(one, str) else one
        conversation, said = Dialogue(Knowledge({}, {}, bookables), NOW).respond(conversation, heard)
        says = [say.what for say in said]
    return conversation, says


@pytest.mark.parametrize(
    ("text", "books", "own", "name"),
    [
        ("테니스장 예약하고 싶어요", True, False, "테니스장"),
        ("한빛구 테니스장 토요일 오후에 예약해 주세요", True, False, "한빛구 테니스장"),
        ("배드민턴장 예약할 수 있을까요?", True, False, "배드민턴장"),
        ("회의실 대관하려고 하는데요", True, False, "회의실"),
        ("예약할게요", True, False, ""),
        ("테니스장 예약 방법 알려 주세요", False, False, None),
        ("예약 취소 수수료가 있나요", False, False, None),
        ("예약 취소하고 싶어요", False, True, None),
        ("내 예약 확인", False, True, None),
        ("테니스장이 어디에 있나요", False, False, None),
    ],
)
def test_the_wish_to_book_is_told_from_questions_about_it(text: str, books: bool, own: bool, name: str | None) -> None:
    assert (wants_booking(text), wants_own(text)) == (books, own)
    assert name is None or named(text, NOW) == name


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("3명", 3),
        ("두 명이요", 2),
        ("혼자", 1),
        ("저희 4명이요", 4),
        ("둘이서요", 2),
        ("2", 2),
        ("많이", None),
        ("", None),
    ],
)
def test_how_many_people_are_said(text: str, people: int | None) -> None:
    assert people_of(text) == people


def test_a_service_is_booked_step_by_step() -> None:
    conversation, says = hold(TWO, "테니스장 예약하고 싶어요")
    assert (conversation.stage, says) == (Stage.RESERVING, ["booking_which"])
    conversation, says = hold(TWO, "테니스장 예약하고 싶어요", "2번")
    assert says == ["booking_when"]
    conversation, says = hold(TWO, "테니스장 예약하고 싶어요", "2번", "일요일", "두 명", "네")
    assert conversation.order
    assert (conversation.order.service, conversation.order.starts_at, conversation.order.people) == (2, SUNDAY, 2)
    conversation, says = hold(
        TWO, "테니스장 예약하고 싶어요", "2번", "일요일", "두 명", "네", Settled(replace(BOOKED, starts_at=SUNDAY))
    )
    assert (conversation.stage, conversation.order) == (Stage.RESERVING, None)
    assert says == ["booking_made", "booking_notices_where"]


def test_days_and_times_narrow_what_is_offered() -> None:
    conversation, _ = hold(ONE, "토요일 테니스장 예약")
    assert conversation.reserving
    assert conversation.reserving.times == tuple(SATURDAY)
    conversation, _ = hold(ONE, "토요일 테니스장 예약", "2시")
    assert conversation.reserving
    assert (conversation.reserving.step, conversation.reserving.starts_at) == (Step.PEOPLE, SATURDAY[1])
    conversation, says = hold(ONE, "토요일 테니스장 예약", "다음 주 월요일")
    assert says == ["booking_no_time", "booking_when"]
    conversation, _ = hold(ONE, "토요일 테니스장 예약", "일요일이요")
    assert conversation.reserving
    assert conversation.reserving.starts_at == SUNDAY


def test_a_service_and_a_time_that_were_named_at_once_are_not_asked_for() -> None:
    conversation, says = hold(ONE, "토요일 2시 테니스장 예약", "1번")
    assert conversation.reserving
    assert (conversation.reserving.step, conversation.reserving.starts_at) == (Step.CONFIRM, SATURDAY[1])
    assert says == ["booking_confirm"]


def test_one_steps_back_stops_and_looks_for_something_else() -> None:
    begins = "테니스장 예약하고 싶어요"
    assert hold(TWO, begins, "3번")[1] == ["booking_what"]
    assert hold(TWO, begins, "1번", "이전")[1] == ["booking_which"]
    assert hold(ONE, begins, "1번", "1명", "아니요")[1] == ["booking_when"]
    assert hold(ONE, begins, "1번", "9명")[1] == ["booking_people_most", "booking_people"]
    for at in range(4):
        conversation, says = hold(ONE, *[begins, "1번", "1명"][: at + 1], "그만")
        assert (conversation.stage, says, conversation.order) == (Stage.LISTENING, ["booking_stopped"], None)


def test_what_is_not_in_the_catalogue_is_said_and_asked_for_again() -> None:
    assert hold(Bookables(), "우주선 예약해 주세요")[1] == ["booking_not_found", "booking_what"]
    assert hold(Bookables(), "예약할게요")[1] == ["booking_what"]


def test_a_full_time_is_offered_as_a_place_in_the_waiting_list() -> None:
    full = Bookables({1: offer(1, free=0, waiting=2)}, (1,))
    _, says = hold(full, "테니스장 예약", "1번", "2명")
    assert says == ["booking_confirm_waiting"]
    conversation, _ = hold(full, "테니스장 예약", "1번", "2명", "1")
    assert conversation.order


def test_an_own_booking_is_cancelled_only_when_that_is_confirmed() -> None:
    assert hold(Bookables(), "예약 취소해 주세요")[1] == ["booking_none_mine"]
    for words in ("네", "취소", "1"):
        conversation, _ = hold(OWN, "예약 취소해 주세요", "1번", words)
        assert conversation.order
        assert conversation.order.cancels == BOOKED.id
    for words in ("아니요", "2", "그만"):
        conversation, says = hold(OWN, "예약 취소해 주세요", "1번", words)
        assert (conversation.order, says) == (None, ["booking_kept"])


def test_who_stops_looking_at_their_own_bookings_is_not_told_that_there_are_none() -> None:
    conversation, says = hold(OWN, "내 예약 확인", "그만")
    assert (conversation.order, says) == (None, ["booking_kept"])


def test_nonsense_is_asked_again_and_then_goes_to_a_person() -> None:
    _, says = hold(ONE, "테니스장 예약", "ㅋㅋㅋ")
    assert says == ["again_booking", "booking_when"]
    conversation, _ = hold(ONE, "테니스장 예약", *["ㅋㅋㅋ"] * RULES.most_misses)
    assert conversation.stage is Stage.HANDED_OVER


WORDS = st.sampled_from(
    [
        "테니스장 예약",
        "예약 취소",
        "네",
        "아니요",
        "그만",
        "이전",
        "1",
        "2번",
        "9",
        "토요일",
        "2시",
        "두 명",
        "취소",
        "상담원",
        "ㅋㅋㅋ",
    ]
) | st.text(max_size=20)
HEARD = WORDS.map(Said) | st.just(Silent()) | st.just(Left())
EVERYTHING = replace(TWO, mine=(BOOKED,))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(HEARD, st.sampled_from([EVERYTHING, ONE, Bookables(), OWN])), max_size=20))
def test_whatever_is_said_only_what_is_there_is_booked_or_cancelled(steps: list[tuple[Heard, Bookables]]) -> None:
    conversation = Conversation()
    for heard, bookables in steps:
        before = conversation
        conversation, says = Dialogue(Knowledge({}, {}, bookables), NOW).respond(before, heard)
        assert conversation.stage in MOVES[before.stage]
        assert all(worded(say, language) for say in says for language in Language)
        order = conversation.order
        if order is None:
            continue
        if order.cancels is not None:
            assert order.cancels == BOOKED.id
        else:
            there = bookables.offers[order.service or 0]
            assert order.starts_at in {opening.starts_at for opening in there.openings}
            assert 1 <= order.people <= there.content.most_people
        settled = Settled(refusal=Text("아니요", "no"))
        conversation, says = Dialogue(Knowledge({}, {}, bookables), NOW).respond(conversation, settled)
        assert (conversation.order, conversation.stage) == (None, Stage.LISTENING)


COURTS = [
    replace(
        COURT,
        code=f"court-{number}",
        name=name,
        category=Category.SPORT,
        capacity=2,
        most_people=2,
        weekdays=frozenset(range(7)),
        times=(SATURDAY[0].time(), SATURDAY[1].time()),
        opens_days_before=14,
        closes_hours_before=1,
    )
    for number, name in enumerate(("중앙공원 테니스장", "강변공원 테니스장"))
]


@pytest.fixture
async def courts(bot: Bot, clock: Clock) -> None:
    async with bot.database.transaction() as transaction:
        await bookings.offer_services(transaction, COURTS, clock())


@pytest.mark.usefixtures("courts")
async def test_a_citizen_books_another_waits_and_is_told_when_the_first_cancels(
    asker: Asker, askers: People, bot: Bot, clock: Clock, database_url: str
) -> None:
    for words in ("중앙공원 테니스장 토요일 오전 10시에 예약하고 싶어요", "중앙공원 테니스장", "2명"):
        await asker.says(words)
    made, asks = spoken(await asker.says("예약하기"))
    assert made.startswith("예약했습니다. 중앙공원 테니스장, 한빛구")
    assert "휴대전화 번호를 적어 주시면" in asks
    assert "3월 7일(토) 10:00, 2명" in made

    other = Asker(askers.browser("ko"))
    await other.begins()
    for words in ("중앙공원 테니스장 토요일 오전 10시에 예약", "1", "1명"):
        shown = await other.says(words)
    assert shown["turns"][-1]["choices"] == ["대기자로 신청하기", "그만두기"]
    key = "0b0e7d5c-0000-4000-8000-000000000001"
    waits, asks = spoken(await other.says("대기자로 신청하기", key))
    assert "대기자로 신청했습니다" in waits
    assert spoken(await other.says("대기자로 신청하기", key)) == [waits, asks]
    (thanks,) = spoken(await other.says("010-1234-5678이요"))
    assert "적어 주신 번호로 보내 드립니다" in thanks
    assert await rows(database_url, "select state from booking order by id") == [("booked",), ("waiting",)]

    assert spoken(await asker.says("예약 취소"))[0].startswith("예약하신 내역입니다.")
    await asker.says("1")
    assert spoken(await asker.says("네"))[0].startswith("취소했습니다.")
    for _ in range(2):
        async with bot.database.transaction() as transaction:
            await chatbot_bookings.tell_news(transaction, clock())
    told = [body for body in spoken(await other.sees()) if "자리가 나서" in body]
    assert len(told) == 1
    assert "3월 7일(토) 10:00, 1명" in told[0]
    # Who gave a number is told by text too, and nobody else.
    texts = await rows(database_url, "select key, recipient, body from outgoing_message order by id")
    (number,) = (await rows(database_url, "select id from booking where state = 'booked'"))[0]
    assert [text[:2] for text in texts] == [
        (f"booking:{number}:waits", "01012345678"),
        (f"booking:{number}:got_place", "01012345678"),
    ]
    assert "대기자로 신청되었습니다. 중앙공원 테니스장" in texts[0][2]
    assert "자리가 나서 예약되었습니다. 중앙공원 테니스장" in texts[1][2]

    # The rest is called off by the centre: told once, with why, in the conversation and by text.
    for _ in range(2):
        async with bot.database.transaction() as transaction:
            await bookings.call_off(transaction, number, "비가 많이 와서", clock())
            await chatbot_bookings.tell_news(transaction, clock())
    told = [body for body in spoken(await other.sees()) if "예약이 취소되었습니다" in body]
    assert len(told) == 1
    assert "3월 7일(토) 10:00, 1명. 이유: 비가 많이 와서" in told[0]
    (text,) = await rows(
        database_url, "select body from outgoing_message where key = %s", (f"booking:{number}:called_off",)
    )
    assert "이유: 비가 많이 와서" in text[0]
    kept = await rows(database_url, "select state::text || about::text || detail::text from bot_conversation, event")
    assert not [one for (one,) in kept if "01012345678" in one]


def test_who_wants_no_text_messages_says_so_or_just_goes_on() -> None:
    booked = ("테니스장 예약하고 싶어요", "1번", "2명", "네", Settled(BOOKED))
    for no in ("아니요", "문자는 괜찮아요", "그만", "감사합니다"):
        conversation, says = hold(ONE, *booked, no)
        assert (conversation.stage, conversation.order, says) == (Stage.LISTENING, None, ["booking_no_notices"])
    conversation, says = hold(ONE, *booked, "02-731-2120")
    assert says == ["booking_no_mobile", "booking_notices_where"]
    conversation, says = hold(ONE, *booked, "안녕하세요")
    assert (conversation.stage, says) == (Stage.LISTENING, ["greeting"])
    conversation, says = hold(ONE, *booked, "테니스장 예약하고 싶어요")
    assert says == ["booking_when"]


@pytest.mark.parametrize(
    "written", ["010-1234-5678", "제 번호는 010 1234 5678이에요", "+82 10-1234-5678 로요", "01012345678"]
)
def test_a_number_is_taken_however_it_is_said(written: str) -> None:
    booked = ("테니스장 예약하고 싶어요", "1번", "2명", "네", Settled(BOOKED))
    conversation, _ = hold(ONE, *booked, written)
    assert conversation.order
    assert (conversation.order.notices_of, conversation.order.notices_to) == (BOOKED.id, "01012345678")
    assert hold(ONE, *booked, written, Settled(BOOKED, notified=True))[1] == ["booking_notices"]


@pytest.mark.usefixtures("courts")
async def test_words_that_narrow_what_was_looked_for_are_added_to_it(asker: Asker) -> None:
    shown = await asker.says("테니스장 예약하고 싶어요")
    assert len(shown["turns"][-1]["choices"]) == 3
    (asked,) = spoken(await asker.says("강변공원"))
    assert "‘강변공원 테니스장’" in asked


@pytest.mark.usefixtures("courts")
async def test_a_time_that_closes_before_it_is_confirmed_is_refused_with_the_reason(
    asker: Asker, clock: Clock, database_url: str
) -> None:
    for words in ("중앙공원 테니스장 내일 10시에 예약하고 싶어요", "1", "1명"):
        await asker.says(words)
    clock.passes(timedelta(hours=23, minutes=30).total_seconds())
    said = " ".join(spoken(await asker.says("네")))
    assert "예약할 수 없습니다" in said
    assert await rows(database_url, "select count(*) from booking") == [(0,)]
