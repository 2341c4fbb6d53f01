"""Waits where people give up (M/M/n+M, Erlang A).

Sources: C. Palm, Research on Telephone Traffic Carried by Full Availability Groups, Tele 1, 1957; O. Garnett, A.
Mandelbaum and M. Reiman, Designing a Call Center with Impatient Customers, Manufacturing & Service Operations
Management 4, 2002; S. Zeltyn and A. Mandelbaum, Call Centers with Impatient Customers: Many-Server Asymptotics of the
M/M/n+G Queue, Queueing Systems 51, 2005 (whose section numbers are meant below).

With x = nμ/θ, y = λ/θ and A(x, y) = Σ_j y^j / ((x+1) … (x+j)) = 1F1(1; x+1; y), everything is a ratio of A's, and
these are taken as logarithms, so that nothing overflows in overload or underflows with much patience.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, gammainc

from sori.staffing.arrays import Floats, floats, log_poisson, not_negative, positive
from sori.staffing.erlang import erlang_b


class Counted(StrEnum):
    """Of whom the service level is a share; all three are in use, and differ by points."""

    ALL = "all"
    """Answered within T ÷ all calls."""
    ANSWERED = "answered"
    """Answered within T ÷ all answered: looks best when many give up."""
    STAYED = "stayed"
    """Answered within T ÷ all but those who gave up before T."""


@dataclass(frozen=True)
class ErlangA:
    """M/M/n+M in the long run."""

    rate: Floats
    agents: Floats
    handling: Floats
    patience: Floats
    wait_probability: Floats
    """P(V > 0): share of calls that find everybody busy."""
    abandon_probability: Floats
    """Share of all calls that give up."""
    log_a: Floats
    """log A(nμ/θ, λ/θ)."""

    @property
    def mean_wait(self) -> Floats:
        """E[W] = P(abandon) / θ, over all calls, those who gave up included."""
        return self.abandon_probability * self.patience

    @property
    def mean_queue(self) -> Floats:
        """How many wait on average: λ E[W]."""
        return self.rate * self.mean_wait

    @property
    def occupancy(self) -> Floats:
        """Share of the people's time that is spent on calls: a (1 - P(abandon)) / n."""
        return self.rate * self.handling * (1 - self.abandon_probability) / self.agents

    def offered_wait_exceeds(self, time: ArrayLike) -> Floats:
        """P(V > t), where V is what somebody with patience without end would wait (section 2, with G exponential).

        P(V > t | V > 0) = exp(λ (1 - e^{-θt})/θ - nμ t) A(x, y e^{-θt}) / A(x, y).
        """
        return self.wait_probability * np.exp(self._log_later(time)[0])

    def wait_exceeds(self, time: ArrayLike) -> Floats:
        """P(W > t) with W the time until answered or gone, whichever is first: P(V > t) e^{-θt}."""
        return self.offered_wait_exceeds(time) * np.exp(-np.asarray(time, dtype=np.float64) / self.patience)

    def answered_within(self, time: ArrayLike) -> Floats:
        """Share of all calls that are answered within the time: 1 - P(abandon) - P(V > t, patience > V)."""
        log_later, log_a = self._log_later(time)
        load = self.rate * self.handling / self.agents
        late = self.wait_probability * np.exp(log_later) * -np.expm1(-log_a) / load
        return 1 - self.abandon_probability - late

    def service_level(self, within: ArrayLike, counted: Counted = Counted.ALL) -> Floats:
        """Give the service level, as `counted` says of whom."""
        answered = self.answered_within(within)
        if counted is Counted.ALL:
            return answered
        if counted is Counted.ANSWERED:
            return answered / (1 - self.abandon_probability)
        return answered / (answered + self.wait_exceeds(within))

    def wait_percentile(self, share: ArrayLike) -> Floats:
        """Give the time that W of this share of all calls does not exceed; 0 if so many need not wait.

        By bisection of P(W > t), which falls, to the last bit.
        """
        rest, _ = floats(1 - np.asarray(share, dtype=np.float64), self.rate)
        low, high = np.zeros_like(rest), self.patience * np.log(np.maximum(self.wait_probability / rest, 1.0))
        for _ in range(64):
            middle = (low + high) / 2
            later = self.wait_exceeds(middle) > rest
            low, high = np.where(later, middle, low), np.where(later, high, middle)
        return np.where(self.wait_probability > rest, (low + high) / 2, 0.0)

    def _log_later(self, time: ArrayLike) -> tuple[Floats, Floats]:
        """log P(V > t | V > 0), and log A(x, y e^{-θt})."""
        not_negative(time=time)
        t = np.asarray(time, dtype=np.float64)
        x, y = self.agents / self.handling * self.patience, self.rate * self.patience
        left = np.exp(-t / self.patience)
        log_a = _log_a(x, y * left)[0]
        exponent = -y * np.expm1(-t / self.patience) - self.agents / self.handling * t
        return exponent + log_a - self.log_a, log_a


def erlang_a(agents: ArrayLike, rate: ArrayLike, handling: ArrayLike, patience: ArrayLike) -> ErlangA:
    """Give M/M/n+M for `agents` people, `rate` calls per unit of time, mean `handling`, mean `patience` in that unit.

    P(wait) = A B / (1 + (A - 1) B), P(abandon | wait) = 1/(ρA) + 1 - 1/ρ (Zeltyn and Mandelbaum, section 3; B is
    Erlang's loss formula). ValueError where a number is not above zero.
    """
    positive(agents=agents, rate=rate, handling=handling, patience=patience)
    n, lam, h, p = floats(agents, rate, handling, patience)
    loss = erlang_b(n, lam * h)
    log_a, leaving = _log_a(n / h * p, lam * p)
    with np.errstate(divide="ignore"):
        waits = expit(log_a + np.log(loss) - np.log1p(-loss))
    return ErlangA(lam, n, h, p, waits, waits * leaving, log_a)


def _log_a(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Give log A(x, y), and P(abandon | wait) = Σ j c_j / (y A), where c_j are the terms of A.

    A = P(x, y) / (y^x e^{-y} / Γ(x+1)), P the regularised lower incomplete gamma function. Where the load is lower,
    P underflows and 1/(ρA) + 1 - 1/ρ loses digits: there the terms, which fall like those of a geometric series, are
    summed, and with much patience, where they fall slowly, the expansion for large x is used.
    """
    spare = np.where(y < x, (x - y) ** 2 / x, 0.0)
    far = spare > _EXPANDS_FROM
    by_sum = ~far & (y < x) & ((y < _TO_SPARE * x) | (spare > _DIGITS_LOST))
    near = ~far & ~by_sum
    near_x, near_y = np.where(near, x, 1.0), np.where(near, y, 1.0)
    log_a = np.log(gammainc(near_x, near_y)) - log_poisson(near_x, near_y)
    leaving = (near_x * np.exp(-log_a) + near_y - near_x) / near_y
    for chosen, method in ((by_sum, _summed), (far, _expanded)):
        if np.any(chosen):
            found = method(np.where(chosen, x, 1e9), np.where(chosen, y, 1.0))
            log_a, leaving = np.where(chosen, found[0], log_a), np.where(chosen, found[1], leaving)
    return log_a, leaving


_TO_SPARE, _DIGITS_LOST, _EXPANDS_FROM = 0.8, 30.0, 1000.0


def _summed(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    term, more, weighted, j = np.ones_like(x), np.zeros_like(x), np.zeros_like(x), 0
    while np.any(term > 1e-18):
        j += 1
        term = term * (y / (x + j))
        more = more + term
        weighted = weighted + j * term
    return np.log1p(more), weighted / (y * (1 + more))


def _expanded(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A ~ x/(x-y) - Σ_k (-1)^{k+1} b_k(ρ) x^{-k} (1-ρ)^{-2k-1}, b_k ρ times the second-order Eulerian polynomials.

    NIST Digital Library of Mathematical Functions, 8.11.6. The terms beyond the eighth are below 1e-17 of the first.
    """
    rho, slack = y / x, (x - y) / x
    missing, eulerian = np.zeros_like(x), [1]
    for k in range(1, 9):
        polynomial = sum(number * rho**power for power, number in enumerate(eulerian))
        missing = missing - (-1) ** k * rho * polynomial / (x * slack * slack) ** k / slack
        n = k + 1
        padded = [*eulerian, 0]
        eulerian = [(m + 1) * padded[m] + (2 * n - 1 - m) * (padded[m - 1] if m else 0) for m in range(n)]
    a = 1 / slack - missing
    return np.log(a), (x - y) * missing / (y * a)
