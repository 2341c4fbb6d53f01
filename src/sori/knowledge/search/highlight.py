"""Where in a text the words stand that were asked for."""

from collections.abc import Sequence

import numpy as np

from sori.knowledge.search.model import Span
from sori.knowledge.search.views import hits, marked, pairs, syllables

_SHORTEST = 2  # syllables in a row


def marks(texts: Sequence[str], words: Sequence[str]) -> list[list[Span]]:
    """Gives the pieces of each text that the words have in common with it, as offsets in the text, in its order.

    A piece is two or more syllables that follow each other in both, spaces not counting, so an ending is left out where
    the text has another, and what is typed wrong costs only its own syllables.
    """
    asked = [syllables(word).codes for word in words]
    pairs_asked = [pairs(codes) for codes in asked if len(codes) >= _SHORTEST]
    wanted = np.unique(np.concatenate([np.zeros(0, np.int64), *pairs_asked]))
    seen = syllables("\n".join(texts))
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    if len(seen.codes) < _SHORTEST or not len(wanted):
        return [[] for _ in texts]
    first, _ = hits(pairs(seen.codes), wanted, marked(wanted))
    within = np.searchsorted(starts, seen.at, "right")
    first = first[within[first] == within[first + 1]]
    covered = np.zeros(len(seen.codes) + 1, bool)
    covered[first] = covered[first + 1] = True
    # A piece ends where its text does.
    begins = covered[:-1] & ~(np.append(False, covered[:-2]) & (np.diff(within, prepend=0) == 0))
    ends = covered[:-1] & ~(covered[1:] & (np.diff(within, append=0) == 0))
    found: list[list[Span]] = [[] for _ in texts]
    for begin, end in zip(np.flatnonzero(begins).tolist(), np.flatnonzero(ends).tolist(), strict=True):
        number = int(within[begin]) - 1
        offset = int(starts[number])
        found[number].append(Span(int(seen.at[begin]) - offset, int(seen.at[end]) + 1 - offset))
    return found
