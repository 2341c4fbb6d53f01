"""A query as the index looks for it: the codes of each view, with what each counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search.views import Codes, letter_runs, pairs, squeezed, syllables
from sori.language import hangul, keyboard
from sori.language.morphemes import Analyser

_WORD = re.compile(r"[^\W_]+")
_OF_A_SYNONYM = 0.5  # what a word that was not typed counts
LONGEST_QUERY = 300  # characters looked at


@dataclass(frozen=True, slots=True)
class Terms:
    """The different codes of a query in one view, in ascending order, and what each counts."""

    codes: Codes
    factors: NDArray[np.float64]

    def only(self, chosen: NDArray[np.bool_]) -> "Terms":
        """Gives some of the terms."""
        return Terms(self.codes[chosen], self.factors[chosen])


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: its codes in each view (letter runs are not sampled), and the initial consonants it has words of."""

    views: list[Terms]
    initials: list[str]


class Synonyms:
    """Groups of words that mean the same, as editors keep them."""

    def __init__(self, groups: Sequence[Sequence[str]] = ()) -> None:
        self._others: dict[str, set[str]] = {}
        for group in groups:
            for word in group:
                self._others.setdefault(squeezed(word), set()).update(other for other in group if other != word)
        self._others.pop("", None)
        longest_first = sorted(self._others, key=len, reverse=True)
        self._words = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def of(self, text: str) -> list[str]:
        """Gives the words that mean the same as words in the text, spaces in it not counting; each once, in order."""
        if self._words is None:
            return []
        return sorted({other for word in self._words.findall(squeezed(text)) for other in self._others[word]})


def asked(text: str, synonyms: Synonyms, analyser: Analyser | None, vocabulary: Mapping[str, int]) -> Asked:
    """Gives what to look for: what was typed, what it was meant as on the other keyboard, and words that mean the same."""
    text = text[:LONGEST_QUERY]
    words = _WORD.findall(text)
    initials = [word for word in words if len(word) > 1 and all(map(hangul.is_consonant, word))]
    meant = [slip for word in words for slip in _slips(word)]
    readings = [(text, 1.0), *((word, 1.0) for word in meant)]
    readings += [(word, _OF_A_SYNONYM) for word in synonyms.of(" ".join([text, *meant]))]
    found = analyser([reading for reading, _ in readings]) if analyser is not None else [[] for _ in readings]
    best: list[dict[int, float]] = [{}, {}, {}]
    for (reading, factor), morphemes in zip(readings, found, strict=True):
        characters = syllables(reading).codes
        known = [vocabulary[form] for form, _ in morphemes if form in vocabulary]
        runs, _ = letter_runs(characters)
        for of_view, codes in zip(best, (known, pairs(characters).tolist(), runs.tolist()), strict=True):
            for code in codes:
                of_view[code] = max(factor, of_view.get(code, 0.0))
    return Asked([_in_order(of_view) for of_view in best], initials)


def _slips(word: str) -> list[str]:
    """What a word was meant as if it was typed on the keyboard of the other language."""
    if keyboard.looks_like_hangul(word):
        return [keyboard.as_hangul(word)]
    if keyboard.looks_like_latin(word):
        return [keyboard.as_latin(word)]
    return []


def _in_order(factors: Mapping[int, float]) -> Terms:
    codes = sorted(factors)
    return Terms(np.array(codes, np.int64), np.array([factors[code] for code in codes], np.float64))
