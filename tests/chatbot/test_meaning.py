"""The classifier on a small knowledge, without a dictionary; and what it is made of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sori.chatbot.meaning import Classifier, Item, calibration, slips
from sori.chatbot.meaning.views import terms_of
from sori.chatbot.small_talk import SMALL_TALK
from sori.language.keyboard import as_latin

ITEMS = [
    Item(
        "bulky",
        [
            "침대 버리려는데 스티커 어디서 사요",
            "대형폐기물 신고",
            "가구는 어떻게 버리나요",
            "매트리스 내놓으려면 얼마예요",
        ],
    ),
    Item(
        "tax",
        [
            "자동차세는 언제 내나요",
            "차 세금 납부 기간",
            "자동차세 연납하면 얼마나 깎아 줘요",
            "자동차세 고지서를 못 받았어요",
        ],
    ),
    Item(
        "water",
        [
            "수도요금 이사 정산",
            "이사하는데 수도요금은요",
            "수도 요금을 이사 날에 맞춰 내고 싶어요",
            "이사 수도 정산 신청",
        ],
    ),
    Item(
        "park", ["한강공원 텐트 쳐도 되나요", "공원에서 그늘막 설치", "공원 텐트 시간", "강변에서 텐트 칠 수 있는 곳"]
    ),
    Item("dog", ["강아지 등록은 어디서 해요", "반려견 동물등록", "개 등록 수수료", "우리 개 등록해야 하나요"]),
    Item(
        "library", ["도서관 책 몇 권 빌릴 수 있어요", "책 대출 기간", "도서관에서 빌린 책 연장", "도서관 카드 만들기"]
    ),
]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(ITEMS)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("침대 스티커 어디서 사나요", "bulky"),
        ("자동차세언제내요", "tax"),
        ("수도요금 이사정산요", "water"),
        ("도서관 첵 대출", "library"),
        (as_latin("강아지") + " " + as_latin("등록"), "dog"),
    ],
)
def test_words_are_understood_with_slips_without_spaces_and_on_the_other_keyboard(
    classifier: Classifier, text: str, key: str
) -> None:
    assert classifier.meanings(text)[0].key == key


def test_what_no_item_is_about_has_less_of_a_chance(classifier: Classifier) -> None:
    inside = classifier.meanings("자동차세는 언제 내요")[0].chance
    assert all(classifier.meanings(text)[0].chance < inside / 2 for text in ("화성 여행 상품", "", "ㅋㅋㅋ", "!?"))


def test_a_phrasing_word_for_word_is_understood_with_the_surest_chance(classifier: Classifier) -> None:
    for item in ITEMS:
        for text in item.phrasings:
            first, second, *_ = classifier.meanings(text)
            assert first.key == item.key
            assert first.chance > max(0.6, 3 * second.chance)


@settings(deadline=None)  # the first call learns
@given(st.text(max_size=400))
def test_chances_are_chances_whatever_is_typed(text: str) -> None:
    found = _once().meanings(text)
    assert all(0 <= meaning.chance <= 1 for meaning in found)
    assert sum(meaning.chance for meaning in found) <= 1 + 1e-9
    assert [meaning.chance for meaning in found] == sorted((meaning.chance for meaning in found), reverse=True)


def test_an_item_held_back_or_taken_away_is_as_if_it_had_not_been_learned() -> None:
    # The closed form against learning anew with the same terms: only the rows differ.
    whole = _once()
    asked = whole._ask(terms_of(whole._texts, None), whole._manner.held_back)
    inverse = whole._learn_items(whole._of_all)
    like = asked.like_in_all()
    linear, rows = like @ whole._outputs, np.arange(len(whole._of))
    goals = np.array([[item == of for item in range(len(ITEMS))] for of in whole._of_all], float)
    system = np.linalg.inv(inverse)
    for row in (0, 5, 23):
        others = np.arange(len(system)) != row
        anew = like[row, others] @ np.linalg.solve(system[np.ix_(others, others)], goals[others])
        assert np.allclose(whole._held_back(rows, like, linear, inverse)[row], anew)
        others = whole._of_all != whole._of[row]
        anew = like[row, others] @ np.linalg.solve(system[np.ix_(others, others)], goals[others])
        found = whole._taken_away(rows, like, linear, inverse)[row]
        assert np.allclose(np.delete(found, whole._of[row]), np.delete(anew, whole._of[row]))


def _once() -> Classifier:
    if not _made:
        _made.append(Classifier(ITEMS))
    return _made[0]


_made: list[Classifier] = []


def test_weights_that_made_the_data_are_learned_back() -> None:
    chance = np.random.default_rng(3)
    numbers = chance.normal(size=(6000, 3, 2))
    shares = calibration.chances(numbers @ np.array([2.0, -1.0]) - 0.5)
    drawn = (shares.cumsum(axis=1) < chance.random((6000, 1))).sum(axis=1)
    right = np.where(drawn == 3, -1, drawn)
    learned = calibration.learned(numbers, right, np.ones(6000), ridge=1e-6)
    assert np.abs(learned.of(numbers) - shares).max() < 0.1
    assert learned.weights[1:] / learned.spread == pytest.approx([2.0, -1.0], abs=0.15)


def test_the_calibration_error_of_chances_that_are_true_is_none_and_of_boasts_their_excess() -> None:
    assert calibration.calibration_error([0.5] * 20, [True, False] * 10) == pytest.approx(0)
    assert calibration.calibration_error([0.9] * 20, [True, False] * 10) == pytest.approx(0.4)


@given(st.text(alphabet="가나다라마 바사아자각난닫", max_size=40), st.integers(0, 99))
def test_slips_take_the_spaces_and_little_else(text: str, seed: int) -> None:
    spoilt = slips.spoilt(text, np.random.default_rng(seed).random)
    assert " " not in spoilt
    assert abs(len(spoilt) - len("".join(text.split()))) <= 2 * max(1, round(len(text) / 18)) + 1


def test_small_talk_and_single_digits_mean_nothing_even_where_an_item_has_them() -> None:
    digits = Item(
        "resident-tax", ["주민세는 8월에 내나요", "8월에 오는 세금", "8월 주민세 고지서", "주민세 8월 며칠까지"]
    )
    untaught = Classifier([*ITEMS, digits])
    taught = Classifier([*ITEMS, digits], small_talk=SMALL_TALK)

    for text in ("8 안녕", "<8>", "고마워요"):
        assert taught.meanings(text)[0].chance < untaught.meanings(text)[0].chance / 3
        assert taught.meanings(text)[0].chance < 0.1
    assert taught.meanings("8월에 내는 주민세요")[0].key == "resident-tax"
    assert taught.meanings("8월에 내는 주민세요")[0].chance > 0.6
