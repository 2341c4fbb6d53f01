"""Callbacks: when a waiting caller is offered one, and what follows a try.

A callback is a contact like any other: it keeps its moment of joining, so that it is served neither before those who
waited longer nor after those who came later. Only while it rests, after a try or until the queue opens, it is passed
over. Seconds are passed in, and nothing is remembered here, so that a simulation of callers decides the same.
"""

from dataclasses import dataclass
from enum import StrEnum


class First(StrEnum):
    """Who is on the line first when a callback's place comes up."""

    COUNSELLOR = "counsellor"
    CITIZEN = "citizen"


class AtClosing(StrEnum):
    """What becomes of a callback that was not made when its queue closes."""

    KEEP = "keep"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class CallbackRule:
    """How a centre calls back.

    Attributes:
        offer_after_s: whoever has waited so long is offered a callback.
        offer_wait_s: with an expected wait of so much or more it is offered at once.
        first: whose telephone rings first.
        tries: how often a citizen is rung before the callback is given up.
        pause_s: how long after a try that failed the next one may follow.
        ring_s: how long it rings.
        at_closing: whether it is kept for the next opening; the citizen is told either way where they gave a number.
    """

    offer_after_s: int = 60
    offer_wait_s: int = 180
    first: First = First.COUNSELLOR
    tries: int = 3
    pause_s: int = 300
    ring_s: int = 40
    at_closing: AtClosing = AtClosing.KEEP


def is_offered(rule: CallbackRule, waited_s: float, expected_s: float | None) -> bool:
    """Whether a caller who has waited so long is offered a callback.

    `expected_s` is the most that is left to wait by what was told; None where that is not known.
    """
    return waited_s >= rule.offer_after_s or (expected_s is not None and expected_s >= rule.offer_wait_s)


def rings_citizen(place: int, *, served: bool) -> bool:
    """Whether a citizen who is rung first is rung now: they are the next, and somebody serves the queue."""
    return served and place <= 1


def pause_after(rule: CallbackRule, tries: int) -> int | None:
    """Seconds until the citizen may be rung again after so many tries that failed; None: it is given up."""
    return rule.pause_s if tries < rule.tries else None


def pause_until_open(rule: CallbackRule, opens_in_s: float | None) -> float | None:
    """Seconds for which a callback rests whose queue is closed and opens in so many; None: it is given up."""
    return opens_in_s if rule.at_closing is AtClosing.KEEP else None
