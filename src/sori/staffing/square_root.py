"""The square-root rule: a base that carries the load, and a few more against chance."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_ndtr, ndtr

from sori.staffing.arrays import Floats, floats, positive


def square_root_agents(load: ArrayLike, quality: ArrayLike) -> Floats:
    """Give n = a + β √a, not rounded, for a load of a Erlang and quality β (Halfin and Whitt 1981)."""
    positive(load=load)
    a, beta = floats(load, quality)
    agents: Floats = a + beta * np.sqrt(a)
    return agents


def halfin_whitt_wait(quality: ArrayLike) -> Floats:
    """Give the limit of P(wait) of large M/M/n queues with n = a + β √a, β > 0: 1 / (1 + β Φ(β)/φ(β)).

    Source: S. Halfin and W. Whitt, Heavy-Traffic Limits for Queues with Many Exponential Servers, Operations Research
    29, 1981, equation 2.3. 1 for β ≤ 0.
    """
    (beta,) = floats(quality)
    known = np.maximum(beta, 0.0)
    wait: Floats = 1 / (1 + known * ndtr(known) / _density(known))
    return wait


def garnett_wait(quality: ArrayLike, patience_ratio: ArrayLike) -> Floats:
    """Give the limit of P(wait) of large M/M/n+M queues with n = a + β √a, for `patience_ratio` θ/μ.

    1 / (1 + √(θ/μ) h(β √(μ/θ)) / h(-β)), h the hazard rate of the normal law (Garnett, Mandelbaum and Reiman 2002,
    theorem 2). θ/μ is mean handling time ÷ mean patience.
    """
    positive(patience_ratio=patience_ratio)
    beta, ratio = floats(quality, patience_ratio)
    root = np.sqrt(ratio)
    return 1 / (1 + root * np.exp(_log_hazard(beta / root) - _log_hazard(-beta)))


def quality_for_wait(wait_probability: ArrayLike) -> Floats:
    """Give β for which `halfin_whitt_wait` is this probability, above 0 and below 1; by bisection, to the last bit."""
    (wanted,) = floats(wait_probability)
    if np.any((wanted <= 0) | (wanted >= 1)):
        raise ValueError("the probability of waiting lies between 0 and 1")
    low, high = np.zeros_like(wanted), np.full_like(wanted, 38.0)
    for _ in range(64):
        middle = (low + high) / 2
        more = halfin_whitt_wait(middle) > wanted
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return (low + high) / 2


def _density(z: Floats) -> Floats:
    density: Floats = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return density


def _log_hazard(z: Floats) -> Floats:
    hazard: Floats = -z * z / 2 - 0.5 * np.log(2 * np.pi) - log_ndtr(-z)
    return hazard
