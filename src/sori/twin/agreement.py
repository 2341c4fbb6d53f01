"""How well the twin replays a day: the same arrivals and the same people, all else by chance, beside what was.

Of n replays and the day itself, were all alike, each would be as likely the least or the greatest as any other. So the
day lies between the least and the greatest replay with probability (n - 1) ÷ (n + 1), whatever the distribution: of 39
replays in 95 of 100 cases.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sori.routing import NONE
from sori.twin.calibration import Calibrated, Past, available, topic_keys
from sori.twin.chance import SECOND, draw
from sori.twin.figures import measures
from sori.twin.kept import Came
from sori.twin.recorded import Recorded
from sori.twin.run import COUNTED, in_hand
from sori.twin.scenario import Scenario

COMPARED = ("answer_rate", "service_level", "mean_wait_s", "occupancy")
"""What is compared, as in `figures`; `calls` are compared with the days the scenario draws."""


@dataclass(frozen=True)
class Beside:
    """A figure of the day, and the least, middle and greatest of its replays; nan where there is none."""

    was: float
    least: float
    middle: float
    most: float

    @property
    def agrees(self) -> bool | None:
        """Whether the day lies among its replays; None where the day has no such figure, or they have none."""
        if not np.isfinite([self.was, self.least, self.most]).all():
            return None
        return bool(self.least <= self.was <= self.most)


@dataclass(frozen=True)
class Agreement:
    """The day beside its replays, by figure: of the whole day, and of each interval."""

    day: dict[str, Beside]
    intervals: dict[str, list[Beside]]

    def agreeing(self, name: str) -> tuple[int, int]:
        """In how many intervals the day lies among its replays, of how many that have the figure."""
        told = [self.intervals[name][interval].agrees for interval in self.busy]
        known = [one for one in told if one is not None]
        return sum(known), len(known)

    @property
    def busy(self) -> list[int]:
        """The intervals in which anybody called, on the day or on one that was drawn."""
        return [number for number, one in enumerate(self.intervals["calls"]) if max(one.was, one.most) > 0]


def recorded_day(past: Past, calibrated: Calibrated) -> Recorded:
    """Give who came on the day to be replayed, and when; what they had patience for is left to chance."""
    topics = topic_keys(past, calibrated)
    callers = [
        (round(one.minute * 60 * SECOND), topics[one.queue_id, one.medium])
        for one in past.came
        if (one.queue_id, one.medium) in topics
    ]
    called, topic = np.array(sorted(callers), dtype=np.int64).reshape(-1, 2).T
    unknown = np.full(len(called), NONE, dtype=np.int64)
    return Recorded(called, topic, unknown, unknown, unknown)


def day_counted(past: Past, calibrated: Calibrated) -> NDArray[np.float64]:
    """Count the day as it was: rows as `COUNTED`, a column an interval."""
    scenario = calibrated.scenario
    topics = topic_keys(past, calibrated)
    came = [one for one in past.came if (one.queue_id, one.medium) in topics]
    interval = np.array([int(one.minute // scenario.interval_min) for one in came], dtype=np.int64)
    answered = np.array([one.outcome == "answered" for one in came], dtype=bool)
    waited = np.array([one.waited_s for one in came], dtype=np.float64)
    held = np.array([span for one in came for span in _held(one)], dtype=np.float64).reshape(-1, 2)
    width = scenario.interval_min * 60.0

    def tally(chosen: NDArray[np.bool_], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        found = np.bincount(interval[chosen], None if weights is None else weights[chosen], scenario.intervals)
        return found.astype(np.float64)

    nothing = np.zeros(scenario.intervals)
    rows = {
        "calls": tally(np.ones(len(came), dtype=bool)),
        "answered": tally(answered),
        "gave_up": tally(~answered),
        "turned_away": nothing,
        "in_menu": nothing,
        "in_time": tally(answered & (waited <= scenario.within_s)),
        "wait_s": tally(answered, waited),
        "busy_s": in_hand(held[:, 0], held[:, 1], width, scenario.intervals),
        "staffed_s": np.sum(list(available(past.presence, scenario.interval_min).values()), axis=0) * width,
    }
    return np.stack([rows[name] for name in COUNTED])


def _held(one: Came) -> list[tuple[float, float]]:
    """When the contact came into somebody's hands, in seconds of the day, and for how long."""
    if one.talk_s is None:
        return []
    came, accept, wrap_up = one.minute * 60, one.accept_s or 0.0, one.wrap_up_s or 0.0
    if one.again_after_s is None or one.again_s is None:
        return [(came + one.waited_s - accept, accept + one.talk_s + wrap_up)]
    return [(came + one.waited_s - accept, accept + one.talk_s), (came + one.again_after_s, one.again_s + wrap_up)]


def calls_drawn(scenario: Scenario, days: int) -> NDArray[np.float64]:
    """Give how many call in each interval of days as the scenario draws them: day × interval."""
    width = scenario.interval_min * 60 * SECOND
    drawn = []
    for number in range(days):
        day = draw(scenario, number)
        called = np.concatenate([day.arrived[: day.callers], day.lost_in_menu])
        drawn.append(np.bincount(np.minimum(called // width, scenario.intervals - 1), minlength=scenario.intervals))
    return np.array(drawn, dtype=np.float64)


def agreement(was: NDArray[np.float64], replays: NDArray[np.float64], calls: NDArray[np.float64]) -> Agreement:
    """Compare a day's counts with those of its replays (replay × `COUNTED` × interval) and with the calls drawn."""
    by_interval, replayed = measures(was), measures(replays.transpose(1, 0, 2))
    of_day, of_replays = measures(was.sum(axis=1)), measures(replays.sum(axis=2).T)
    day = {"calls": _beside(of_day["calls"], calls.sum(axis=1))}
    intervals = {"calls": _besides(by_interval["calls"], calls)}
    for name in COMPARED:
        day[name] = _beside(of_day[name], of_replays[name])
        intervals[name] = _besides(by_interval[name], replayed[name])
    return Agreement(day, intervals)


def _besides(was: NDArray[np.float64], replays: NDArray[np.float64]) -> list[Beside]:
    return [_beside(one, column) for one, column in zip(was, replays.T, strict=True)]


def _beside(was: float | NDArray[np.float64], replays: NDArray[np.float64]) -> Beside:
    known = replays[np.isfinite(replays)]
    if len(known) == 0:
        return Beside(float(was), np.nan, np.nan, np.nan)
    return Beside(float(was), float(known.min()), float(np.median(known)), float(known.max()))
