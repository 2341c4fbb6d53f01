"""Chances of candidates and of none of them, learned from what was right; and how true stated chances are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_STEPS = 60
_GOOD_ENOUGH = 1e-7


def chances(worth: Numbers) -> Numbers:
    """The chance of each candidate of each row, where none of them has worth 0: a softmax over them and none."""
    top = np.maximum(worth.max(axis=1, keepdims=True), 0.0)
    shares = np.exp(worth - top)
    found: Numbers = shares / (shares.sum(axis=1, keepdims=True) + np.exp(-top))
    return found


@dataclass(frozen=True, slots=True)
class Chances:
    """What was learned: mean, spread and weight of each thing seen of a candidate, a one's weight before them.

    Beyond the `least` and the `most` that was seen nothing was learned: what is farther out counts as these.
    """

    mean: Numbers
    spread: Numbers
    weights: Numbers
    least: Numbers
    most: Numbers

    def of(self, numbers: Numbers) -> Numbers:
        """The chance of each candidate of each row; `numbers` is rows × candidates × things seen, NaN for none."""
        there = ~np.isnan(numbers[:, :, 0])
        return chances(np.where(there, self.scaled(numbers) @ self.weights, -np.inf))

    def scaled(self, numbers: Numbers) -> Numbers:
        """The numbers by their spread, with a one before them; 0 for candidates that aren't there."""
        ones = np.ones((*numbers.shape[:2], 1))
        within = np.clip(numbers, self.least, self.most)
        scaled: Numbers = np.nan_to_num(np.concatenate([ones, (within - self.mean) / self.spread], axis=2))
        return scaled


def learned(numbers: Numbers, right: NDArray[np.int64], counts: Numbers, ridge: float = 1e-3) -> Chances:
    """Learns by Newton's method on the conditional logit's likelihood (McFadden 1974), halving steps that go too far.

    `numbers` as `Chances.of` takes them; `right` is which candidate is, -1 for none; `counts` is what each row counts.
    """
    there = ~np.isnan(numbers[:, :, 0])
    mean, spread = np.nanmean(numbers, axis=(0, 1)), np.nanstd(numbers, axis=(0, 1))
    least, most = np.nanmin(numbers, axis=(0, 1)), np.nanmax(numbers, axis=(0, 1))
    scale = Chances(mean, np.where(spread < 1e-9, 1.0, spread), np.zeros(numbers.shape[2] + 1), least, most)
    seen = scale.scaled(numbers)
    goal = np.zeros(there.shape)
    inside = right >= 0
    goal[np.flatnonzero(inside), right[inside]] = 1
    counts = counts / counts.sum()

    def stated(weights: Numbers) -> Numbers:
        return chances(np.where(there, seen @ weights, -np.inf))

    def loss(weights: Numbers) -> float:
        of_all = stated(weights)
        of_right = np.where(inside, (of_all * goal).sum(axis=1), 1 - of_all.sum(axis=1))
        return float(-(counts * np.log(np.maximum(of_right, 1e-12))).sum() + ridge * weights @ weights / 2)

    weights = scale.weights
    before = loss(weights)
    for _ in range(_STEPS):
        of_all = stated(weights)
        flat = seen.reshape(-1, seen.shape[2])
        slope = flat.T @ ((of_all - goal) * counts[:, None]).reshape(-1) + ridge * weights
        together = np.einsum("rc,rcf->rf", of_all, seen)
        bend = flat.T @ (flat * (of_all * counts[:, None]).reshape(-1, 1)) - together.T @ (together * counts[:, None])
        step = np.linalg.solve(bend + ridge * np.eye(len(weights)), slope)
        size = 1.0
        while (after := loss(weights - size * step)) > before and size > 1e-4:
            size /= 2
        if before - after < _GOOD_ENOUGH:
            break
        weights, before = weights - size * step, after
    return replace(scale, weights=weights)


def calibration_error(stated: Sequence[float], true: Sequence[bool], bins: int = 10) -> float:
    """The expected calibration error in bins of equal count (Naeini and others 2015; Nguyen and O'Connor 2015)."""
    order = np.argsort(np.array(stated), kind="stable")
    parts = np.array_split(order, bins)
    of_stated, of_true = np.array(stated, float), np.array(true, float)
    gaps = [len(part) * abs(of_stated[part].mean() - of_true[part].mean()) for part in parts if len(part)]
    return float(sum(gaps) / len(order))
