"""Words of titles and phrasings by how they begin: in letters, a half-typed syllable too, or in initial consonants."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search.model import Document
from sori.knowledge.search.views import squeezed, syllables
from sori.language import hangul, keyboard

_LETTERS = 8  # of a word's beginning that are looked up; the rest is compared
_COMPARED = 500  # documents whose beginnings are compared, the most used first
_Numbers = NDArray[np.uint64]


class Beginnings:
    """Sorted beginnings, each with the slot of its document."""

    def __init__(self) -> None:
        self._codes: _Numbers = np.zeros(0, np.uint64)
        self._slots = np.zeros(0, np.int32)

    def add(self, beginnings: Sequence[tuple[str, int]]) -> None:
        """Takes in texts, each with its document's slot."""
        codes = np.array([_code(text) for text, _ in beginnings], np.uint64)
        slots = np.array([slot for _, slot in beginnings], np.int32)
        order = np.argsort(codes, kind="stable")
        place = np.searchsorted(self._codes, codes[order])
        self._codes = np.insert(self._codes, place, codes[order])
        self._slots = np.insert(self._slots, place, slots[order])

    def remove(self, slot: int) -> None:
        """Takes out all of a document."""
        others = self._slots != slot
        self._codes, self._slots = self._codes[others], self._slots[others]

    def find(self, text: str) -> NDArray[np.int64]:
        """Gives the slots of documents with a text that begins so, as far as its first letters tell."""
        begin = _code(text)
        end = begin + (1 << 8 * (_LETTERS - min(len(text), _LETTERS)))
        low = np.searchsorted(self._codes, np.uint64(begin))
        high = np.searchsorted(self._codes, np.uint64(end - 1), "right")
        return np.unique(self._slots[low:high]).astype(np.int64)

    def bytes(self) -> int:
        """Gives the memory taken."""
        return self._codes.nbytes + self._slots.nbytes


class Completions:
    """Finds documents by how a word of their titles and phrasings begins."""

    def __init__(self) -> None:
        self._letters = Beginnings()
        self._initials = Beginnings()
        self._heads: dict[int, tuple[str, ...]] = {}

    def add(self, documents: Iterable[tuple[int, Document]]) -> None:
        """Takes in documents with their slots."""
        by_letters: list[tuple[str, int]] = []
        by_initials: list[tuple[str, int]] = []
        for slot, document in documents:
            self._heads[slot] = (document.title, *document.phrasings)
            for head in self._heads[slot]:
                by_letters += [(hangul.letters(rest[:_LETTERS]), slot) for rest in _from_words(head)]
                whole = hangul.initials(squeezed(head))
                by_initials += [(whole[at : at + _LETTERS], slot) for at in range(len(whole))]
        self._letters.add(by_letters)
        self._initials.add(by_initials)

    def remove(self, slot: int) -> None:
        """Takes a document out."""
        del self._heads[slot]
        self._letters.remove(slot)
        self._initials.remove(slot)

    def with_initials(self, initials: str) -> NDArray[np.int64]:
        """Gives the slots of documents with syllables anywhere in their titles that have these initial consonants."""
        found = self._initials.find(initials)
        if len(initials) <= _LETTERS:
            return found
        having = [slot for slot in found.tolist() if self._has_initials(slot, initials)]
        return np.array(having, np.int64)

    def find(self, typed: str, allowed: NDArray[np.bool_], use: NDArray[np.float32], most: int) -> list[int]:
        """Gives the slots of the most used allowed documents that have a word beginning as typed."""
        wanted = squeezed(typed)
        if not wanted:
            return []
        if all(map(hangul.is_consonant, wanted)) and len(wanted) > 1:
            return _most_used(self.with_initials(wanted), allowed, use)[:most]
        found = self._beginning(hangul.letters(wanted), allowed, use, most)
        if not found and keyboard.looks_like_hangul(wanted):
            found = self._beginning(hangul.letters(keyboard.as_hangul(wanted)), allowed, use, most)
        return found

    def bytes(self) -> int:
        """Gives the memory that the arrays take."""
        return self._letters.bytes() + self._initials.bytes()

    def _beginning(self, letters: str, allowed: NDArray[np.bool_], use: NDArray[np.float32], most: int) -> list[int]:
        slots = _most_used(self._letters.find(letters), allowed, use)
        if len(letters) > _LETTERS:
            slots = [slot for slot in slots[:_COMPARED] if self._begins(slot, letters)]
        return slots[:most]

    def _begins(self, slot: int, letters: str) -> bool:
        return any(hangul.letters(rest).startswith(letters) for head in self._heads[slot] for rest in _from_words(head))

    def _has_initials(self, slot: int, initials: str) -> bool:
        return any(initials in hangul.initials(squeezed(head)) for head in self._heads[slot])


def _from_words(text: str) -> list[str]:
    """What is left of a text from the beginning of each word, without spaces."""
    seen = syllables(text)
    whole = seen.codes.tobytes().decode("utf-16-le")
    begins = np.flatnonzero(np.diff(seen.at, prepend=-2) > 1)
    return [whole[at:] for at in begins.tolist()]


def _most_used(slots: NDArray[np.int64], allowed: NDArray[np.bool_], use: NDArray[np.float32]) -> list[int]:
    there = slots[allowed[slots]]
    ordered: list[int] = there[np.argsort(-use[there], kind="stable")].tolist()
    return ordered


def _code(text: str) -> int:
    """The first letters as one number whose order is that of the letters; a byte each."""
    number = 0
    for letter in text[:_LETTERS].ljust(_LETTERS, "\0"):
        number = number << 8 | _byte(ord(letter))
    return number


def _byte(point: int) -> int:
    """Jamo, from U+3131, go above ASCII; all other scripts share what is left."""
    if point < 128:
        return point
    return 128 + point - 0x3131 if 0x3131 <= point <= 0x3163 else 180 + point % 76
