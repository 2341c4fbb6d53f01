"""An inverted index over some documents, as flat arrays: which documents hold a code, and how often.

A segment never changes but for what is removed from it; new documents come in new segments, and segments are merged. So
a document is added in milliseconds, and what is found is the same in whatever order documents came.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search.views import Codes

VIEWS = 3  # morphemes, pairs of syllables, runs of letters
# A posting is one number: 35 bits of code, 20 of document, 8 of count.
_DOCUMENT_BITS, _COUNT_BITS = 20, 8
MOST_DOCUMENTS = 1 << _DOCUMENT_BITS
_DOCUMENT_MASK, _COUNT_MASK = MOST_DOCUMENTS - 1, (1 << _COUNT_BITS) - 1


class Postings:
    """One view's codes with the documents that hold each, sorted by code and document."""

    def __init__(self, packed: NDArray[np.int64]) -> None:
        """`packed` are sorted postings, one number each."""
        codes = packed >> (_DOCUMENT_BITS + _COUNT_BITS)
        first = np.flatnonzero(np.diff(codes, prepend=-1))
        self.codes: Codes = codes[first]
        self.starts = np.append(first, len(packed)).astype(np.int64)
        self.slots = ((packed >> _COUNT_BITS) & _DOCUMENT_MASK).astype(np.int32)
        self.counts = (packed & _COUNT_MASK).astype(np.uint8)
        self.frequency = np.diff(self.starts).astype(np.int32)  # documents that hold the code and are not removed

    @classmethod
    def of(cls, slots: NDArray[np.int64], documents: Sequence[Codes]) -> "Postings":
        """Makes the postings of documents, each with its slot."""
        number = np.repeat(slots, [len(codes) for codes in documents])
        every = np.concatenate([*documents, np.zeros(0, np.int64)]) << _DOCUMENT_BITS | number
        every.sort()
        first = np.flatnonzero(np.diff(every, prepend=-1))
        count = np.minimum(np.diff(np.append(first, len(every))), _COUNT_MASK)
        return cls(every[first] << _COUNT_BITS | count)

    @classmethod
    def merged(cls, parts: Sequence["Postings"], alive: NDArray[np.bool_]) -> "Postings":
        """Makes one of several, leaving out the slots that aren't alive."""
        packed = np.concatenate([postings._packed(alive) for postings in parts])
        packed.sort()
        return cls(packed)

    def find(self, codes: Codes) -> NDArray[np.int64]:
        """Gives where each code's postings are, below 0 for a code that isn't there."""
        if not len(self.codes):
            return np.full(len(codes), -1)
        place = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return np.where(self.codes[place] == codes, place, -1)

    def frequencies(self, codes: Codes) -> NDArray[np.int64]:
        """Gives how many documents that are not removed hold each code."""
        place = self.find(codes)
        there = place >= 0
        frequencies = np.zeros(len(codes), np.int64)
        frequencies[there] = self.frequency[place[there]]
        return frequencies

    def gather(self, codes: Codes) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.int64]]:
        """Gives the postings of several codes: the slot of each, how often, and which of the codes it is of."""
        place = self.find(codes)
        code = np.flatnonzero(place >= 0)
        starts = self.starts[place[code]]
        lengths = self.starts[place[code] + 1] - starts
        at = np.arange(lengths.sum()) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        return self.slots[at], self.counts[at], np.repeat(code, lengths)

    def without(self, codes: Codes) -> None:
        """Counts a document with these codes no longer."""
        self.frequency[self.find(np.unique(codes))] -= 1

    def bytes(self) -> int:
        """Gives the memory taken."""
        arrays = (self.codes, self.starts, self.slots, self.counts, self.frequency)
        return sum(array.nbytes for array in arrays)

    def _packed(self, alive: NDArray[np.bool_]) -> NDArray[np.int64]:
        codes = np.repeat(self.codes, np.diff(self.starts))
        packed = (codes << _DOCUMENT_BITS | self.slots) << _COUNT_BITS | self.counts
        return packed[alive[self.slots]]


class Segment:
    """The postings of some documents in all views; documents are told by their slots, numbers given by the index."""

    def __init__(self, slots: NDArray[np.int64], postings: list[Postings]) -> None:
        self.slots = slots
        self.postings = postings

    def __contains__(self, slot: int) -> bool:
        return bool((self.slots == slot).any())

    @classmethod
    def of(cls, slots: NDArray[np.int64], codes: Sequence[list[Codes]]) -> "Segment":
        """Indexes documents, each with its slot and its codes in every view."""
        views = [Postings.of(slots, [of_one[view] for of_one in codes]) for view in range(VIEWS)]
        return cls(slots, views)

    @classmethod
    def merged(cls, segments: Sequence["Segment"], alive: NDArray[np.bool_]) -> "Segment":
        """Makes one of several, leaving out the slots that aren't alive."""
        slots = np.concatenate([segment.slots for segment in segments])
        views = [Postings.merged([segment.postings[view] for segment in segments], alive) for view in range(VIEWS)]
        return cls(slots[alive[slots]], views)

    def remove(self, codes: Sequence[Codes]) -> None:
        """Counts a document with these codes no longer; its postings stay until segments are merged."""
        for postings, of_view in zip(self.postings, codes, strict=True):
            postings.without(of_view)

    def bytes(self) -> int:
        """Gives the memory taken."""
        return sum(postings.bytes() for postings in self.postings)
