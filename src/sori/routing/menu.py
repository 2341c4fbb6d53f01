"""The menu: which queue a pressed key leads to, given which queues are open.

A tree by its keys, of one level in most centres: 12 lies below 1. An entry leads to a queue or to those below it. Keys
are text, since `*` and `#` are keys too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sori.routing.state import NONE


@dataclass(frozen=True)
class Entry:
    """One choice of the menu; its queue is NONE where further choices lie below it."""

    key: str
    queue: int


@dataclass(frozen=True)
class Join:
    """The citizen joins this queue."""

    queue: int


@dataclass(frozen=True)
class Full:
    """As many wait in this queue as may; the citizen is told, and can try again or take another way."""

    queue: int


@dataclass(frozen=True)
class Descend:
    """Further choices lie below this key: the citizen is asked again, among those."""

    key: str


@dataclass(frozen=True)
class Closed:
    """The queue chosen is closed and no after-hours queue is open; it opens at this moment (microseconds, or NONE)."""

    queue: int
    opens_at: int


@dataclass(frozen=True)
class UnknownKey:
    """The menu has no such key; the citizen is asked again."""

    key: str


def choose(
    menu: Sequence[Entry],
    key: str,
    is_open: Sequence[bool],
    is_full: Sequence[bool],
    after_hours: Sequence[int],
    opens_at: Sequence[int],
) -> Join | Full | Descend | Closed | UnknownKey:
    """Give what pressing `key` leads to.

    The last four are by queue: whether it is open now, whether as many wait in it as may, the queue that takes its
    contacts outside its hours (the night team's; NONE if there is none), and when it opens next (NONE if unknown).
    Only one such hop is made, so two queues naming each other cannot send a citizen round in circles.
    """
    for entry in menu:
        if entry.key == key and entry.queue == NONE:
            return Descend(key)
        if entry.key == key:
            stand_in = after_hours[entry.queue]
            if is_open[entry.queue]:
                return Full(entry.queue) if is_full[entry.queue] else Join(entry.queue)
            if stand_in != NONE and is_open[stand_in]:
                return Full(stand_in) if is_full[stand_in] else Join(stand_in)
            return Closed(entry.queue, opens_at[entry.queue])
    return UnknownKey(key)
