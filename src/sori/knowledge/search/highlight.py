"""Where in a text the words stand that were asked for."""

from collections.abc import Sequence

import numpy as np

from sori.knowledge.search.model import Span
from sori.knowledge.search.views import pairs, syllables

_SHORTEST = 2  # syllables in a row


def marks(text: str, words: Sequence[str]) -> list[Span]:
    """Gives the pieces of the text that the words have in common with it, as offsets in the text, in its order.

    A piece is two or more syllables that follow each other in both, spaces not counting, so a particle or an ending at
    the end of a word is left out where the text has another, and what is typed wrong costs only its own syllables.
    """
    seen = syllables(text)
    asked = [syllables(word).codes for word in words]
    wanted = np.concatenate([np.zeros(0, np.int64), *(pairs(codes) for codes in asked if len(codes) >= _SHORTEST)])
    if len(seen.codes) < _SHORTEST or not len(wanted):
        return []
    found = np.isin(pairs(seen.codes), wanted)
    # A pair that is found marks both of its syllables.
    marked = np.append(found, False) | np.append(False, found)
    edges = np.flatnonzero(np.diff(marked.astype(np.int8), prepend=0, append=0)).tolist()
    return [
        Span(int(seen.at[first]), int(seen.at[last - 1]) + 1)
        for first, last in zip(edges[::2], edges[1::2], strict=True)
    ]
