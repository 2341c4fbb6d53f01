"""What is told of an expected wait: a range that four of five waits fall into, in steps that people speak in.

The range is made of looked-ahead waits (`lookahead`) and of how far off earlier ranges were: adaptive conformal
inference, I. Gibbs and E. Candès, Adaptive Conformal Inference Under Distribution Shift, NeurIPS 34, 2021, each side
of the range for itself. Two rules in use elsewhere stand beside it, to be measured on the same contacts.
"""

import math
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import NormalDist, fmean

COVERED = 0.8
"""The share of waits that the range told is to hold."""

MISSED_PER_SIDE = (1 - COVERED) / 2


@dataclass(frozen=True, slots=True)
class Outlook:
    """A wait as looked ahead: mean and standard deviation, in seconds."""

    mean_s: float
    spread_s: float


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is told: from `low_s` to `high_s`, `mean_s` in the middle of what may come; whole seconds."""

    low_s: int
    mean_s: int
    high_s: int


# What was looked ahead.


def outlooks(waits: Sequence[Sequence[float]], accepting_s: float, horizon_s: float) -> list[Outlook | None]:
    """Give the outlook of each of several contacts of one lane from its waits in several runs; None: no end in sight.

    Variances of few runs are rough, but a wait that is a sum of stages has one in proportion to its mean: so the lane's
    ratio of the two is taken of all its contacts together. `accepting_s` is how long an offer lies before it is
    accepted, on average.
    """
    means = [fmean(own) if ends(own, horizon_s) else None for own in waits]
    finite = [own for own, mean in zip(waits, means, strict=True) if mean is not None]
    ratio = (1.0 + sum(map(variance, finite))) / (1.0 + sum(map(fmean, finite)))
    return [None if mean is None else _outlook(mean, ratio, accepting_s) for mean in means]


def variance(waits: Sequence[float]) -> float:
    """The variance of a few numbers; that of `statistics`, exact to the last bit, takes a hundred times as long."""
    mean = fmean(waits)
    return fmean([(wait - mean) ** 2 for wait in waits])


def ends(waits: Sequence[float], horizon_s: float) -> bool:
    """Whether the wait came to an end before the horizon in most runs."""
    return sum(wait < horizon_s for wait in waits) * 2 > len(waits)


def _outlook(mean_s: float, ratio: float, accepting_s: float) -> Outlook:
    chance = ratio * mean_s + accepting_s**2 / 4
    return Outlook(mean_s + accepting_s, math.sqrt(chance + (DRIFT * mean_s) ** 2))


DRIFT = 0.25
"""How far the centre itself may change during a wait, as a part of it: breaks, bursts, longer talks than of late."""


# The range, by what came of earlier ones.

NORMAL_SCORES = tuple(NormalDist().inv_cdf((number + 0.5) / 20) for number in range(20))
"""What is taken for the scores of a kind of which nothing was measured yet."""

REMEMBERED = 2000
"""How many measured estimates of a kind the range is made of."""

LEARNING = 0.005
"""By how much one miss or hit moves the level of a side: γ of the paper's equation 2."""

SIZES_S = (5.0, 40.0, 120.0, 300.0)
"""Estimates of a mean up to these seconds, and longer ones, are measured apart: each has its own kind of error."""


def kind(during: bool, mean_s: float) -> int:
    """Give the kind of estimate by its phase and its size; each is measured for itself."""
    return bisect_left(SIZES_S, mean_s) * 2 + int(during)


KINDS = 2 * (len(SIZES_S) + 1)


@dataclass(slots=True)
class Side:
    """What is known of one kind of estimate: its last scores, and the share of misses aimed at on either side."""

    latest: deque[float] = field(default_factory=lambda: deque(NORMAL_SCORES))
    ascending: list[float] = field(default_factory=lambda: list(NORMAL_SCORES))
    below: float = MISSED_PER_SIDE
    above: float = MISSED_PER_SIDE

    def settle(self, score: float, low: bool, high: bool) -> None:
        """Take in what came of an estimate: (wait − mean) ÷ spread, and whether the wait was below or above the range.

        A range that begins at nothing can't be missed below; then all misses are left to the upper side.
        """
        self.below = clamp(self.below + LEARNING * (MISSED_PER_SIDE - low))
        self.above = clamp(self.above + LEARNING * (2 * MISSED_PER_SIDE - (low or high)))
        self.latest.append(score)
        insort(self.ascending, score)
        if len(self.latest) > REMEMBERED:
            self.ascending.pop(bisect_left(self.ascending, self.latest.popleft()))

    def score(self, share: float) -> float:
        """The score that this share of the last ones did not exceed."""
        place = min(len(self.ascending), max(1, math.ceil(share * (len(self.ascending) + 1)))) - 1
        return self.ascending[place]


def clamp(level: float) -> float:
    """Keep a level of misses where a quantile can be read."""
    return min(0.45, max(0.002, level))


def expectation(outlook: Outlook, side: Side) -> Expectation:
    """Give the range to tell, and the mean in it."""
    low = rounded(outlook.mean_s + side.score(side.below) * outlook.spread_s)
    high = max(rounded(outlook.mean_s + side.score(1 - side.above) * outlook.spread_s), low + step(low))
    return Expectation(low, min(high, max(low, round(outlook.mean_s))), high)


def tell_again(told: Expectation | None, new: Expectation | None, since_s: float, same_place: bool) -> bool:
    """Whether one who waits is told anew.

    At once if the range lies apart from what was told, after a while if it is another one, and after a longer while
    also when only the place changed.
    """
    if told is None or new is None:
        return told is not new
    if new.low_s > told.high_s or new.high_s < told.low_s:
        return True
    if (told.low_s, told.high_s) != (new.low_s, new.high_s):
        return since_s >= RANGE_STAYS_S
    return not same_place and since_s >= PLACE_STAYS_S


RANGE_STAYS_S = 15.0
PLACE_STAYS_S = 30.0


STEPS = ((10, 1), (60, 10), (300, 30), (900, 60))
"""Below so many seconds a bound is told to so many; from the last on to five minutes."""


def step(seconds: float) -> int:
    """Give the step that a bound of this size is told in."""
    return next((width for below, width in STEPS if seconds < below), 300)


def rounded(seconds: float) -> int:
    """Give a bound as people speak of it."""
    width = step(seconds)
    return max(0, round(seconds / width) * width)


# Rules in use elsewhere.


def recent_average(old_s: float, wait_s: float) -> float:
    """Give the exponential average of waits after one more: (3·old + new) ÷ 4, as in Asterisk's `app_queue.c`
    (`recalc_holdtime`)."""
    return (3 * old_s + wait_s) / 4


def average_left(average_s: float, waited_s: float) -> float:
    """Give what that rule tells somebody who has waited for a while: the average less the time waited."""
    return max(0.0, average_s - waited_s)


def place_rule(place: int, handling_s: float, people: int) -> float | None:
    """Give the wait by place in the queue (1: next) × mean handling ÷ people on duty; None without people."""
    return None if people == 0 else place * handling_s / people


# Congestion, and the other ways.


class Way(StrEnum):
    """Another way than to wait in the queue. Those exist that the centre has set up."""

    MESSAGE = "message"
    REPORT_FORM = "report_form"
    CHATBOT = "chatbot"
    CALLBACK = "callback"


@dataclass(frozen=True, slots=True)
class CongestionNotice:
    """The citizen is to be told that it is congested, and offered these ways, which may be none."""

    ways: tuple[Way, ...]


def congestion_notice(
    expected: Expectation | None, nobody_serves: bool, notice_after_s: int, existing: Sequence[Way]
) -> CongestionNotice | None:
    """Decide whether to tell of congestion (상담혼잡도 사전 알림), and what to offer: whatever exists.

    It is told when the mean wait passes the threshold, or when no end is in sight because nobody serves.
    """
    if expected is None and not nobody_serves:
        return None
    if expected is not None and expected.mean_s <= notice_after_s:
        return None
    return CongestionNotice(tuple(way for way in Way if way in existing))
