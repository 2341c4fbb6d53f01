"""Erlang's loss and delay formulas, and the queue with room for so many.

Sources: A. K. Erlang, Solution of Some Problems in the Theory of Probabilities of Significance in Automatic Telephone
Exchanges, 1917; D. L. Jagerman, Some Properties of the Erlang Loss Function, Bell System Technical Journal 53, 1974.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincc

from sori.staffing.arrays import Floats, floats, log_poisson, not_negative, positive


def erlang_b(agents: ArrayLike, load: ArrayLike) -> Floats:
    """Give the share of calls lost where nobody can wait (M/M/n/n, Erlang B).

    B = (a^n / n!) / Σ_{k≤n} a^k / k! = Poisson(n; a) / Q(n + 1, a), with load a in Erlang (rate × mean handling) and
    Q the regularised upper incomplete gamma function (Jagerman 1974, equation 3). Far in overload, where Q underflows,
    by the sum of 1/B. ValueError for a negative number.
    """
    not_negative(agents=agents, load=load)
    n, a = floats(agents, load)
    busy = np.where(a > 0, a, 1.0)
    below = gammaincc(n + 1, busy)
    with np.errstate(divide="ignore", invalid="ignore"):
        loss = np.exp(log_poisson(n, busy) - np.log(below))
    deep = below < _UNRELIABLE
    if np.any(deep):
        loss = np.where(deep, _loss_by_sum(n, busy, deep), loss)
    return np.where(a > 0, loss, np.where(n > 0, 0.0, 1.0))


_UNRELIABLE = 1e-6


def _loss_by_sum(n: Floats, a: Floats, chosen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """1/B = Σ_k n (n-1) … (n-k+1) / a^k: in overload its terms fall from the first."""
    people, load = np.where(chosen, n, 0.0), np.where(chosen, a, 1.0)
    term, total, k = np.ones_like(people), np.ones_like(people), 0
    while np.any(term > total * 1e-17):
        term = term * np.maximum(people - k, 0.0) / load
        total = total + term
        k += 1
    return 1 / total


def erlang_c(agents: ArrayLike, load: ArrayLike) -> Floats:
    """Give the probability of having to wait where all have patience (M/M/n, Erlang C).

    C = B / (1 - ρ + ρ B) with ρ = a / n (Erlang 1917); 1 where the load is not below the number of people, since then
    the queue grows without end. ValueError for a negative number.
    """
    n, a = floats(agents, load)
    loss = erlang_b(n, a)
    stable = a < n
    spare = np.where(stable, n - a, 1.0)
    return np.where(stable, loss * n / (spare + a * loss), np.where(a > 0, 1.0, 0.0))


@dataclass(frozen=True)
class FiniteRoom:
    """M/M/n/K: what happens where only so many find room."""

    blocked: Floats
    """Share of calls that find no room."""
    wait_probability: Floats
    """Share of those let in that wait."""
    mean_wait: Floats
    """Mean wait of those let in, in the unit of handling."""
    mean_queue: Floats
    """How many wait on average."""
    occupancy: Floats
    """Share of the people's time that is spent on calls."""


def finite_room(agents: ArrayLike, room: ArrayLike, rate: ArrayLike, handling: ArrayLike) -> FiniteRoom:
    """Give the measures of M/M/n/K: `agents` n, `room` K for those served and waiting together, patience without end.

    p_{n+j} = p_n ρ^j, p_n / Σ_{k≤n} p_k = B(n, a) (D. Gross and C. Harris, Fundamentals of Queueing Theory, section
    2.5). Rates are per the unit of handling. ValueError for a rate, handling or number that is not positive, or K < n.
    """
    positive(agents=agents, rate=rate, handling=handling)
    n, k, lam, h = floats(agents, room, rate, handling)
    if np.any(k < n):
        raise ValueError("room counts those being served too: it is at least the number of agents")
    a, waiting = lam * h, k - n
    rho = a / n
    step = np.where(rho <= 1, rho, 1 / rho)  # counted from n on upwards, or in overload from K on downwards
    top = np.exp(waiting * np.log(step))
    reached, total, first = np.ones_like(a), np.zeros_like(a), np.zeros_like(a)
    for j in range(int(np.max(waiting))):
        here = j < waiting
        weight = np.where(rho <= 1, reached * step, reached)
        total = total + np.where(here, weight, 0.0)
        number = np.where(rho <= 1, j + 1.0, waiting - j)
        first = first + np.where(here, number * weight, 0.0)
        reached = reached * step
    at_n, at_k = np.where(rho <= 1, 1.0, top), np.where(rho <= 1, top, 1.0)
    everything = at_n / erlang_b(n, a) + total
    blocked, queue = at_k / everything, first / everything
    entered = 1 - blocked
    waits = (at_n + total - at_k) / everything
    return FiniteRoom(blocked, waits / entered, queue / (lam * entered), queue, a * entered / n)
