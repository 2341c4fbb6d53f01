"""A query as the index looks for it: the codes of each view, with what each counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search.views import SAMPLED, Codes, is_sampled, letter_runs, pairs, squeezed, syllables
from sori.language import hangul, keyboard
from sori.language.morphemes import Analyser, Morpheme

_WORD = re.compile(r"[^\W_]+")
_OF_A_SYNONYM = 0.5  # what a word that was not typed counts
_ASKING_WORDS = frozenset(
    ["누구", "무엇", "뭐", "어디", "언제", "왜", "어떻", "어떻게", "어떠하", "어떤", "어느", "무슨", "몇", "얼마"]
)
_ASKING = 0.2  # what a word counts that only asks
_Counted = tuple[float, bool]  # what a term counts, and whether it matters most
LONGEST_QUERY = 300  # characters looked at


@dataclass(frozen=True, slots=True)
class Terms:
    """The different codes of a query in one view, in ascending order, what each counts, and which matter most."""

    codes: Codes
    factors: NDArray[np.float64]
    matters: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: what it is read as, its codes in each view, and its words of initial consonants."""

    readings: list[str]
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
    """Gives what to look for: what was typed, what it is on the other keyboard, and words that mean the same."""
    text = text[:LONGEST_QUERY]
    words = _WORD.findall(text)
    initials = [word for word in words if len(word) > 1 and all(map(hangul.is_consonant, word))]
    meant = [slip for word in words for slip in _slips(word)]
    readings = [(text, 1.0), *((word, 1.0) for word in meant)]
    readings += [(word, _OF_A_SYNONYM) for word in synonyms.of(" ".join([text, *meant]))]
    found = analyser([reading for reading, _ in readings]) if analyser is not None else [None for _ in readings]
    best: list[dict[int, _Counted]] = [{}, {}, {}]
    for (reading, factor), morphemes in zip(readings, found, strict=True):
        for of_view, terms in zip(best, _terms(reading, morphemes, vocabulary), strict=True):
            for code, what, matters in terms:
                of_view[code] = max((factor * what, matters), of_view.get(code, (0.0, False)))
    return Asked([reading for reading, _ in readings], [_in_order(of_view) for of_view in best], initials)


def _terms(
    text: str, morphemes: Sequence[Morpheme] | None, vocabulary: Mapping[str, int]
) -> list[list[tuple[int, float, bool]]]:
    """The codes of a text in each view, with what each counts and whether it matters."""
    seen = syllables(text)
    every_run = letter_runs(seen.codes)
    runs = [(code, 1.0, False) for code in every_run[is_sampled(every_run, SAMPLED)].tolist()]
    neighbours = pairs(seen.codes).tolist()
    if morphemes is None:
        return [[], [(code, 1.0, True) for code in neighbours], runs]
    # A morpheme that no text ever had is a term all the same, one that nothing has: codes of texts are never below 0.
    unknown: dict[str, int] = {}
    known = [
        (
            vocabulary.get(form, unknown.setdefault(form, -1 - len(unknown))),
            _ASKING if form in _ASKING_WORDS else 1.0,
            form.isascii(),
        )
        for form, _, _ in morphemes
    ]
    says = np.zeros(len(text), bool)
    for form, start, end in morphemes:
        says[start:end] = form not in _ASKING_WORDS
    # Both syllables say something, with no space between them.
    matter = says[seen.at[:-1]] & says[seen.at[1:]] & (np.diff(seen.at) == 1) if len(seen.at) > 1 else says[seen.at]
    return [known, [(code, 1.0, says) for code, says in zip(neighbours, matter.tolist(), strict=True)], runs]


def _slips(word: str) -> list[str]:
    """What a word was meant as if it was typed on the keyboard of the other language."""
    if keyboard.looks_like_hangul(word):
        return [keyboard.as_hangul(word)]
    if keyboard.looks_like_latin(word):
        return [keyboard.as_latin(word)]
    return []


def _in_order(terms: Mapping[int, _Counted]) -> Terms:
    codes = sorted(terms)
    counts = np.array([terms[code][0] for code in codes], np.float64)
    return Terms(np.array(codes, np.int64), counts, np.array([terms[code][1] for code in codes], bool))
