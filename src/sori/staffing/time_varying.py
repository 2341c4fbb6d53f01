"""Load that follows the day: M_t/M/∞, how many would be busy if there were always somebody free.

Source: S. Eick, W. Massey and W. Whitt, M_t/G/∞ Queues with Sinusoidal Arrival Rates, Management Science 39, 1993. The
load lags behind the calls by about a handling time; staffing by the load instead of the calls is the
modified-offered-load rule.
"""

import numpy as np
from numpy.typing import ArrayLike

from sori.staffing.arrays import Floats, floats, not_negative, positive


def sinusoidal_load(
    mean_rate: ArrayLike, amplitude: ArrayLike, frequency: ArrayLike, handling: ArrayLike, time: ArrayLike
) -> Floats:
    """Give m(t) for rates λ + α sin(γ t): λ/μ + α (μ sin γt - γ cos γt) / (μ² + γ²) (equation 15 for exponential G).

    `frequency` γ in radians per unit of time. ValueError for a rate or time not above zero.
    """
    positive(mean_rate=mean_rate, handling=handling)
    lam, alpha, gamma, h, t = floats(mean_rate, amplitude, frequency, handling, time)
    mu = 1 / h
    swing = (mu * np.sin(gamma * t) - gamma * np.cos(gamma * t)) / (mu * mu + gamma * gamma)
    return lam * h + alpha * swing


def interval_loads(rates: ArrayLike, interval: float, handling: float, start: float = 0.0) -> Floats:
    """Give the mean load in Erlang of each interval, the rate being constant in each.

    m' = λ(t) - μ m, solved exactly; `start` is m at the beginning of the first interval. `rates` per unit of time,
    `interval` its length and `handling` the mean handling time in that unit.
    """
    positive(interval=interval, handling=handling)
    not_negative(rates=rates, start=start)
    (by_interval,) = floats(rates)
    kept = np.exp(-interval / handling)
    means = np.empty_like(by_interval)
    load = start
    for number, rate in enumerate(by_interval):
        settled = rate * handling
        means[number] = settled + (load - settled) * (1 - kept) * handling / interval
        load = settled + (load - settled) * kept
    return means
