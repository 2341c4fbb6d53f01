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


PERCENTS = (50, 90, 95, 99)
"""The percentiles that are told."""
_AT_ONCE = 1_000


def percentiles(packed: Sequence[Sequence[bytes]]) -> npt.NDArray[np.float64]:
    """The percentiles of each row in seconds, a column each of `PERCENTS`; 0 where a row has no durations.

    A row is what the database packed, in pieces that are added up. A percentile is the smallest duration that so many
    per cent do not exceed.
    """
    told = [_dense(packed[first : first + _AT_ONCE]) for first in range(0, len(packed), _AT_ONCE)]
    return np.concatenate(told) if told else np.zeros((0, len(PERCENTS)))


def _dense(packed: Sequence[Sequence[bytes]]) -> npt.NDArray[np.float64]:
    joined = [b"".join(pieces) for pieces in packed]
    pairs = np.frombuffer(b"".join(joined), _PAIRS)
    if not len(pairs):
        return np.zeros((len(packed), len(PERCENTS)))
    row = np.repeat(np.arange(len(packed)), [len(pieces) // _PAIRS.itemsize for pieces in joined])
    bucket = pairs["bucket"].astype(np.int64)
    lowest = int(bucket[bucket != _ZERO].min(initial=0)) - 1
    # The bucket of zero stands far below all others: it is told right below them.
    place = np.maximum(bucket, lowest) - lowest
    width = int(place.max()) + 1
    # Sums of whole numbers below 2^53, which floats hold exactly.
    held = np.bincount(row * width + place, weights=pairs["count"], minlength=len(packed) * width)
    upto = held.reshape(len(packed), width).cumsum(axis=1)
    value = 2 * _GAMMA ** np.arange(lowest, lowest + width, dtype=np.float64) / (_GAMMA + 1)
    value[0] = 0.0
    found = [value[(upto * 100 >= upto[:, -1:] * percent).argmax(axis=1)] for percent in PERCENTS]
    return np.stack(found, axis=1)
