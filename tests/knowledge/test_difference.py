"""Differences between versions, checked by putting both texts together again."""

from hypothesis import given
from hypothesis import strategies as st

from sori.knowledge.difference import PieceKind, pieces

TEXTS = st.text(alphabet="가나 다\nab", max_size=60)


@given(TEXTS, TEXTS)
def test_without_what_was_added_it_is_the_earlier_text_and_without_what_was_removed_the_later(
    before: str, after: str
) -> None:
    found = pieces(before, after)

    assert "".join(piece.text for piece in found if piece.kind is not PieceKind.ADDED) == before
    assert "".join(piece.text for piece in found if piece.kind is not PieceKind.REMOVED) == after


@given(TEXTS)
def test_the_same_text_has_no_differences(text: str) -> None:
    assert all(piece.kind is PieceKind.SAME for piece in pieces(text, text))
