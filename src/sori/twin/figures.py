"""What a planner reads of a scenario's replications: means, and how sure they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from sori.twin.run import COUNTED

MEASURES = ("calls", "answered", "answer_rate", "service_level", "mean_wait_s", "occupancy", "gave_up", "turned_away")


@dataclass(frozen=True)
class TwinFigure:
    """The mean over replications, and how far off it may be with 95 % confidence (0 of one replication)."""

    mean: float | None
    """None where no replication has the measure, such as a wait where nobody was answered."""
    sure_to: float


@dataclass(frozen=True)
class TwinFigures:
    """Of the whole day and of each interval: every measure."""

    day: dict[str, TwinFigure]
    intervals: dict[str, list[TwinFigure]]
    answer_rates: list[float]
    """The day's answer rate in every replication: the fan."""


def measures(counted: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Give the measures of counts whose first axis is as `COUNTED`.

    Rates are of all calls: answered ÷ calls, answered in time ÷ calls; the mean wait is that of those answered;
    occupancy is time with a contact in hand ÷ time planned at the desk. Where nothing is to divide by, nan.
    """
    by = dict(zip(COUNTED, counted, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "calls": by["calls"],
            "answered": by["answered"],
            "answer_rate": by["answered"] / by["calls"],
            "service_level": by["in_time"] / by["calls"],
            "mean_wait_s": by["wait_s"] / by["answered"],
            "occupancy": by["busy_s"] / by["staffed_s"],
            "gave_up": by["gave_up"],
            "turned_away": by["turned_away"],
        }


def figures(counted: NDArray[np.float64]) -> TwinFigures:
    """Give the figures of counts: replication × `COUNTED` × interval."""
    by_interval = measures(counted.transpose(1, 0, 2))
    of_day = measures(counted.sum(axis=2).T)
    intervals = {name: [summary(column) for column in values.T] for name, values in by_interval.items()}
    day = {name: summary(values) for name, values in of_day.items()}
    return TwinFigures(day, intervals, [float(rate) for rate in of_day["answer_rate"]])


def difference(before: NDArray[np.float64], after: NDArray[np.float64]) -> dict[str, TwinFigure]:
    """Give by how much each measure of the day differs, replication by replication, as common random numbers allow."""
    one, other = measures(before.sum(axis=2).T), measures(after.sum(axis=2).T)
    return {name: summary(other[name] - one[name]) for name in one}


def summary(values: NDArray[np.float64]) -> TwinFigure:
    """Give mean and half-width by Student's t of independent values; those that are nan are left out."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return TwinFigure(None, 0.0)
    if len(known) == 1:
        return TwinFigure(float(known[0]), 0.0)
    half = stdtrit(len(known) - 1, 0.975) * np.std(known, ddof=1) / np.sqrt(len(known))
    return TwinFigure(float(np.mean(known)), float(half))
