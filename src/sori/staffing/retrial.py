"""Callers who find everybody busy and call again."""

from numpy.typing import ArrayLike

from sori.staffing.arrays import Floats, floats, positive


def mean_orbit(rate: ArrayLike, handling: ArrayLike, retry_after: ArrayLike) -> Floats:
    """Give how many are about to call again, on average, at one counsellor with a line that nobody can wait on.

    `retry_after` is the mean time until somebody who found the line busy calls again, 1/ν. E[N] = ρ (λ + ρν) / (ν (1 -
    ρ)) (G. Falin and J. Templeton, Retrial Queues, 1997, section 1.2). ValueError where the load is not below 1 or a
    number not above zero.
    """
    positive(rate=rate, handling=handling, retry_after=retry_after)
    lam, h, after = floats(rate, handling, retry_after)
    rho = lam * h
    if (rho >= 1).any():
        raise ValueError("the load must be below 1: otherwise ever more call again")
    return rho * (lam * after + rho) / (1 - rho)
