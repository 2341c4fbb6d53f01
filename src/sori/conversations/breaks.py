"""Who may go on a break: limits of the states that counsellors choose, and whose turn it is. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sori.centre.model import DutyRule
from sori.conversations.model import Duty


@dataclass(frozen=True, slots=True)
class AtWork:
    """A counsellor who is not offline: what they do, since when, and when it ends where that is set."""

    id: int
    duty: Duty
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Whether somebody may take a state now: how many have it, how many may, and when the next place frees."""

    allowed: bool
    away: int
    most: int | None
    frees_at: datetime | None


def ends_at(rule: DutyRule | None, since: datetime, until: datetime | None) -> datetime | None:
    """When a state should be over: the moment set for it, or its limit; None where nothing limits it."""
    if until is not None:
        return until
    return since + timedelta(minutes=rule.limit_min) if rule is not None and rule.limit_min is not None else None


def most_away(rule: DutyRule | None, at_work: int) -> int | None:
    """How many of those at work may be in the rule's state at once: never fewer than one. None: as many as like."""
    if rule is None or rule.most_pct is None:
        return None
    return max(1, at_work * rule.most_pct // 100)


def may_go(rule: DutyRule | None, at_work: Sequence[AtWork], staff_id: int | None, now: datetime) -> Leave:
    """Whether this counsellor (None: one more of those at work) may take the rule's state. Who has it may keep it."""
    everybody = {person.id for person in at_work} | ({staff_id} if staff_id is not None else set())
    most = most_away(rule, len(everybody))
    if rule is None or most is None:
        return Leave(True, 0, None, None)
    others = [person for person in at_work if person.duty == rule.duty and person.id != staff_id]
    if len(others) < most:
        return Leave(True, len(others), most, None)
    ends = sorted(end for person in others if (end := ends_at(rule, person.since, person.until)) is not None)
    # With more away than may be, so many more must come back first.
    back = len(others) - most
    return Leave(False, len(others), most, max(ends[back], now) if back < len(ends) else None)


class Turn(StrEnum):
    """Whether somebody may go now, or what keeps them."""

    NOW = "now"
    SUGGESTED = "suggested"
    IN_HAND = "in_hand"
    QUEUE_WAITS = "queue_waits"
    LAST_FREE = "last_free"
    NO_PLACE = "no_place"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody available: since when they have worked without a break, and the queues they are dedicated to."""

    id: int
    worked_since: datetime
    in_hand: int
    queue_ids: frozenset[int]
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What a queue needs: how many wait, and how many dedicated people have nothing in hand."""

    waiting: int
    idle: int


def turns(
    candidates: Sequence[Candidate], loads: Mapping[int, Load], places: int | None
) -> list[tuple[Candidate, Turn]]:
    """Everybody in the order of who has gone without a break longest, with whether they may go now.

    Who goes has nothing in hand, leaves no queue in which somebody waits, and leaves another idle person to each of
    theirs. Those named "now" may all go together. `places` (None: no limit) counts those that are free; a suggestion
    that is still open has taken one.
    """
    idle = {queue_id: load.idle for queue_id, load in loads.items()}
    left = None if places is None else max(0, places - sum(one.suggested for one in candidates))
    for one in candidates:
        if one.suggested and one.in_hand == 0:
            _leaves(idle, one)
    told: list[tuple[Candidate, Turn]] = []
    for one in sorted(candidates, key=lambda one: (one.worked_since, one.id)):
        turn = Turn.SUGGESTED if one.suggested else _turn(one, loads, idle, left)
        if turn is Turn.NOW:
            _leaves(idle, one)
            left = None if left is None else left - 1
        told.append((one, turn))
    return told


def _turn(one: Candidate, loads: Mapping[int, Load], idle: Mapping[int, int], left: int | None) -> Turn:
    if left == 0:
        return Turn.NO_PLACE
    if one.in_hand:
        return Turn.IN_HAND
    if any(loads[queue_id].waiting > 0 for queue_id in one.queue_ids):
        return Turn.QUEUE_WAITS
    if any(idle[queue_id] < 2 for queue_id in one.queue_ids):
        return Turn.LAST_FREE
    return Turn.NOW


def _leaves(idle: dict[int, int], one: Candidate) -> None:
    for queue_id in one.queue_ids:
        idle[queue_id] -= 1
