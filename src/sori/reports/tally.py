"""Sums of facts, which add up, and the figures that follow from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sori.conversations.model import percentage
from sori.reports.model import Durations, Figures, daily_mean
from sori.reports.sketch import percentiles


@dataclass(slots=True)
class Tally:
    """Sums of facts of one row, lengths of time in microseconds and as packed sketches.

    `counted`, `counted_answered` and `unknown` come from imported counts and are not in the other sums: inbound and
    answered of those that say both, and what was answered of those that say only that.
    """

    inbound: int = 0
    answered: int = 0
    abandoned: int = 0
    within: int = 0
    targeted: int = 0
    waited: int = 0
    wait_us: int = 0
    handled: int = 0
    handling_us: int = 0
    waits: list[bytes] = field(default_factory=list)
    handlings: list[bytes] = field(default_factory=list)
    counted: int = 0
    counted_answered: int = 0
    unknown: int = 0

    def add(self, other: "Tally") -> None:
        """Adds another's sums to these."""
        self.inbound += other.inbound
        self.answered += other.answered
        self.abandoned += other.abandoned
        self.within += other.within
        self.targeted += other.targeted
        self.waited += other.waited
        self.wait_us += other.wait_us
        self.handled += other.handled
        self.handling_us += other.handling_us
        self.waits += other.waits
        self.handlings += other.handlings
        self.counted += other.counted
        self.counted_answered += other.counted_answered
        self.unknown += other.unknown


def figures(tallies: Sequence[Tally], days: Sequence[int]) -> list[Figures]:
    """The figures that follow from the sums of each row, which is of so many days."""
    waits = percentiles([tally.waits for tally in tallies]).tolist()
    handlings = percentiles([tally.handlings for tally in tallies]).tolist()
    return [
        _figures(tally, days_of, wait, handling)
        for tally, days_of, wait, handling in zip(tallies, days, waits, handlings, strict=True)
    ]


def _figures(tally: Tally, days: int, waits: Sequence[float], handlings: Sequence[float]) -> Figures:
    answered_rated = tally.answered + tally.counted_answered
    abandoned = tally.abandoned + tally.counted - tally.counted_answered
    inbound = tally.inbound + tally.counted + tally.unknown
    answered = answered_rated + tally.unknown
    return Figures(
        inbound=inbound,
        answered=answered,
        abandoned=abandoned,
        unfinished=inbound - answered - abandoned,
        within_target=tally.within,
        answer_rate_pct=percentage(answered_rated, answered_rated + abandoned),
        service_level_pct=percentage(tally.within, tally.targeted),
        wait=_durations(tally.waited, tally.wait_us, waits),
        handling=_durations(tally.handled, tally.handling_us, handlings),
        inbound_daily_mean=daily_mean(inbound, days, 1),
        answered_daily_mean=daily_mean(answered, days, 1),
        counted=tally.counted + tally.unknown,
        inbound_unknown=tally.unknown,
    )


def summed(tallies: Iterable[Tally]) -> Tally:
    """All of these together."""
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _durations(count: int, microseconds: int, percentiles_s: Sequence[float]) -> Durations | None:
    if not count:
        return None
    p50, p90, p95, p99 = (round(seconds, 3) for seconds in percentiles_s)
    return Durations(count, round(microseconds / count / 1e6, 3), p50, p90, p95, p99)
