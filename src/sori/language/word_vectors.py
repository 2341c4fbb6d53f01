"""What words are near each other in meaning, as vectors, by the language model that Kiwi takes words apart with.

Kiwi tells of two of its morphemes how near they are: the cosine of their vectors in its model (CoNg), which it does not
give. From the cosines to a few hundred landmarks the vectors follow, but for a rotation (Schölkopf, Smola and Müller
1998, kernel PCA: coordinates are V Λ^-½ of the landmarks' matrix). In them all words are alike in something that is no
meaning, so the mean and the first component are taken out (Mu and Viswanath 2018, "All-but-the-Top", section 3).
"""

from collections.abc import Callable, Sequence

import numpy as np
from kiwipiepy import Kiwi
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_LANDMARKS = 320
"""More than the model has dimensions (256)."""
_LANDMARK_EVERY = 180
_LISTED = 75_000
"""Kiwi's frequent morphemes, which have vectors, come first in its list."""
_NOTHING = 1e-4
"""Eigenvalues below are those of dimensions that the model doesn't have."""


class WordVectors:
    """Vectors of words in their dictionary form. Used by one thread at a time."""

    def __init__(self, kiwi: Kiwi, has_meaning: Callable[[str], object]) -> None:
        """`has_meaning` tells by a tag whether a morpheme counts; of several with one form the most frequent does."""
        self._kiwi = kiwi
        kiwi.tokenize("")  # Kiwi loads what it needs when it is first used
        self._number: dict[str, int] = {}
        landmarks: list[int] = []
        for number in range(_LISTED):
            morpheme = kiwi.morpheme(number)
            if not has_meaning(morpheme.tag):
                continue
            self._number.setdefault(morpheme.form, number)
            if number % _LANDMARK_EVERY == 0 and len(landmarks) < _LANDMARKS and self._has_vector(number):
                landmarks.append(number)
        self._landmarks = landmarks
        near = np.array([self._near(number) for number in landmarks])
        size, direction = np.linalg.eigh(near)
        there = size > _NOTHING
        self._turned = direction[:, there] / np.sqrt(size[there])
        of_landmarks = near @ self._turned
        self._mean = of_landmarks.mean(axis=0)
        self._common = np.linalg.svd(of_landmarks - self._mean, full_matrices=False)[2][0]
        self._known: dict[str, Vectors] = {}

    def of(self, forms: Sequence[str]) -> Vectors:
        """A row of length 1 for each word; all 0 for one that the model doesn't know."""
        found = np.zeros((len(forms), len(self._mean)), np.float32)
        for row, form in enumerate(forms):
            if form in self._number:
                if form not in self._known:
                    self._known[form] = self._vector(self._number[form])
                found[row] = self._known[form]
        return found

    def _vector(self, number: int) -> Vectors:
        if not self._has_vector(number):
            return np.zeros(len(self._mean), np.float32)
        vector = np.array(self._near(number)) @ self._turned - self._mean
        vector -= (vector @ self._common) * self._common
        scaled: Vectors = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
        return scaled

    def _near(self, number: int) -> list[float]:
        return [self._kiwi.morpheme_similarity(number, landmark) for landmark in self._landmarks]

    def _has_vector(self, number: int) -> bool:
        return bool(np.isfinite(self._kiwi.morpheme_similarity(number, number)))
