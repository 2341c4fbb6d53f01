"""How long people take and wait: seeded draws, shrunk by the speed of a replay down to a floor. Pure.

The means are ours, chosen to be plausible for a city's centre: handling is lognormal (skewed, as talks are), patience
exponential (who has waited long is as likely to hang up in the next second as who has not), wrap-up and reactions
uniform around their mean.
"""

import math
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Pace:
    """Mean durations in seconds, as people would take them, and what they can't fall below at high speed."""

    handling_s: float = 170.0
    handling_spread: float = 0.6
    patience_s: float = 180.0
    wrap_up_s: float = 20.0
    accept_s: float = 2.5
    target_s: float = 20.0
    line_s: float = 25.0
    """About one line of a talk in so many seconds."""

    def at_speed(self, speed: float) -> "Pace":
        """This pace when time runs `speed` times as fast.

        The floors are what the network and the machine need anyway: below them a faster replay shortens nothing
        but the gaps between arrivals.
        """
        return Pace(
            max(self.handling_s / speed, HANDLING_FLOOR_S),
            self.handling_spread,
            max(self.patience_s / speed, PATIENCE_FLOOR_S),
            max(self.wrap_up_s / speed, WRAP_UP_FLOOR_S),
            max(self.accept_s / speed, ACCEPT_FLOOR_S),
            max(self.target_s / speed, TARGET_FLOOR_S),
            max(self.line_s / speed, LINE_FLOOR_S),
        )


HANDLING_FLOOR_S = 0.4
PATIENCE_FLOOR_S = 10.0
WRAP_UP_FLOOR_S = 0.05
ACCEPT_FLOOR_S = 0.02
TARGET_FLOOR_S = 1.0
LINE_FLOOR_S = 0.2
FEWEST_LINES = 1
MOST_LINES = 8


def handling(pace: Pace, random: Random) -> float:
    """How long a talk lasts: lognormal with the mean of the pace."""
    middle = math.log(pace.handling_s) - pace.handling_spread**2 / 2
    return random.lognormvariate(middle, pace.handling_spread)


def patience(pace: Pace, random: Random) -> float:
    """How long a citizen waits before giving up: exponential."""
    return random.expovariate(1 / pace.patience_s)


def wrap_up(pace: Pace, random: Random) -> float:
    """How long the wrap-up takes: within a half of its mean."""
    return pace.wrap_up_s * random.uniform(0.5, 1.5)


def accepting(pace: Pace, random: Random) -> float:
    """How long a counsellor takes to accept: within a half of its mean."""
    return pace.accept_s * random.uniform(0.5, 1.5)


def lines(pace: Pace, handling_s: float) -> int:
    """How many times each side speaks in a talk of this length."""
    return min(MOST_LINES, max(FEWEST_LINES, round(handling_s / pace.line_s / 2)))
