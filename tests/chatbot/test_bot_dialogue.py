"""The dialogue: what is said next, and what holds whatever a citizen says."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sori.cases.forms import Form, FormQuestion, QuestionKind
from sori.cases.place import Certainty, of_address
from sori.chatbot.dialogue import RULES, Dialogue
from sori.chatbot.model import (
    MOVES,
    OVER,
    About,
    Answer,
    Conversation,
    Heard,
    Knowledge,
    Left,
    Reading,
    Reason,
    Said,
    Say,
    Silent,
    Stage,
    Understood,
)
from sori.chatbot.wishes import Wish, wish
from sori.chatbot.wording import worded
from sori.geo.atlas import Atlas
from sori.geo.boundaries import Boundary, Level
from sori.platform.settings import ROOT
from sori.platform.translation import Language, Text

ATLAS = Atlas(
    [
        Boundary(Level.DISTRICT, "west", "서구", "West-gu", "", shapely.box(0, 0, 1, 1)),
        Boundary(Level.DISTRICT, "east", "동구", "East-gu", "", shapely.box(1, 0, 2, 1)),
        *(
            Boundary(Level.NEIGHBOURHOOD, f"{district}{name}", name, name, district, shapely.box(0, 0, 1, 1))
            for district, name in (("west", "신사동"), ("east", "신사동"), ("west", "정동"))
        ),
    ]
)
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
WATER = Text("수도과", "Water")


def answer(code: str, **changes: object) -> Answer:
    good = Answer(code, 1, f"{code}은 어떻게 하나요?", f"{code}은 이렇게 합니다.", WATER, published_on=date(2026, 1, 2))
    return replace(good, **changes)  # type: ignore[arg-type]


ZONES = (Text("횡단보도", "Crossing"), Text("소화전 옆", "By a hydrant"), Text("보도", "Pavement"))
PARKING = Form(
    "parking",
    Text("불법 주정차", "Illegal parking"),
    (
        FormQuestion("place", Text("어디인가요?", "Where is it?"), QuestionKind.PLACE, True),
        FormQuestion("plate", Text("차량 번호는요?", "Which plate?"), QuestionKind.TEXT, True),
        FormQuestion("zone", Text("어떤 자리인가요?", "What kind of place?"), QuestionKind.CHOICE, True, ZONES),
        FormQuestion("seen", Text("언제 보셨나요?", "When did you see it?"), QuestionKind.TIME, False),
        FormQuestion("photo", Text("", ""), QuestionKind.PHOTO, False),
    ),
    True,
    "district-parking",
)
KNOWLEDGE = Knowledge(
    {
        "bill": answer("bill", topics=("water.bill",)),
        "leak": answer("leak"),
        "draft": answer("draft", published_on=None),
        "tomorrow": answer("tomorrow", published_on=date(2026, 3, 5)),
        "expired": answer("expired", valid_to=date(2026, 3, 3)),
        "not-yet": answer("not-yet", valid_from=date(2026, 3, 5)),
        "internal": answer("internal", public=False),
    },
    {"parking": PARKING},
    atlas=ATLAS,
)
GIVABLE = {"bill", "leak"}


def means(*chances: tuple[str, float]) -> Understood:
    readings = [Reading(About.FORM if code == "parking" else About.ARTICLE, code, chance) for code, chance in chances]
    return Understood(tuple(readings))


def hold(*heard: Heard, knowledge: Knowledge = KNOWLEDGE) -> tuple[Conversation, list[Say]]:
    conversation, says = Conversation(), list[Say]()
    for one in heard:
        conversation, says = Dialogue(knowledge, NOW).respond(conversation, one)
    return conversation, says


def kinds(says: list[Say]) -> list[str]:
    return [say.what for say in says]


BILL = Said("수도요금 어떻게 내요", means(("bill", 0.9)))
REPORT = Said("차가 막고 있어요", means(("parking", 0.95)))
NONSENSE = Said("ㅋㅋㅋㅋ", means())


def test_a_clear_question_is_answered_with_source_and_date() -> None:
    _, says = hold(BILL)
    assert [say.source.code for say in says if say.source] == ["bill"]
    text = worded(says[0])
    assert "bill은 이렇게 합니다." in text
    assert "수도과" in text
    assert "2026-01-02" in text


def placed(*said: str) -> tuple[Conversation, list[Say]]:
    """A report with these answers to the question for its place."""
    return hold(REPORT, *(Said(text) for text in said))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["1번"], "서구 신사동 가로수길 3"),
        (["동구"], "동구 신사동 가로수길 3"),
        (["East-gu"], "동구 신사동 가로수길 3"),
        (["동구 신사동"], "동구 신사동 가로수길 3"),
        (["잘 모르겠어요"], "신사동 가로수길 3"),
        (["건너뛰기"], "신사동 가로수길 3"),
        (["응?", "2"], "동구 신사동 가로수길 3"),
        (["동구 신사동 도산대로 8"], "동구 신사동 도산대로 8"),
        (["뒤로", "정동 1번지"], "정동 1번지"),
    ],
)
def test_an_address_in_several_areas_is_asked_back(said: list[str], kept: str) -> None:
    conversation, says = placed("신사동 가로수길 3")
    assert kinds(says) == ["which_area"]
    assert [choice.ko for choice in says[0].choices] == ["서구 신사동", "동구 신사동", "잘 모르겠어요"]
    assert "신사동 가로수길 3" in worded(says[0])
    conversation, says = placed("신사동 가로수길 3", *said)
    assert conversation.answers(1) == {"place": kept}
    assert kinds(says) == ["ask"]


@given(
    address=st.builds(
        " ".join,
        st.lists(
            st.sampled_from(["동구", "서구", "신사동", "정동", "가로수길", "3", "12-4", "앞", "시청"]),
            min_size=1,
            max_size=5,
        ),
    ),
    number=st.integers(1, 3),
)
@example("동구 정동 신사동", 1)
def test_what_was_chosen_is_where_it_is(address: str, number: int) -> None:
    _, says = placed(address)
    if kinds(says) != ["which_area"]:
        return
    conversation, _ = placed(address, str(number))
    told = of_address(ATLAS, conversation.answers(1)["place"])
    choice = says[0].choices[number - 1] if number <= len(says[0].choices) else None
    if choice is not None and choice != says[0].choices[-1]:
        assert told.certainty is Certainty.CERTAIN
        names = [told.areas[0].district_name.ko]
        names += [told.areas[0].neighbourhood_name.ko] if told.areas[0].neighbourhood_name else []
        # What else the address says may tell more exactly where in the district chosen it is.
        assert choice.ko in (" ".join(names), names[0])


def test_two_close_readings_are_asked_back_and_chosen_by_number_or_words() -> None:
    close = Said("물이 새서 요금이", means(("bill", 0.45), ("leak", 0.4)))
    conversation, says = hold(close)
    assert conversation.stage is Stage.CHOOSING
    assert [choice.ko for choice in says[0].choices][:2] == ["bill은 어떻게 하나요?", "leak은 어떻게 하나요?"]
    for words in ("2번", "leak은 어떻게 하나요"):
        _, says = hold(close, Said(words))
        assert says[0].source == KNOWLEDGE.answers["leak"]


def test_with_an_answer_the_form_is_offered_that_may_have_been_meant() -> None:
    asked = Said("불법주차는 어떻게 신고하나요", means(("bill", 0.7), ("leak", 0.12), ("parking", 0.11)))
    conversation, says = hold(asked)
    assert kinds(says) == ["answer", "may_report"]
    assert [choice.ko for choice in says[1].choices] == ["불법 주정차"]
    for words in ("불법 주정차", "Illegal parking"):
        assert kinds(hold(asked, Said(words))[1])[0] == "form_begins"
    _, says = hold(asked, Said("불법 주정차 과태료는요", means(("leak", 0.9))))
    assert kinds(says) == ["answer"]
    assert conversation.stage is Stage.LISTENING
    assert kinds(hold(Said("수도요금", means(("bill", 0.7), ("parking", 0.05))))[1]) == ["answer"]


def test_none_of_the_readings_named_leads_to_the_offer_of_a_person() -> None:
    close = Said("물이 새서 요금이", means(("bill", 0.45), ("leak", 0.4)))
    for words in ("아니요", "여기에 없어요", "None of these", "3"):
        conversation, says = hold(close, Said(words))
        assert kinds(says) == ["none_of_these", "offer_person"]
        assert conversation.stage is Stage.OFFERED


def test_what_can_be_chosen_is_understood_by_its_words_in_either_language() -> None:
    close = Said("물이 새서 길에", means(("leak", 0.45), ("parking", 0.4)))
    for words in ("불법 주정차", "Illegal parking"):
        _, says = hold(close, Said(words))
        assert kinds(says)[0] == "form_begins"


def test_what_is_not_known_is_said_plainly_and_a_person_offered() -> None:
    _conversation, says = hold(Said("화성 여행", means(("bill", 0.08))))
    assert kinds(says) == ["not_understood", "offer_person"]
    handed, _ = hold(Said("화성 여행", means(("bill", 0.08))), Said("네"))
    assert handed.stage is Stage.HANDED_OVER
    assert handed.handover
    assert handed.handover.guess == Reading(About.ARTICLE, "bill", 0.08)
    assert handed.handover.topics == ("water.bill",)
    assert [turn.text for turn in handed.turns if turn.say is None] == ["화성 여행", "네"]


def test_what_was_perhaps_meant_is_named_and_counts_as_not_understood() -> None:
    vague = Said("길이 움푹 파였는데 어디에 말해요", means(("parking", 0.2), ("leak", 0.16)))
    conversation, says = hold(vague)
    assert kinds(says) == ["perhaps"]
    assert [choice.ko for choice in says[0].choices] == ["불법 주정차", "leak은 어떻게 하나요?", "여기에 없어요"]
    assert kinds(hold(vague, Said("1번"))[1])[0] == "form_begins"
    assert kinds(hold(vague, Said("여기에 없어요"))[1]) == ["none_of_these", "offer_person"]
    conversation, _ = hold(vague, vague, vague)
    assert conversation.stage is Stage.HANDED_OVER


@pytest.mark.parametrize("words", ["상담원", "상담사 연결해 주세요", "사람이랑 통화할래요", "tkdekadnjs"])
def test_who_asks_for_a_person_gets_one_at_once(words: str) -> None:
    conversation, _ = hold(REPORT, Said("시청 앞 사거리"), Said(words))
    assert conversation.stage is Stage.HANDED_OVER
    assert conversation.handover
    assert conversation.handover.reason is Reason.ASKED
    assert [given.value for given in conversation.given] == ["시청 앞 사거리"]


def test_a_form_is_filled_step_by_step_and_confirmed() -> None:
    conversation, says = hold(
        REPORT,
        Said("시청 앞 사거리"),
        Said("12가3456"),
        Said("소화전"),
        Said("어제 3시쯤"),
        Said("", photos=("a.jpg",)),
    )
    assert conversation.stage is Stage.SUMMARY
    assert "소화전 옆" in worded(says[-1])
    filed, _ = Dialogue(KNOWLEDGE, NOW).respond(conversation, Said("네 맞아요"))
    assert filed.stage is Stage.LISTENING
    assert filed.complaints[0].answers == {
        "place": "시청 앞 사거리",
        "plate": "12가3456",
        "zone": "소화전 옆",
        "seen": "어제 3시쯤",
        "photo": "a.jpg",
    }


def test_optional_questions_may_be_left_out_and_required_ones_not() -> None:
    conversation, _ = hold(REPORT, Said("시청 앞"), Said("건너뛰기"))
    assert conversation.filling
    assert conversation.filling.asking == "plate"
    conversation, _ = hold(REPORT, Said("시청 앞"), Said("흰 트럭"), Said("1"), Said("모르겠어요"), Said("없어요"))
    assert conversation.stage is Stage.SUMMARY


def test_an_answer_can_be_corrected_from_the_summary_and_by_going_back() -> None:
    filled = (REPORT, Said("시청 앞"), Said("흰 트럭"), Said("1"), Said("건너뛰기"), Said("건너뛰기"))
    conversation, _ = hold(*filled, Said("2번 고쳐 주세요"), Said("검은 승용차"))
    assert conversation.stage is Stage.SUMMARY
    assert conversation.answers(1)["plate"] == "검은 승용차"
    conversation, says = hold(REPORT, Said("시청 앞"), Said("흰 트럭"), Said("이전"), Said("이전"))
    assert conversation.filling
    assert conversation.filling.asking == "place"
    assert says[-1].values["before"] == Text("시청 앞", "시청 앞")
    conversation, _ = hold(REPORT, Said("시청 앞"), Said("흰 트럭"), Said("이전"), Said("이전"), Said("구청 뒤"))
    assert conversation.answers(1) == {"place": "구청 뒤", "plate": "흰 트럭"}
    assert conversation.filling
    assert conversation.filling.asking == "zone"


def test_a_form_is_filled_in_in_english_and_kept_in_korean() -> None:
    filled = (REPORT, Said("In front of the city hall"), Said("white truck"))
    _, says = hold(*filled)
    assert worded(says[-1], Language.EN).splitlines() == [
        "What kind of place?",
        "1. Crossing",
        "2. By a hydrant",
        "3. Pavement",
    ]
    filled = (*filled, Said("by a hydrant"), Said("Yesterday evening"), Said("skip"))
    conversation, says = hold(*filled)
    assert conversation.answers(1)["zone"] == "소화전 옆"
    assert conversation.answers(1)["seen"] == "Yesterday evening"
    assert "3. What kind of place? By a hydrant" in worded(says[-1], Language.EN)
    assert "3. 어떤 자리인가요? 소화전 옆" in worded(says[-1])


def test_who_gives_up_may_go_on_where_they_were() -> None:
    conversation, says = hold(REPORT, Said("시청 앞"), Said("그만"))
    assert conversation.stage is Stage.LISTENING
    assert kinds(says) == ["form_set_aside"]
    conversation, _ = hold(REPORT, Said("시청 앞"), Said("그만"), BILL, REPORT)
    assert conversation.filling
    assert conversation.filling.asking == "plate"
    conversation, _ = hold(REPORT, Said("시청 앞"), Said("그만"), Said("네"))
    assert conversation.filling
    assert conversation.filling.asking == "plate"


def test_nonsense_in_a_form_is_asked_again_kindly_and_then_goes_to_a_person() -> None:
    conversation, says = hold(REPORT, NONSENSE)
    assert kinds(says) == ["again_place", "ask"]
    conversation, says = hold(REPORT, NONSENSE, NONSENSE)
    assert kinds(says) == ["again_required", "ask"]
    conversation, _ = hold(REPORT, NONSENSE, NONSENSE, NONSENSE)
    assert conversation.stage is Stage.HANDED_OVER


def test_a_question_in_the_midst_of_a_form_is_answered_and_the_form_goes_on() -> None:
    conversation, says = hold(REPORT, Said("시청 앞"), Said("흰 트럭"), Said("수도요금은요?", means(("bill", 0.9))))
    assert kinds(says) == ["answer", "back_to_form", "ask"]
    assert conversation.filling
    assert conversation.filling.asking == "zone"


def test_who_says_nothing_is_asked_once_and_then_the_conversation_ends() -> None:
    conversation, says = hold(REPORT, Said("시청 앞"), Silent())
    assert kinds(says) == ["still_there"]
    conversation, _ = hold(REPORT, Said("시청 앞"), Silent(), Silent())
    assert conversation.stage is Stage.ENDED
    assert conversation.set_aside


def test_a_new_complaint_of_the_same_kind_begins_anew() -> None:
    filled = (REPORT, Said("시청 앞"), Said("흰 트럭"), Said("1"), Said("건너뛰기"), Said("건너뛰기"), Said("네"))
    conversation, _ = hold(*filled, REPORT)
    assert conversation.filling
    assert conversation.filling.complaint == 2
    assert conversation.filling.asking == "place"


WORDS = st.sampled_from(
    [
        "신사동 3",
        "네",
        "아니요",
        "그만",
        "이전",
        "수정",
        "건너뛰기",
        "상담원",
        "안녕하세요",
        "고마워요",
        "끝",
        "1",
        "2번",
        "3",
        "9",
        "시청 앞",
        "흰 트럭",
        "횡단보도",
        "소화정 옆",
        "어제 3시",
        "ㅋㅋㅋ",
        "",
        " ",
        "!!",
        "아아아아",
    ]
) | st.text(max_size=30)
CODES = st.sampled_from([*KNOWLEDGE.answers, "parking", "unheard-of"])
UNDERSTOOD = st.lists(st.tuples(CODES, st.floats(0, 1)), max_size=4, unique_by=lambda pair: pair[0]).map(
    lambda pairs: means(*sorted(((code, chance / len(pairs)) for code, chance in pairs), key=lambda pair: -pair[1]))
)
SAID = st.builds(Said, WORDS, UNDERSTOOD | st.just(means(("parking", 0.9))), st.just(()) | st.just(("a.jpg",)))
HEARD = SAID | SAID | SAID | st.just(Silent()) | st.just(Left())


@settings(max_examples=300, deadline=None)
@given(st.lists(HEARD, max_size=30))
def test_whatever_is_said_nothing_unpublished_is_answered_and_no_answer_is_lost(heard: list[Heard]) -> None:
    conversation = Conversation()
    for one in heard:
        before = conversation
        conversation, says = Dialogue(KNOWLEDGE, NOW).respond(before, one)
        assert conversation.stage in MOVES[before.stage]
        assert {say.source.code for say in says if say.source} <= GIVABLE
        named = {
            code
            for say in says
            for choice in say.choices
            for code in KNOWLEDGE.answers
            if code in choice.ko.split("은")
        }
        assert named <= GIVABLE
        # What was given stays, and is what a complaint is made of.
        assert conversation.given[: len(before.given)] == before.given
        assert conversation.turns[: len(before.turns)] == before.turns
        kept = {given.complaint for given in conversation.given}
        alive = {one.complaint for one in conversation.set_aside} | {one.number for one in conversation.complaints}
        assert kept <= alive | ({conversation.filling.complaint} if conversation.filling else set())
        for filed in conversation.complaints:
            assert filed.answers == conversation.answers(filed.number)
            assert {question.code for question in PARKING.questions if question.required} <= filed.answers.keys()
        assert (conversation.stage in OVER) <= (conversation.filling is None)
        assert (conversation.stage is Stage.HANDED_OVER) == (conversation.handover is not None)
        assert before.stage in OVER or says or isinstance(one, Left)
        for language in Language:
            assert all(worded(say, language) for say in says)


@settings(max_examples=60, deadline=None)
@given(st.lists(SAID, min_size=RULES.most_turns, max_size=RULES.most_turns))
def test_a_conversation_always_ends_or_goes_to_a_person(heard: list[Heard]) -> None:
    assert hold(*heard)[0].stage in OVER


@settings(max_examples=100, deadline=None)
@given(st.lists(HEARD, max_size=12))
def test_from_anywhere_silence_ends_it_and_nonsense_leads_to_a_person(heard: list[Heard]) -> None:
    conversation, _ = hold(*heard)
    quiet = conversation
    for _ in range(RULES.most_silences):
        quiet, _ = Dialogue(KNOWLEDGE, NOW).respond(quiet, Silent())
    assert quiet.stage in OVER
    for _ in range(RULES.most_misses + 1):
        conversation, _ = Dialogue(KNOWLEDGE, NOW).respond(conversation, NONSENSE)
    assert conversation.stage in OVER


@settings(max_examples=100, deadline=None)
@given(st.lists(HEARD, max_size=12), HEARD)
def test_an_article_taken_back_meanwhile_is_no_longer_answered_from(heard: list[Heard], last: Heard) -> None:
    conversation, _ = hold(*heard)
    without = Knowledge({code: replace(one, published_on=None) for code, one in KNOWLEDGE.answers.items()}, {})
    _, says = Dialogue(without, NOW).respond(conversation, last)
    assert not [say for say in says if say.source]


_BUTTONS = {
    "skip": Wish.SKIP,
    "keep": Wish.SKIP,
    "back": Wish.BACK,
    "stop": Wish.STOP,
    "file": Wish.YES,
    "change": Wish.CORRECT,
}


@pytest.mark.parametrize("language", Language)
def test_what_the_citizens_page_has_on_buttons_is_understood_as_said(language: Language) -> None:
    texts = json.loads((ROOT / f"web/apps/citizen/src/i18n/{language}.json").read_text("utf-8"))
    assert {name: wish(words) for name, words in texts["bot"]["form"]["say"].items()} == _BUTTONS


def test_a_form_that_no_longer_asks_what_was_asked_goes_on_with_what_it_asks_now() -> None:
    conversation, _ = hold(REPORT, Said("시청 앞"))
    fewer = replace(PARKING, questions=tuple(one for one in PARKING.questions if one.code != "plate"))
    changed = Knowledge(KNOWLEDGE.answers, {"parking": fewer})
    conversation, says = Dialogue(changed, NOW).respond(conversation, Said("흰 트럭"))
    assert kinds(says) == ["ask"]
    assert conversation.filling
    assert conversation.filling.asking == "zone"


def test_the_question_to_correct_can_be_chosen_in_its_own_words() -> None:
    filled = (REPORT, Said("시청 앞"), Said("흰 트럭"), Said("1"), Said("건너뛰기"), Said("건너뛰기"))
    conversation, says = hold(*filled, Said("고치기"))
    assert kinds(says) == ["which_to_correct"]
    assert [choice.en for choice in says[0].choices] == [*(one.ask.en for one in PARKING.questions[:4]), "Photo"]
    for words, code in (("차량 번호는요?", "plate"), ("차량 번호", "plate"), ("사진", "photo"), ("Photo", "photo")):
        conversation, _ = hold(*filled, Said("고치기"), Said(words))
        assert conversation.filling
        assert conversation.filling.asking == code
