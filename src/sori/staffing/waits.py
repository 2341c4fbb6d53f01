"""Waits where all have patience (M/M/n, Erlang C)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sori.staffing.arrays import Floats, floats, not_negative, positive
from sori.staffing.erlang import erlang_c


@dataclass(frozen=True)
class DelayQueue:
    """M/M/n in the long run. Where the load is not below the number of people the waits have no end."""

    wait_probability: Floats
    """P(W > 0) = C(n, a)."""
    drain: Floats
    """nμ - λ, by which a queue melts per unit of time; not above zero in overload."""
    rate: Floats
    """λ."""
    occupancy: Floats
    """Share of the people's time that is spent on calls: a / n, at most 1."""

    @property
    def mean_wait(self) -> Floats:
        """E[W] = C / (nμ - λ), over all calls."""
        stable = self.drain > 0
        return np.where(stable, self.wait_probability / np.where(stable, self.drain, 1.0), np.inf)

    @property
    def mean_queue(self) -> Floats:
        """How many wait on average: λ E[W] (J. D. C. Little, Operations Research 9, 1961)."""
        return self.rate * self.mean_wait

    def wait_exceeds(self, time: ArrayLike) -> Floats:
        """P(W > t) = C exp(-(nμ - λ) t)."""
        not_negative(time=time)
        share: Floats = self.wait_probability * np.exp(-np.maximum(self.drain, 0.0) * np.asarray(time))
        return share

    def service_level(self, within: ArrayLike) -> Floats:
        """Share of calls answered within the time. Nobody leaves, so the three definitions agree."""
        return 1 - self.wait_exceeds(within)

    def wait_percentile(self, share: ArrayLike) -> Floats:
        """The time within which this share of all calls is answered: max(0, log(C / (1 - share)) / (nμ - λ))."""
        stable = self.drain > 0
        with np.errstate(divide="ignore"):
            ratio = np.log(self.wait_probability) - np.log1p(-np.asarray(share, dtype=np.float64))
        return np.where(stable, np.maximum(ratio, 0.0) / np.where(stable, self.drain, 1.0), np.inf)


def delay_queue(agents: ArrayLike, rate: ArrayLike, handling: ArrayLike) -> DelayQueue:
    """Give M/M/n for `agents` people, `rate` calls per unit of time and a mean `handling` time in that unit.

    Source: D. Gross and C. Harris, Fundamentals of Queueing Theory, section 2.3. ValueError for a number below zero.
    """
    positive(handling=handling)
    not_negative(rate=rate, agents=agents)
    n, lam, h = floats(agents, rate, handling)
    busy = np.minimum(lam * h / np.maximum(n, 1e-300), 1.0)
    return DelayQueue(erlang_c(n, lam * h), (n - lam * h) / h, lam, busy)
