"""Words of titles and phrasings by how they begin: in letters, a half-typed syllable too, or in initial consonants."""

from collections.abc import Iterable, Sequence
from itertools import islice
from sys import getsizeof

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search.model import Document
from sori.knowledge.search.views import squeezed, syllables
from sori.language import hangul, keyboard

_LETTERS = 8  # in a number
_LOOKED_UP = 2 * _LETTERS  # of a word's beginning, in two numbers; the rest is compared
_COMPARED = 500  # documents whose beginnings are compared, the most used first
_Numbers = NDArray[np.uint64]


class Beginnings:
    """Beginnings sorted by their first letters, each with the letters that follow and the slot of its document."""

    def __init__(self) -> None:
        self._codes: _Numbers = np.zeros(0, np.uint64)
        self._next: _Numbers = np.zeros(0, np.uint64)
        self._slots = np.zeros(0, np.int32)

    def add(self, beginnings: Sequence[tuple[str, int]]) -> None:
        """Takes in texts, each with its document's slot."""
        codes = np.array([_code(text) for text, _ in beginnings], np.uint64)
        following = np.array([_code(text[_LETTERS:]) for text, _ in beginnings], np.uint64)
        slots = np.array([slot for _, slot in beginnings], np.int32)
        order = np.argsort(codes, kind="stable")
        place = np.searchsorted(self._codes, codes[order])
        self._codes = np.insert(self._codes, place, codes[order])
        self._next = np.insert(self._next, place, following[order])
        self._slots = np.insert(self._slots, place, slots[order])

    def remove(self, slot: int) -> None:
        """Takes out all of a document."""
        others = self._slots != slot
        self._codes, self._next, self._slots = self._codes[others], self._next[others], self._slots[others]

    def find(self, text: str) -> NDArray[np.int64]:
        """Gives the slots of documents with a text that begins so, as far as its first letters tell."""
        first, last = _between(text)
        low, high = np.searchsorted(self._codes, first), np.searchsorted(self._codes, last, "right")
        slots = self._slots[low:high]
        if len(text) > _LETTERS:
            first, last = _between(text[_LETTERS:])
            slots = slots[(self._next[low:high] >= first) & (self._next[low:high] <= last)]
        # What many texts begin with is told apart by a mark a slot, faster than by sorting.
        marked = np.zeros(int(slots.max(initial=-1)) + 1, np.bool_)
        marked[slots] = True
        return np.flatnonzero(marked)

    def bytes(self) -> int:
        """Gives the memory taken."""
        return self._codes.nbytes + self._next.nbytes + self._slots.nbytes


class Completions:
    """Finds documents by how a word of their titles and phrasings begins."""

    def __init__(self) -> None:
        self._letters = Beginnings()
        self._initials = Beginnings()
        self._heads: dict[int, tuple[str, ...]] = {}
        self._squeezed: dict[int, str] = {}
        """The heads without spaces, a line each."""

    def add(self, documents: Iterable[tuple[int, Document]]) -> None:
        """Takes in documents with their slots."""
        by_letters: list[tuple[str, int]] = []
        by_initials: list[tuple[str, int]] = []
        for slot, document in documents:
            self._heads[slot] = (document.title, *document.phrasings)
            whole_heads = [squeezed(head) for head in self._heads[slot]]
            self._squeezed[slot] = "\n".join(whole_heads)
            for head, whole_head in zip(self._heads[slot], whole_heads, strict=True):
                by_letters += [(hangul.letters(rest[:_LOOKED_UP]), slot) for rest in _from_words(head)]
                whole = hangul.initials(whole_head)
                by_initials += [(whole[at : at + _LOOKED_UP], slot) for at in range(len(whole))]
        self._letters.add(by_letters)
        self._initials.add(by_initials)

    def remove(self, slot: int) -> None:
        """Takes a document out."""
        del self._heads[slot], self._squeezed[slot]
        self._letters.remove(slot)
        self._initials.remove(slot)

    def with_initials(self, initials: str) -> NDArray[np.int64]:
        """Gives the slots of documents with syllables anywhere in their titles that have these initial consonants."""
        found = self._initials.find(initials)
        if len(initials) <= _LOOKED_UP:
            return found
        having = [slot for slot in found.tolist() if self._has_initials(slot, initials)]
        return np.array(having, np.int64)

    def find(self, typed: str, allowed: NDArray[np.bool_], use: NDArray[np.float32], most: int) -> list[int]:
        """Gives the slots of the most used allowed documents that have a word beginning as typed."""
        wanted = squeezed(typed)
        if not wanted:
            return []
        if all(map(hangul.is_consonant, wanted)) and len(wanted) > 1:
            return _most_used(self.with_initials(wanted), allowed, use, most)
        found = self._beginning(wanted, allowed, use, most)
        if not found and keyboard.looks_like_hangul(wanted):
            found = self._beginning(keyboard.as_hangul(wanted), allowed, use, most)
        return found

    def bytes(self) -> int:
        """Gives the memory that arrays and texts take."""
        return self._letters.bytes() + self._initials.bytes() + sum(map(getsizeof, self._squeezed.values()))

    def _beginning(self, wanted: str, allowed: NDArray[np.bool_], use: NDArray[np.float32], most: int) -> list[int]:
        letters = hangul.letters(wanted)
        found = self._letters.find(letters)
        if len(letters) <= _LOOKED_UP:
            return _most_used(found, allowed, use, most)
        compared = _most_used(found, allowed, use, _COMPARED)
        # The last syllable may be half typed; those before it are looked for first, which costs next to nothing.
        likely = (slot for slot in compared if wanted[:-1] in self._squeezed[slot])
        return list(islice((slot for slot in likely if self._begins(slot, letters)), most))

    def _begins(self, slot: int, letters: str) -> bool:
        return any(hangul.letters(rest).startswith(letters) for head in self._heads[slot] for rest in _from_words(head))

    def _has_initials(self, slot: int, initials: str) -> bool:
        return any(initials in hangul.initials(head) for head in self._squeezed[slot].split("\n"))


def _from_words(text: str) -> list[str]:
    """What is left of a text from the beginning of each word, without spaces."""
    seen = syllables(text)
    whole = seen.codes.tobytes().decode("utf-16-le")
    begins = np.flatnonzero(np.diff(seen.at, prepend=-2) > 1)
    return [whole[at:] for at in begins.tolist()]


def _most_used(slots: NDArray[np.int64], allowed: NDArray[np.bool_], use: NDArray[np.float32], most: int) -> list[int]:
    """The most used of these that are allowed, of equals the first; with hundreds of thousands without sorting them."""
    there = slots[allowed[slots]]
    of_each = use[there]
    if most < len(there):
        least = np.partition(of_each, -most)[-most]
        there = np.concatenate([there[of_each > least], there[of_each == least][:most]])
        of_each = use[there]
    ordered: list[int] = there[np.argsort(-of_each, kind="stable")][:most].tolist()
    return ordered


def _code(text: str) -> int:
    """The first letters as one number whose order is that of the letters; a byte each."""
    number = 0
    for letter in text[:_LETTERS].ljust(_LETTERS, "\0"):
        number = number << 8 | _byte(ord(letter))
    return number


def _between(text: str) -> tuple[np.uint64, np.uint64]:
    """The least and the greatest number of texts that begin so."""
    least = _code(text)
    return np.uint64(least), np.uint64(least + (1 << 8 * (_LETTERS - min(len(text), _LETTERS))) - 1)


def _byte(point: int) -> int:
    """Jamo, from U+3131, go above ASCII; all other scripts share what is left."""
    if point < 128:
        return point
    return 128 + point - 0x3131 if 0x3131 <= point <= 0x3163 else 180 + point % 76
