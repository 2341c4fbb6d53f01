"""Texts as weighted terms in four views: morphemes, pairs of syllables, runs of three and of five letters (jamo).

Spaces and punctuation don't exist in the last three. A term weighs (1 + ln tf) · idf, with
idf = ln((1 + n) / (1 + df)) + 1 (Salton and Buckley 1988, smoothed so that no term weighs nothing). A text's weights in
a view have length 1, terms that were never learned counting in that length: what a text says beyond what is known makes
it less like everything known.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sori.knowledge.search.views import squeezed
from sori.language import hangul, keyboard
from sori.language.morphemes import Analyser

NAMES = ("morphemes", "pairs", "runs of three", "runs of five")
MORPHEMES, PAIRS, RUNS3, RUNS5 = range(4)
OF_A_SYNONYM = 0.5
LONGEST = 300
"""Characters of a citizen's words that are looked at."""
Terms = list[Counter[str]]


def terms_of(texts: Sequence[str], analyser: Analyser | None) -> list[Terms]:
    """Each text's terms in each view, with how often they occur; words typed on the wrong keyboard are put right."""
    meant = [" ".join(_meant(word) for word in text.split()) for text in texts]
    forms = [[one.form for one in found] for found in analyser(meant)] if analyser else [[] for _ in meant]
    return [_terms(text, of_text) for text, of_text in zip(meant, forms, strict=True)]


def _terms(text: str, forms: Iterable[str]) -> Terms:
    whole = squeezed(text)
    letters = hangul.letters(whole)
    framed = f"^{whole}$"
    return [
        Counter(forms),
        Counter(framed[at : at + 2] for at in range(len(framed) - 1)),
        Counter(letters[at : at + 3] for at in range(len(letters) - 2)),
        Counter(letters[at : at + 5] for at in range(len(letters) - 4)),
    ]


def _meant(word: str) -> str:
    return keyboard.as_hangul(word) if keyboard.looks_like_hangul(word) else word


@dataclass(frozen=True, slots=True)
class Weighed:
    """Texts in one view: their weights, a row each of length 1 at most, and which terms they have."""

    weights: csr_array
    has: csr_array
    """1 for each known term that occurs."""
    information: NDArray[np.float64]
    """Sum of the squared idf of each text's terms, unknown ones included."""


class View:
    """The terms of one view that were learned, with what each weighs."""

    def __init__(self, texts: Sequence[Mapping[str, float]]) -> None:
        count = Counter(term for text in texts for term in text)
        self.number = {term: at for at, term in enumerate(count)}
        self.idf = np.array([math.log((1 + len(texts)) / (1 + often)) + 1 for often in count.values()])
        self.of_unknown = math.log(1 + len(texts)) + 1

    def weigh(self, texts: Sequence[Mapping[str, float]]) -> Weighed:
        """The texts' weights by known terms."""
        rows, columns, values, unknown = [], [], [], np.zeros((2, len(texts)))
        for row, text in enumerate(texts):
            for term, often in text.items():
                column = self.number.get(term)
                weight = 1 + math.log(often) if often > 1 else often
                if column is None:
                    unknown[0, row] += (weight * self.of_unknown) ** 2
                    unknown[1, row] += self.of_unknown**2
                    continue
                rows.append(row)
                columns.append(column)
                values.append(weight)
        shape = (len(texts), len(self.number))
        factors = np.array(values, float) * self.idf[columns] if values else np.zeros(0)
        weights = csr_array((factors, (rows, columns)), shape=shape)
        has = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
        length = np.sqrt(weights.multiply(weights).sum(axis=1) + unknown[0])
        scale = 1 / np.maximum(length, 1e-9)
        information = has @ self.idf**2 + unknown[1]
        return Weighed(
            csr_array(weights.multiply(scale[:, None]), dtype=np.float32), has, np.maximum(information, 1e-9)
        )
