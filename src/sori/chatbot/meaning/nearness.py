"""How near texts are in what their words mean, whatever words these are: 폐기물 is near 쓰레기, 길 near 도로.

A text's vector is the sum of its morphemes' (`sori.language.word_vectors`), each as often as its idf says, of length 1
(Arora, Liang and Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings", with idf for their weights).
Of a single word it is told how near the nearest of an item's words comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sori.chatbot.meaning.views import View
from sori.language.morphemes import Analyser

Matrix = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Words:
    """A text's different morphemes: which of the learned ones each is (-1: none), its squared idf, and its vector."""

    number: NDArray[np.int64]
    information: NDArray[np.float64]
    vectors: Matrix

    def sum(self) -> Matrix:
        """The text's vector: of length 1, or 0 where no word is known."""
        whole = np.sqrt(self.information) @ self.vectors
        length = float(np.linalg.norm(whole))
        scaled: Matrix = whole / length if length > 0 else whole
        return scaled


class Nearness:
    """The vectors of the morphemes that were learned, and of any others."""

    def __init__(self, view: View, analyser: Analyser | None) -> None:
        self._view = view
        self._analyser = analyser
        self._learned = self._vectors(list(view.number))

    def words(self, text: Mapping[str, float]) -> Words:
        """A text's morphemes."""
        number = np.array([self._view.number.get(form, -1) for form in text], np.int64)
        idf = np.where(number >= 0, self._view.idf[number], self._view.of_unknown) if len(number) else np.zeros(0)
        return Words(number, idf**2, self._vectors(list(text)))

    def texts(self, words: Sequence[Words]) -> Matrix:
        """The vectors of texts, a row each."""
        return np.array([one.sum() for one in words], np.float32).reshape(len(words), self._learned.shape[1])

    def of_item(self, words: Words, has: NDArray[np.bool_]) -> tuple[float, float]:
        """How well the learned morphemes that an item has tell a text's: the share of its information that they come
        near to, and the most information in a single word that they don't, as a share of what an unknown word has.
        """
        if not len(words.number):
            return 0.0, 0.0
        near = (words.vectors @ self._learned[np.flatnonzero(has)].T).max(axis=1, initial=0.0)
        near[(words.number >= 0) & has[words.number]] = 1
        missed = words.information * (1 - near)
        return 1 - float(missed.sum() / words.information.sum()), float(missed.max()) / self._view.of_unknown**2

    def _vectors(self, forms: Sequence[str]) -> Matrix:
        return np.zeros((len(forms), 1), np.float32) if self._analyser is None else self._analyser.vectors(forms)
