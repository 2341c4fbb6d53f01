"""Which reports are of the same thing: of one type, near, recent; words and photos tell which first. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sori.cases.model import Point
from sori.geo.distance import metres_between

NEAR_M = 50.0
"""Within this of each other, metres, the same type of report counts as alike."""
RECENT = timedelta(days=60)
"""With `NEAR_M` chosen on January to April of Boston's published requests: see `bench/duplicates.py`."""
MOST_ALIKE = 3
_SAME_PHOTO_BITS = 6
"""In how many of 64 bits two pictures may differ and be the same one."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is compared of a report: where, in words too, what was written, how its photos look, and when it came."""

    point: Point | None
    place: str
    words: str
    looks: Collection[int]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two reports of one type are alike.

    `metres` is between them, None where the same place was written; `words` is how much of what was written is the
    same, 0 to 1, None where one wrote nothing.
    """

    metres: float | None
    apart: timedelta
    words: float | None
    same_photo: bool

    @property
    def rank(self) -> float:
        """The smaller, the likelier the same: distance and time as shares of what is allowed, less what agrees."""
        far = 0.0 if self.metres is None else self.metres / NEAR_M
        return far + self.apart / RECENT - (self.words or 0.0) - (2.0 if self.same_photo else 0.0)


def likeness(one: Sighting, other: Sighting) -> Likeness | None:
    """How two reports of one type are alike; None where they aren't: too far apart, or too long."""
    apart = abs(one.received_at - other.received_at)
    if apart > RECENT:
        return None
    metres = None
    if one.point is not None and other.point is not None:
        metres = metres_between(one.point.longitude, one.point.latitude, other.point.longitude, other.point.latitude)
        if metres > NEAR_M:
            return None
    elif not _letters(one.place) or _letters(one.place) != _letters(other.place):
        return None
    same_photo = any(_differ(a, b) <= _SAME_PHOTO_BITS for a in one.looks for b in other.looks)
    return Likeness(metres, apart, words_alike(one.words, other.words), same_photo)


def ranked(one: Sighting, others: Sequence[tuple[int, Sighting]]) -> list[tuple[int, Likeness]]:
    """Those of others, by their ids, that are alike, the likeliest the same first, at most `MOST_ALIKE`."""
    found = [(key, like) for key, other in others if (like := likeness(one, other)) is not None]
    return sorted(found, key=lambda each: (each[1].rank, each[0]))[:MOST_ALIKE]


def words_alike(one: str, other: str) -> float | None:
    """How much of two texts is the same, 0 to 1: Dice's coefficient over pairs of letters, blanks aside (Dice 1945).

    Korean's endings and spacing hardly change it. None where either has fewer than two letters.
    """
    pairs, others = _pairs(one), _pairs(other)
    if not pairs or not others:
        return None
    return 2 * (pairs & others).total() / (pairs.total() + others.total())


_ALL_BITS = (1 << 64) - 1


def _differ(one: int, other: int) -> int:
    return ((one ^ other) & _ALL_BITS).bit_count()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _pairs(text: str) -> Counter[str]:
    letters = _letters(text)
    return Counter(letters[at : at + 2] for at in range(len(letters) - 1))
