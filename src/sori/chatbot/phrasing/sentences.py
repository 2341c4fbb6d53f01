"""Cuts a text that comes in pieces into sentences, each with the citations behind it, as soon as it is whole."""

import re
from collections.abc import Iterator

_STOP = re.compile(r"[.!?。！？…]+[”’\"'」』]*|\n")
_CITED = re.compile(r"(?:\s*\[\d[\d,\s]*\][.。]?)*")
_BEGUN_CITATION = re.compile(r"\[[\d,\s]*")
_ONLY_A_NUMBER = re.compile(r"\s*[(]?\d+")
_SHORTENED = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]\.)*[A-Za-z]$|(?:^|[\s(])(?:No|Dr|Mr|Ms|St|vs|etc|approx|tel)$", re.IGNORECASE
)


class Cutter:
    """Takes pieces of a text; gives its sentences, the same however it came in pieces.

    A sentence begins with a line break where it stands on a new line, and has no other white space around it.
    """

    def __init__(self) -> None:
        self._text = ""

    def take(self, piece: str) -> Iterator[str]:
        """The sentences that are whole with this piece: one is when what follows has begun."""
        self._text += piece.replace("\r", "")
        while (end := _end(self._text)) is not None:
            yield self._cut(end)

    def rest(self) -> Iterator[str]:
        """What is left when no more comes."""
        while self._text.strip():
            end = _end(self._text)
            yield self._cut(len(self._text) if end is None else end)

    def _cut(self, end: int) -> str:
        sentence, self._text = self._text[:end], self._text[end:]
        lead = sentence[: len(sentence) - len(sentence.lstrip())]
        # White space between two sentences is the second's, so a line break at the end of one is not lost.
        return ("\n" if "\n" in lead else "") + sentence.strip()


def _end(text: str) -> int | None:
    """Where the first sentence ends; None while that isn't known."""
    begins = len(text) - len(text.lstrip())
    for stop in _STOP.finditer(text, begins):
        cited = _CITED.match(text, stop.end())
        end = stop.end() if cited is None else cited.end()
        follows = text[end:].lstrip()
        if not follows or _BEGUN_CITATION.fullmatch(follows):
            return None
        if _ends(text, begins, stop, end):
            return end if end > stop.end() or stop.group() != "\n" else stop.start()
    return None


def _ends(text: str, begins: int, stop: re.Match[str], end: int) -> bool:
    """Whether a stop that ends at `end`, with its citations, ends a sentence: more of the text follows."""
    if end > stop.end() or stop.group() == "\n":
        return True
    before, after = text[begins : stop.start()], text[end:].lstrip()
    if text[end].isspace():
        if not stop.group().startswith("."):
            return True
        in_a_number = before[-1:].isdigit() and after[0].isdigit()  # 2026. 3. 4.
        return not (in_a_number or _ONLY_A_NUMBER.fullmatch(before) or _SHORTENED.search(before))
    return _is_hangul(before[-1:]) and _is_hangul(after[0])  # a space forgotten; but not in an address


def _is_hangul(sign: str) -> bool:
    return "가" <= sign <= "힣"
