"""How words end, which tells what sort of thing is meant: whoever asks ends otherwise than whoever reports.

어디서 신청하나요 wants an answer, 골목을 막고 있어요 somebody who comes. Endings carry no content, so the other views
leave them out or drown them. Ridge regression on the last syllables says how much words are like those of each sort.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search.views import squeezed

Matrix = NDArray[np.float64]
_LONGEST = 5
"""Syllables from the end."""
_LEAST = 3
"""Phrasings in which an ending must occur."""
_RIDGE = 2.0


class Manner:
    """What endings tell of the sorts, learned from phrasings whose sort is known."""

    def __init__(self, texts: Sequence[str], sorts: NDArray[np.int64]) -> None:
        """`sorts` numbers each text's sort from 0; each counts the same, however many texts are of it.

        Where there is one sort alone, nothing is told of it.
        """
        endings = [_endings(text) for text in texts]
        often = Counter(ending for found in endings for ending in found)
        common = (ending for ending, times in often.items() if times >= _LEAST)
        self._number = {ending: at for at, ending in enumerate(common)}
        rows = self._rows(endings)
        each = np.bincount(sorts)
        counts = len(sorts) / (len(each) * each[sorts])
        goals = np.where(sorts[:, None] == np.arange(len(each)), 1.0, -1.0) * (len(each) > 1)
        weighed = rows.T * counts
        inverse = np.linalg.inv(weighed @ rows + _RIDGE * np.eye(rows.shape[1]))
        self._outputs = inverse @ (weighed @ goals)
        # What is said of each text without having learned it: row i of the smoother H = R G⁻¹ Rᵀ W taken out, which
        # leaves (fᵢ - hᵢᵢ yᵢ) / (1 - hᵢᵢ) (Hastie, Tibshirani and Friedman 2009, 7.10).
        own = ((rows @ inverse) * rows).sum(axis=1) * counts
        told = rows @ self._outputs
        self.held_back: Matrix = (told - own[:, None] * goals) / (1 - own)[:, None]

    def of(self, texts: Sequence[str]) -> Matrix:
        """How much each text is like those of each sort, about -1 to 1: texts × sorts."""
        told: Matrix = self._rows([_endings(text) for text in texts]) @ self._outputs
        return told

    def _rows(self, endings: Sequence[set[str]]) -> Matrix:
        """Endings as rows of length 1, and a one for what holds of all."""
        rows = np.zeros((len(endings), len(self._number) + 1))
        for row, found in enumerate(endings):
            known = [self._number[ending] for ending in found if ending in self._number]
            rows[row, known] = 1 / np.sqrt(max(len(known), 1))
        rows[:, -1] = 1
        return rows


def _endings(text: str) -> set[str]:
    whole = squeezed(text)
    return {whole[-length:] for length in range(1, min(_LONGEST, len(whole)) + 1)} | ({"?"} if "?" in text else set())
