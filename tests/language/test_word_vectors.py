import numpy as np
import pytest

from sori.language.morphemes import KiwiAnalyser


@pytest.fixture(scope="module")
def analyser() -> KiwiAnalyser:
    return KiwiAnalyser()


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("주차", "주차장", "세금"), ("쓰레기", "폐기물", "여권"), ("등본", "초본", "병원"), ("버리", "내버리", "배우")],
)
def test_what_is_near_in_meaning_is_near(analyser: KiwiAnalyser, word: str, near: str, far: str) -> None:
    vectors = analyser.vectors([word, near, far])

    assert vectors[0] @ vectors[1] > 0.4
    assert vectors[0] @ vectors[2] < 0.3


def test_a_word_has_length_1_and_one_that_is_not_known_nothing(analyser: KiwiAnalyser) -> None:
    vectors = analyser.vectors(["도로", "2026", "뷁뷁", "도로"])

    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1, 0, 0, 1], abs=1e-5)
    assert vectors[0].tolist() == vectors[3].tolist()
    assert analyser.vectors([]).shape == (0, vectors.shape[1])


def test_of_words_with_one_form_the_most_frequent_counts(analyser: KiwiAnalyser) -> None:
    """길 is a way before it is long."""
    way, street, long = analyser.vectors(["길", "도로", "짧"])

    assert way @ street > way @ long
