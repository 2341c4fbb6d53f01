"""How busy a queue is, in one word: for the notice a citizen gets before queueing, and for the wallboard."""

from enum import StrEnum


class Busyness(StrEnum):
    """Four levels of congestion (상담혼잡도)."""

    QUIET = "quiet"
    NORMAL = "normal"
    BUSY = "busy"
    VERY_BUSY = "very_busy"


QUIET_FREE_PERCENT = 20
"""With at least this share of those on duty free, and nobody waiting, it is quiet."""

WAITING_PERCENT = ((25, Busyness.NORMAL), (100, Busyness.BUSY))
"""Up to so many waiting per hundred people on duty: this busy. More than the last: very busy.

A conversation takes about three minutes, so a hundred people finish about 33 contacts a minute: 25 waiting means about
45 seconds, 100 about three minutes.
"""


def busyness(waiting: int, on_duty: int, free: int) -> Busyness:
    """Give the level for so many waiting contacts, people on duty who serve them, and of these so many free.

    Nobody on duty is very busy: whoever joins now waits without an end in sight.
    """
    if on_duty <= 0:
        return Busyness.VERY_BUSY
    if waiting == 0 and free * 100 >= on_duty * QUIET_FREE_PERCENT:
        return Busyness.QUIET
    for percent, level in WAITING_PERCENT:
        if waiting * 100 <= on_duty * percent:
            return level
    return Busyness.VERY_BUSY
