"""The Weibull distribution by its mean and variation, as a scenario has it."""

from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln


def weibull_variation(shape: float) -> float:
    """Give standard deviation ÷ mean of the shape k: √(Γ(1 + 2/k) ÷ Γ(1 + 1/k)² - 1); 1 for k = 1, exponential."""
    return float(np.sqrt(np.expm1(gammaln(1 + 2 / shape) - 2 * gammaln(1 + 1 / shape))))


@cache
def weibull_shape(variation: float) -> float:
    """Give the shape k of a standard deviation ÷ mean from 0.01 to 10; the reverse of `weibull_variation`."""
    return float(brentq(lambda shape: weibull_variation(shape) - variation, 0.2, 200.0))
