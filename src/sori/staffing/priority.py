"""Several classes of callers, the more urgent first."""

import numpy as np
from numpy.typing import ArrayLike

from sori.staffing.arrays import Floats, floats, positive
from sori.staffing.erlang import erlang_c


def priority_waits(agents: int, rates: ArrayLike, handling: float) -> Floats:
    """Give the mean wait of each class, the most urgent first, where nobody is interrupted for a more urgent one.

    `rates` has one rate a class, per unit of `handling`, the mean of all classes. W_k = W_0 / ((1 - σ_{k-1}) (1 - σ_k))
    with W_0 = C / (nμ), σ_k the load of classes 1 to k per person; infinite from the class on with which the load
    reaches the number of people. ValueError for a number not above zero. Sources: A. Cobham, Operations Research 2,
    1954; O. Kella and U. Yechiali, Waiting Times in the Non-Preemptive Priority M/M/c Queue, Stochastic Models 1, 1985.
    """
    positive(agents=agents, rates=rates, handling=handling)
    (by_class,) = floats(rates)
    load = np.cumsum(by_class) * handling / agents
    before = np.concatenate([[0.0], load[:-1]])
    # While the less urgent never run out, everybody is always busy: erlang_c then says 1.
    left = erlang_c(agents, load[-1] * agents) * handling / agents
    stable = load < 1
    return np.where(stable, left / np.where(stable, (1 - before) * (1 - load), 1.0), np.inf)
