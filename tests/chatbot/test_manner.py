"""The endings of words tell questions from reports, also of texts that were not learned."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.chatbot.meaning.manner import Manner

THINGS = ("가로등", "보도블록", "하수구", "공원 의자", "버스 정류소", "신호등")
ASKED = [
    f"{thing} {end}" for thing in THINGS for end in ("어디에 있나요", "얼마인가요", "언제 여나요", "어떻게 하나요")
]
REPORTED = [f"{thing} {end}" for thing in THINGS for end in ("고장났어요", "깨져 있어요", "막혔습니다", "고쳐 주세요")]
SORTS = np.repeat([0, 1], [len(ASKED), len(REPORTED)])
MANNER = Manner([*ASKED, *REPORTED], SORTS)


@pytest.mark.parametrize(
    ("text", "sort"),
    [("분수대는 언제 켜나요?", 0), ("맨홀이 어디에 있나요", 0), ("육교가 깨져 있어요", 1), ("난간 좀 고쳐 주세요", 1)],
)
def test_how_words_end_tells_what_sort_of_thing_is_meant(text: str, sort: int) -> None:
    assert MANNER.of([text])[0].argmax() == sort


def test_a_text_held_back_is_as_if_it_had_not_been_learned() -> None:
    texts = [*ASKED, *REPORTED]
    # An ending that is left in fewer texts than it must be in would count no longer: take one that many have.
    for at in (0, len(texts) - 1):
        rest = [text for number, text in enumerate(texts) if number != at]
        without = Manner(rest, np.delete(SORTS, at))
        assert MANNER.held_back[at].argmax() == without.of([texts[at]])[0].argmax() == SORTS[at]
        assert MANNER.held_back[at] == pytest.approx(without.of([texts[at]])[0], abs=0.05)


@given(st.text(max_size=40))
def test_anything_has_a_manner_and_of_one_sort_nothing_is_told(text: str) -> None:
    assert np.isfinite(MANNER.of([text])).all()
    assert (Manner(ASKED, np.zeros(len(ASKED), np.int64)).of([text]) == 0).all()
