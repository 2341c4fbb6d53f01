"""A document as the index keeps it: what is searched of it, small, and what it was made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from sys import getsizeof

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search.model import Document
from sori.knowledge.search.views import SAMPLED, Codes, is_sampled, letter_runs, pairs, sentences, syllables
from sori.language.morphemes import Analyser


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document with its text as one row of characters: title, phrasings, text, each a sentence of its own or several.

    `heads` is how many characters belong to title and phrasings. A morpheme is a number of the index's vocabulary, with
    the character it begins at.
    """

    document: Document
    characters: NDArray[np.uint16]
    sentences: NDArray[np.integer]
    heads: int
    morphemes: NDArray[np.int32]
    morphemes_at: NDArray[np.integer]

    def codes(self) -> list[Codes]:
        """Gives the codes of each view."""
        runs = letter_runs(self.characters)
        return [self.morphemes.astype(np.int64), pairs(self.characters), runs[is_sampled(runs, SAMPLED)]]

    def bytes(self) -> int:
        """Gives the memory that its arrays and texts take."""
        arrays = (self.characters, self.sentences, self.morphemes, self.morphemes_at)
        texts = (self.document.title, self.document.text, *self.document.phrasings)
        return sum(array.nbytes for array in arrays) + sum(map(getsizeof, texts))


def prepare(documents: Sequence[Document], analyser: Analyser | None, vocabulary: dict[str, int]) -> list[Indexed]:
    """Makes documents ready to be indexed; new morphemes are given numbers in the vocabulary."""
    heads = ["\n".join([document.title, *document.phrasings]) for document in documents]
    texts = [f"{head}\n{document.text}" for head, document in zip(heads, documents, strict=True)]
    found = analyser(texts) if analyser is not None else [[] for _ in texts]
    prepared = []
    for document, head, text, morphemes in zip(documents, heads, texts, found, strict=True):
        seen = syllables(text)
        numbers = np.array([vocabulary.setdefault(form, len(vocabulary)) for form, _, _ in morphemes], np.int32)
        at = np.searchsorted(seen.at, np.array([start for _, start, _ in morphemes], np.int64))
        narrow = np.min_scalar_type(len(text))  # most texts need two bytes a position
        prepared.append(
            Indexed(
                document,
                seen.codes,
                sentences(text, seen.at).astype(narrow),
                int(np.searchsorted(seen.at, len(head))),
                numbers,
                at.astype(narrow),
            )
        )
    return prepared
