"""How many call in each interval, and how far days differ more than chance alone would have it.

The model is a scenario's: N ~ Poisson(λ B G), B a factor of the whole day and G one of each interval of a topic, both
gamma-distributed with mean 1 (G. Jongbloed and G. Koole, Managing Uncertainty in Call Centres Using Poisson Mixtures,
Applied Stochastic Models in Business and Industry 17, 2001; the day's factor after A. Avramidis, A. Deslauriers and P.
L'Ecuyer, Modeling Daily Arrivals to a Telephone Call Center, Management Science 50, 2004).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

MOST_SPREAD = 3.0


@dataclass(frozen=True)
class Spread:
    """Standard deviation ÷ mean of the factor of a day, and of that of an interval."""

    day: float
    interval: float


def spread(counts: Floats, kinds: Sequence[object]) -> Spread | None:
    """Give how far days of the same kind (say weekday) differ: `counts` is day × topic × interval.

    By moments. Two cells of a day vary together by the day's factor alone: the variance of the day's total less the
    variances of its cells is σ_B² times the products of their rates; what the cells vary more than Poisson and the
    day's factor explain is σ_G². None unless two days are of one kind.
    """
    together = apart = products = squares = calls = 0.0
    for kind in dict.fromkeys(kinds):
        alike = np.array([other == kind for other in kinds])
        count = int(alike.sum())
        days = counts[alike].reshape(count, -1)
        if count < 2:
            continue
        means = days.mean(axis=0)
        off = days - means
        of_total = float((off.sum(axis=1) ** 2).sum() / (count - 1))
        of_cells = float((off**2).sum() / (count - 1))
        # A squared mean is too large by its own variance.
        square = float(means @ means) - of_cells / count
        squares += square
        products += float(means.sum() ** 2) - of_total / count - square
        together += of_total - of_cells
        apart += of_cells
        calls += float(means.sum())
    if calls == 0:
        return None
    of_day = max(0.0, together / products) if products > 0 else 0.0
    excess = max(0.0, (apart - calls) / squares) if squares > 0 else 0.0
    of_interval = max(0.0, (1 + excess) / (1 + of_day) - 1)
    return Spread(min(of_day**0.5, MOST_SPREAD), min(of_interval**0.5, MOST_SPREAD))
