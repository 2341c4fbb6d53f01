"""A forecast that is not sure of itself: the rate of a day is drawn from a gamma distribution.

Source: G. Jongbloed and G. Koole, Managing Uncertainty in Call Centers Using Poisson Mixtures, Applied Stochastic
Models in Business and Industry 17, 2001.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincinv

from sori.staffing.arrays import Floats, positive


@dataclass(frozen=True)
class UncertainRate:
    """A gamma-distributed rate: its mean, and its standard deviation ÷ mean."""

    mean: float
    variation: float

    def __post_init__(self) -> None:
        positive(mean=self.mean, variation=self.variation)

    @property
    def shape(self) -> float:
        """The gamma law's shape, 1 / variation²."""
        return self.variation**-2

    def quantile(self, share: ArrayLike) -> Floats:
        """The rate that this share of days does not exceed: staff for it, and as many days meet the target."""
        return np.asarray(gammaincinv(self.shape, share) * self.mean / self.shape)

    def share_of_days(self, rate: ArrayLike) -> Floats:
        """The share of days whose rate is not above this."""
        return np.asarray(gammainc(self.shape, np.asarray(rate) * self.shape / self.mean))


def mean_over_rates(uncertain: UncertainRate, measure: Callable[[Floats], Floats], points: int = 200) -> float:
    """Give the mean of a measure over days, each day counted by its calls, as a report over many days does.

    `measure` gives it for an array of rates. E[Λ m(Λ)] / E[Λ] is the mean of m under the gamma law of shape one higher;
    taken by Gauss and Legendre's rule on its quantiles.
    """
    nodes, weights = np.polynomial.legendre.leggauss(points)
    rates = gammaincinv(uncertain.shape + 1, (nodes + 1) / 2) * uncertain.mean / uncertain.shape
    return float(np.dot(weights / 2, measure(rates)))
