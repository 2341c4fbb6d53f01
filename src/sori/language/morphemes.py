"""Words taken apart into their morphemes by Kiwi, with what carries no meaning of its own left out.

Kiwi takes half a gigabyte of memory, so one process loads it and others do without. Words are taken apart one by one
and remembered: a word costs Kiwi once however often it is written, which makes a hundred thousand texts a matter of
minutes. That a word's neighbours are not looked at costs no recall (docs/search.md).
"""

import re
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import NamedTuple, Protocol

from kiwipiepy import Kiwi

from sori.language.word_vectors import Vectors, WordVectors

_WORD = re.compile(r"[^\W_]+")
# Nouns, verbs and adjectives, roots, determiners, adverbs, prefixes, Latin, numbers and Chinese characters;
# particles, endings and the copula are left out.
_MEANING = re.compile(r"N|V[VA]|XR|XPN|MM|MAG|S[LNH]|W_SERIAL")
_MOST_REMEMBERED = 400_000  # words, about 120 MB
_LONGEST_WORD = 200  # characters taken apart at once: typing errors, not words, are longer


class Morpheme(NamedTuple):
    """One morpheme: its dictionary form, and from which character of the text until before which it stands."""

    form: str
    start: int
    end: int


class Analyser(Protocol):
    """What takes texts apart."""

    def __call__(self, texts: Sequence[str]) -> list[list[Morpheme]]:
        """Gives each text's morphemes, in the order of the text."""
        ...

    def vectors(self, forms: Sequence[str]) -> Vectors:
        """Gives a row of length 1 for each morpheme, near in meaning where near; all 0 for one that isn't known."""
        ...


class KiwiAnalyser:
    """Takes texts apart with Kiwi; made once a process, since loading takes seconds and half a gigabyte.

    Several threads may ask: one at a time is served, so who has much to ask asks for little at once.
    """

    def __init__(self) -> None:
        self._kiwi = Kiwi()
        self._known: dict[str, list[Morpheme]] = {}
        self._vectors: WordVectors | None = None
        self._lock = Lock()

    def __call__(self, texts: Sequence[str]) -> list[list[Morpheme]]:
        """Gives each text's morphemes that carry meaning, in the order of the text."""
        words = [_words(text) for text in texts]
        with self._lock:
            return self._apart(words)

    def vectors(self, forms: Sequence[str]) -> Vectors:
        """Gives the vectors of morphemes, by Kiwi's own language model (`word_vectors`)."""
        with self._lock:
            if self._vectors is None:
                self._vectors = WordVectors(self._kiwi, _MEANING.match)
            return self._vectors.of(forms)

    def _apart(self, words: Sequence[Sequence[tuple[str, int]]]) -> list[list[Morpheme]]:
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()
        self._learn({word for found in words for word, _ in found if word not in self._known})
        return [
            [Morpheme(form, at + start, at + end) for word, at in found for form, start, end in self._known[word]]
            for found in words
        ]

    def _learn(self, words: Iterable[str]) -> None:
        unknown = sorted(words)
        for word, tokens in zip(unknown, self._kiwi.tokenize(unknown), strict=True):
            self._known[word] = [
                Morpheme(token.form, token.start, token.end) for token in tokens if _MEANING.match(token.tag)
            ]


def _words(text: str) -> list[tuple[str, int]]:
    """The words of a text in lower case, and where each begins."""
    return [
        (match.group()[at : at + _LONGEST_WORD].lower(), match.start() + at)
        for match in _WORD.finditer(text)
        for at in range(0, len(match.group()), _LONGEST_WORD)
    ]
