"""The least number of people that reaches a target."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sori.staffing.arrays import Floats, Integers, floats, not_negative, positive
from sori.staffing.patience import Counted, ErlangA, erlang_a
from sori.staffing.waits import DelayQueue, delay_queue

Reached: TypeAlias = Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]]


@dataclass(frozen=True)
class ServiceTarget:
    """This share of calls answered within the time, counted as it says."""

    share: float
    within: float
    counted: Counted = Counted.ALL

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise ValueError("the share lies between 0 and below 1: no number of people is sure to answer all in time")

    def reached(self, queue: ErlangA | DelayQueue) -> NDArray[np.bool_]:
        """Whether each of these queues reaches it."""
        if isinstance(queue, ErlangA):
            return queue.service_level(self.within, self.counted) >= self.share
        return queue.service_level(self.within) >= self.share


@dataclass(frozen=True)
class WaitTarget:
    """A mean wait of at most this, over all calls."""

    mean: float

    def __post_init__(self) -> None:
        positive(mean=self.mean)

    def reached(self, queue: ErlangA | DelayQueue) -> NDArray[np.bool_]:
        """Whether each of these queues reaches it."""
        return queue.mean_wait <= self.mean


@dataclass(frozen=True)
class AbandonTarget:
    """At most this share of all calls gives up. Where all have patience, the queue must be stable."""

    share: float

    def __post_init__(self) -> None:
        positive(share=self.share)

    def reached(self, queue: ErlangA | DelayQueue) -> NDArray[np.bool_]:
        """Whether each of these queues reaches it."""
        return queue.abandon_probability <= self.share if isinstance(queue, ErlangA) else queue.drain > 0


def least_agents(
    rate: ArrayLike,
    handling: ArrayLike,
    target: ServiceTarget | WaitTarget | AbandonTarget,
    patience: ArrayLike = np.inf,
) -> Integers:
    """Give the least n that reaches the target: Erlang A, or Erlang C where the mean patience is infinite.

    `rate` calls per unit of time, `handling` and `patience` their means in that unit. Every measure improves with n
    (Zeltyn and Mandelbaum 2005), so bisection between two numbers of which only the greater reaches it is exact.
    0 where nobody calls. ValueError for a handling time or patience not above zero.
    """
    positive(handling=handling, patience=patience)
    not_negative(rate=rate)
    lam, h, p = floats(rate, handling, patience)
    shape = lam.shape
    lam, h, p = lam.ravel(), h.ravel(), p.ravel()
    least = np.zeros(lam.shape, dtype=np.int64)
    for patient in (False, True):
        chosen = np.flatnonzero((lam > 0) & (np.isinf(p) == patient))
        if chosen.size:
            least[chosen] = _least(_tester(target, lam[chosen], h[chosen], p[chosen], patient), lam[chosen] * h[chosen])
    return least.reshape(shape)


def _tester(
    target: ServiceTarget | WaitTarget | AbandonTarget, lam: Floats, h: Floats, p: Floats, patient: bool
) -> Reached:
    def reached(agents: Floats, which: NDArray[np.intp]) -> NDArray[np.bool_]:
        if patient:
            return target.reached(delay_queue(agents, lam[which], h[which]))
        return target.reached(erlang_a(agents, lam[which], h[which], p[which]))

    return reached


def _least(reached: Reached, load: Floats) -> Integers:
    """Widen around the load by doubling steps until only the greater number reaches it, then halve."""
    everybody = np.arange(load.size)
    step = np.ceil(np.sqrt(load))
    high = np.ceil(load)
    high = np.maximum(high, 1.0)
    low = np.zeros_like(high)  # nobody reaches nothing
    short = everybody[~reached(high, everybody)]
    while short.size:
        low[short] = high[short]
        high[short] += step[short]
        step[short] *= 2
        short = short[~reached(high[short], short)]
    step = np.ceil(np.sqrt(load))
    falling = everybody[low == 0]
    while falling.size:
        tried = high[falling] - step[falling]
        falling, tried = falling[tried >= 1], tried[tried >= 1]
        enough = reached(tried, falling)
        low[falling[~enough]] = tried[~enough]
        high[falling[enough]] = tried[enough]
        falling = falling[enough]
        step[falling] *= 2
    while (open_ := np.flatnonzero(high - low > 1)).size:
        middle = np.floor((high[open_] + low[open_]) / 2)
        enough = reached(middle, open_)
        high[open_[enough]] = middle[enough]
        low[open_[~enough]] = middle[~enough]
    return high.astype(np.int64)
