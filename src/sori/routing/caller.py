"""What a caller is told next: at the menu after each key or silence, and while waiting.

Time is passed in, in seconds, so that a simulation of callers decides the same as the telephone line does.
"""

from dataclasses import dataclass
from enum import StrEnum

MOST_MISSES = 3
"""After so many keys that lead nowhere, or silences, a caller is bidden goodbye rather than kept in a circle."""
TOLD_AT_MOST_EVERY_S = 20.0
"""Nobody's music is interrupted more often than this, however fast the queue moves."""
TOLD_AT_LEAST_EVERY_S = 60.0
"""After so long without a word a caller is told again, though nothing has changed."""


class Miss(StrEnum):
    """Why a step at the menu led nowhere."""

    SILENT = "silent"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    FULL = "full"


@dataclass(frozen=True)
class AtMenu:
    """Where a caller stands in the menu: below the key `above` ("" at its top), after so many misses."""

    above: str = ""
    misses: int = 0


def missed(at: AtMenu) -> AtMenu | None:
    """Where a caller stands after a miss: asked again on the same level, or None when there were too many."""
    misses = at.misses + 1
    return None if misses >= MOST_MISSES else AtMenu(at.above, misses)


def descended(at: AtMenu, key: str) -> AtMenu:
    """Where a caller stands after choosing a key with further choices below; what was missed before is forgiven."""
    return AtMenu(at.above + key, 0)


@dataclass(frozen=True)
class Told:
    """What a waiting caller was told last, and when: the place, and the high end of the expected wait (None: none).

    `offered`: whether a callback was offered with it.
    """

    place: int
    high_s: int | None
    at_s: float
    offered: bool = False


def tells(told: Told | None, place: int, high_s: int | None, now_s: float, *, offered: bool = False) -> bool:
    """Whether a caller is told place and expected wait now.

    At once on joining; then when the place is better, the wait is longer than was told or a callback is `offered` that
    was not before, though not too often, and in any case after a minute without a word.
    """
    if told is None:
        return True
    silent_s = now_s - told.at_s
    if silent_s >= TOLD_AT_LEAST_EVERY_S:
        return True
    longer = high_s is not None and (told.high_s is None or high_s > told.high_s)
    news = place < told.place or longer or (offered and not told.offered)
    return silent_s >= TOLD_AT_MOST_EVERY_S and news


def tells_again_in_s(told: Told, now_s: float) -> float:
    """Seconds until it is worth asking again whether to tell something."""
    silent_s = now_s - told.at_s
    due = TOLD_AT_MOST_EVERY_S if silent_s < TOLD_AT_MOST_EVERY_S else silent_s + 2.0
    return max(0.1, min(due, TOLD_AT_LEAST_EVERY_S) - silent_s)
