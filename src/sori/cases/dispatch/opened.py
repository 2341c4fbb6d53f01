"""What is known of a case when it is opened, as terms that whose it is can be learned from. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sori.cases.model import Point

ALWAYS = "always"
"""A term of every case: what is learned of it is how often a department has cases at all."""
_LONGEST_READ = 400
_CELLS_A_DEGREE = (50, 100, 200)
"""Squares of about 2, 1 and 0.5 km."""
_WORD = re.compile(r"[^\W\d_]+")
_HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as it was opened: nothing that became of it later.

    `traits` is what was chosen or is given, value by name: the channel, answers to choose from. `places` are words for
    where it is, `texts` what was written.
    """

    type_code: str
    district: str | None = None
    neighbourhood: str | None = None
    point: Point | None = None
    traits: Mapping[str, str] = field(default_factory=dict)
    places: Sequence[str] = ()
    texts: Sequence[str] = ()


def terms(opened: Opened) -> list[str]:
    """What is known of a case as terms, each once: of its type, of where it is, of both together, of what was told."""
    kind = f"type={opened.type_code}"
    traits = [f"{name}={value}" for name, value in opened.traits.items()]
    where = list(_where(opened))
    told = [term for text in opened.texts for term in _words(text)]
    together = [f"{kind}&{one}" for one in (*where, *traits)]
    return list(dict.fromkeys([ALWAYS, kind, *traits, *where, *together, *told]))


def _where(opened: Opened) -> Iterator[str]:
    if opened.district is not None:
        yield f"district={opened.district}"
    if opened.neighbourhood is not None:
        yield f"neighbourhood={opened.neighbourhood}"
    if opened.point is None:
        yield "no point"
    else:
        for cells in _CELLS_A_DEGREE:
            yield f"cell={cells}:{round(opened.point.latitude * cells)}:{round(opened.point.longitude * cells * 0.75)}"
    for place in opened.places:
        read = place[:_LONGEST_READ].casefold()
        words = _WORD.findall(read)
        yield f"place={' '.join(read.split())}"
        yield from (f"at={word}" for word in words)
        yield from (f"at={one} {other}" for one, other in pairwise(words))


def _words(text: str) -> Iterator[str]:
    """The words of a text, each two that follow, and of Korean ones, whose endings vary, each two and three letters."""
    words = _WORD.findall(text[:_LONGEST_READ].casefold())
    yield from (f"words={one} {other}" for one, other in pairwise(words))
    for word in words:
        yield f"word={word}"
        if _HANGUL.search(word):
            for long in (2, 3):
                yield from (f"letters={word[at : at + long]}" for at in range(len(word) - long + 1))
