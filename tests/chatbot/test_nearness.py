from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.chatbot.meaning.nearness import Nearness
from sori.chatbot.meaning.views import View
from sori.language.morphemes import Morpheme
from sori.language.word_vectors import Vectors

DIRECTIONS = {"버리": (1, 0), "폐기": (0.8, 0.6), "여권": (0, 1), "세금": (-1, 0)}


class FourWords:
    """Takes texts apart at spaces, and knows four words."""

    def __call__(self, texts: Sequence[str]) -> list[list[Morpheme]]:
        return [[Morpheme(form, 0, len(form)) for form in text.split()] for text in texts]

    def vectors(self, forms: Sequence[str]) -> Vectors:
        return np.array([DIRECTIONS.get(form, (0, 0)) for form in forms], np.float32).reshape(len(forms), 2)


LEARNED = [Counter(["버리", "종이"]), Counter(["여권", "종이"])]
NEARNESS = Nearness(View(LEARNED), FourWords())
OF_FIRST = np.array([True, True, False])
"""버리, 종이"""


def test_a_word_that_was_never_learned_is_told_by_the_nearest_that_was() -> None:
    told, missed = NEARNESS.of_item(NEARNESS.words(Counter(["폐기"])), OF_FIRST)

    assert told == pytest.approx(0.8)
    assert missed == pytest.approx(0.2)


def test_a_word_without_a_vector_is_told_by_itself_alone() -> None:
    assert NEARNESS.of_item(NEARNESS.words(Counter(["종이"])), OF_FIRST) == (1, 0)
    assert NEARNESS.of_item(NEARNESS.words(Counter(["종이"])), ~OF_FIRST)[0] == 0


@given(st.lists(st.sampled_from([*DIRECTIONS, "종이", "다른"])), st.lists(st.booleans(), min_size=3, max_size=3))
def test_shares_are_shares_and_what_an_item_has_is_told_whole(words: list[str], has: list[bool]) -> None:
    told, missed = NEARNESS.of_item(NEARNESS.words(Counter(words)), np.array(has))

    assert -1e-6 <= told <= 1 + 1e-6
    assert 0 <= missed <= 1 + 1e-6
    if words and all(word in ("버리", "종이", "여권") for word in words) and all(has):
        assert (told, missed) == pytest.approx((1, 0))


def test_a_text_is_a_vector_of_length_1_or_nothing() -> None:
    texts = NEARNESS.texts([NEARNESS.words(Counter(text.split())) for text in ("버리 여권", "종이", "")])

    assert np.linalg.norm(texts, axis=1).tolist() == pytest.approx([1, 0, 0], abs=1e-6)


def test_without_a_dictionary_nothing_is_near() -> None:
    nearness = Nearness(View(LEARNED), None)

    assert nearness.of_item(nearness.words(Counter(["폐기"])), OF_FIRST)[0] == 0
