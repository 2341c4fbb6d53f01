"""Whose a case is, learned from closed cases: a multinomial logistic regression on what was known at opening. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

Numbers = NDArray[np.float32]
_FEWEST = 3
"""A term that fewer cases have tells nothing of others."""
_RIDGE = 1.0
_STEPS = 30
_REMEMBERED = 5


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: for each term (a row) how much it speaks for each of these keys (a column).

    `warmth` divides what is said for keys before chances are made of it: above 1 it makes them less sure.
    """

    keys: Sequence[str]
    rows: dict[str, int]
    weights: Numbers
    warmth: float = 1.0

    def chances(self, terms: Sequence[str]) -> NDArray[np.float64]:
        """The chance of each key for a case with these terms; they add up to 1."""
        rows = [row for row in map(self.rows.get, terms) if row is not None]
        worth = self.weights[rows].sum(axis=0, dtype=np.float64) / self.warmth
        shares = np.exp(worth - worth.max())
        found: NDArray[np.float64] = shares / shares.sum()
        return found


def learn(cases: Sequence[Sequence[str]], whose: Sequence[str]) -> Learned:
    """Learns from cases, each its terms, and whose they were; seconds for tens of thousands.

    The regularised likelihood is maximised by L-BFGS (Liu and Nocedal 1989), a bounded number of steps from nothing.
    """
    keys, of = np.unique(np.array(whose), return_inverse=True)
    seen = Counter(term for case in cases for term in case)
    rows = {term: row for row, term in enumerate(term for term, times in seen.items() if times >= _FEWEST)}
    has = _matrix(cases, rows)
    turned = csr_array(has.T)
    shape = (len(rows), len(keys))
    at = np.arange(len(of))

    def missed(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(shape).astype(np.float32)
        worth = has @ weights
        worth -= worth.max(axis=1, keepdims=True)
        right = worth[at, of]
        np.exp(worth, out=worth)
        total = worth.sum(axis=1)
        worth /= total[:, None]
        worth[at, of] -= 1
        slope = turned @ worth + _RIDGE * weights
        total_missed = float((np.log(total) - right).sum()) + _RIDGE / 2 * float((weights * weights).sum())
        return total_missed, slope.ravel().astype(np.float64)

    options = {"maxiter": _STEPS, "maxcor": _REMEMBERED}
    best = minimize(missed, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options=options)
    return Learned([str(key) for key in keys], rows, best.x.reshape(shape).astype(np.float32))


def _matrix(cases: Sequence[Sequence[str]], rows: dict[str, int]) -> csr_array:
    """Which of the known terms each case has: cases × terms."""
    found = [[row for row in map(rows.get, case) if row is not None] for case in cases]
    ends = np.concatenate([[0], np.cumsum([len(one) for one in found])])
    columns = np.array([row for one in found for row in one], np.int32)
    return csr_array((np.ones(len(columns), np.float32), columns, ends), shape=(len(cases), len(rows)))
