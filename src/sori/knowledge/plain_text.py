"""An answer's Markdown as plain text, and the piece of a text around what was found in it."""

import re
from collections.abc import Sequence

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_MARKS = re.compile(
    r"(?m)^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|\d+[.)]\s+)|\*\*|__|`+|~~|^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*$"
)
_BEFORE, _LENGTH = 30, 160


def plain(markdown: str) -> str:
    """The words of a Markdown text without its marks."""
    return _MARKS.sub("", _LINK.sub(r"\1", markdown)).replace("|", " ")


def snippet(text: str, marks: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """A piece of the text with the most of the marks in it, and where they stand in the piece."""
    begins = max((mark[0] for mark in marks), key=lambda at: _within(marks, at), default=0)
    begins = max(0, begins - _BEFORE)
    if begins:
        space = text.find(" ", begins, begins + _BEFORE)
        begins = begins if space < 0 else space + 1
    piece = text[begins : begins + _LENGTH].replace("\n", " ")
    inside = [(start - begins, min(end - begins, len(piece))) for start, end in marks if start >= begins]
    return piece, [(start, end) for start, end in inside if start < len(piece)]


def _within(marks: Sequence[tuple[int, int]], begins: int) -> int:
    return sum(end - start for start, end in marks if begins <= start < begins + _LENGTH - _BEFORE)
