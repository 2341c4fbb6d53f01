"""What the formulas take and give, and the densities of the Poisson law that they share, exact far into its tails."""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


def floats(*values: ArrayLike) -> list[Floats]:
    """Give the values as arrays of one shape."""
    return list(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))


def positive(**values: ArrayLike) -> None:
    """ValueError if any of these is not above zero."""
    for name, value in values.items():
        if not np.all(np.asarray(value) > 0):
            raise ValueError(f"{name} must be above zero")


def not_negative(**values: ArrayLike) -> None:
    """ValueError if any of these is below zero or not a number."""
    for name, value in values.items():
        if not np.all(np.asarray(value) >= 0):
            raise ValueError(f"{name} must not be below zero")


def log_poisson(count: Floats, mean: Floats) -> Floats:
    """Give log(mean^count · exp(-mean) / Γ(count + 1)) for count ≥ 0 that need not be whole, mean > 0.

    Saddle-point form, which subtracts no large numbers: C. Loader, Fast and Accurate Computation of Binomial
    Probabilities, 2000.
    """
    small = count < _STIRLING_FROM
    known = np.where(small, 1.0, count)
    excess = (mean - known) / known
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        ratio = np.where(np.abs(excess) < 0.5, np.log1p(excess), np.log(mean / known))
        large = known * (ratio - excess) - 0.5 * np.log(2 * np.pi * known) - _stirling_error(known)
        direct = count * np.log(mean) - mean - gammaln(count + 1)
    return np.where(small, direct, large)


_STIRLING_FROM = 16.0


def _stirling_error(count: Floats) -> Floats:
    """log Γ(count + 1) less Stirling's formula; the first term left out is below 1e-17 from 16 on."""
    inverse = 1 / (count * count)
    terms = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
    total = np.zeros_like(count)
    for term in reversed(terms):
        total = total * inverse + term
    return total / count
