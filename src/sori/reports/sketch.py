"""Percentiles from log-width buckets, each within 1 % of the exact one, whatever was added to whatever.

DDSketch (Masson, Rim, Lee, VLDB 2019, section 2): bucket i holds the durations in (γ^(i-1), γ^i] seconds with
γ = (1 + α) ÷ (1 - α), and its value is told as 2γ^i ÷ (γ + 1), which is within α of all of them. Sketches add up
bucket by bucket, so a year's is the sum of its days'. The database packs them as pairs of big-endian 16-bit numbers, a
bucket and how many, `duration_bucket` in migrations/0020_reports.sql.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

ACCURACY = 0.01
_GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
_ZERO = -32_768
_PAIRS = np.dtype([("bucket", ">i2"), ("count", ">u2")])


class Sketch:
    """How many durations lie in each bucket."""

    __slots__ = ("buckets", "counts")

    def __init__(self, buckets: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> None:
        """`buckets` ascending, each once."""
        self.buckets = buckets
        self.counts = counts

    @property
    def count(self) -> int:
        """How many durations there are."""
        return int(self.counts.sum())

    def percentile(self, percent: int) -> float:
        """The smallest duration in seconds that so many per cent do not exceed, within 1 % of it.

        ValueError where there are none.
        """
        if not len(self.counts):
            raise ValueError("no durations")
        upto = np.cumsum(self.counts)
        # Whole numbers, so that no rounding decides between neighbours.
        bucket = int(self.buckets[np.searchsorted(upto * 100, int(upto[-1]) * percent)])
        return 0.0 if bucket == _ZERO else 2 * _GAMMA**bucket / (_GAMMA + 1)


def unpacked(packed: Sequence[bytes]) -> Sketch:
    """The sum of what the database packed."""
    pairs = np.frombuffer(b"".join(packed), _PAIRS)
    buckets = pairs["bucket"].astype(np.int64)
    if not len(buckets):
        return Sketch(buckets, buckets)
    lowest = int(buckets.min())
    if lowest == _ZERO:  # far from all others: told apart, so that what is summed stays small
        zeros = buckets == _ZERO
        rest = _summed(buckets[~zeros], pairs["count"][~zeros])
        zero = np.array([int(pairs["count"][zeros].sum(dtype=np.int64))])
        return Sketch(np.concatenate(([_ZERO], rest.buckets)), np.concatenate((zero, rest.counts)))
    return _summed(buckets, pairs["count"])


def _summed(buckets: npt.NDArray[np.int64], counts: npt.NDArray[np.uint16]) -> Sketch:
    if not len(buckets):
        return Sketch(buckets, buckets)
    lowest = int(buckets.min())
    sums = np.bincount(buckets - lowest, weights=counts).astype(np.int64)
    held = np.flatnonzero(sums)
    return Sketch(held + lowest, sums[held])
