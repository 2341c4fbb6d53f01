"""A day's facts packed a column each: a table that no sums are kept for is added up from them, all rows at once.

A column is numbers that are nowhere negative once its offset is added, in as few bytes as the largest takes; the first
byte says how many. Columns of several days are read one after the other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sori.reports.cubes import DIMENSIONS, OF_GROUP, Added, Facts, Ints, added
from sori.reports.days import EPOCH
from sori.reports.model import Dimension

_NO_DURATION = 1
_LOWEST_BUCKET = 1 << 15
_OFFSETS = {
    "flags": 0,
    **{"wait_us": _NO_DURATION, "wait_bucket": _LOWEST_BUCKET},
    **{"handling_us": _NO_DURATION, "handling_bucket": _LOWEST_BUCKET},
}
_WIDTHS = (1, 2, 4, 8)


def packed(facts: Facts) -> dict[str, bytes]:
    """The columns of a day's facts by name."""
    values = {name: getattr(facts, name) for name in _OFFSETS} | dict(facts.dimensions)
    return {name: _packed(column + _OFFSETS.get(name, 0)) for name, column in values.items()}


def _packed(column: Ints) -> bytes:
    width = next(width for width in _WIDTHS if not len(column) or int(column.max()) < 1 << 8 * width)
    return bytes([width]) + column.astype(f"<u{width}").tobytes()


def _narrow(name: str, read: "DayColumns") -> npt.NDArray[np.unsignedinteger[Any]]:
    """A column of all days as it is packed; what is done with it before it becomes wide takes little time."""
    return np.concatenate([np.frombuffer(one, f"<u{one[0]}", offset=1) for one in read.columns[name]])


def _among(values: Collection[int], column: npt.NDArray[np.unsignedinteger[Any]]) -> npt.NDArray[np.bool_]:
    """Which numbers of a column are among some values: where it is narrow, looked up, three times as fast as `isin`."""
    if column.itemsize > 2:
        return np.isin(column, list(values))
    wanted = np.zeros(1 << 8 * column.itemsize, np.bool_)
    wanted[[value for value in values if value < len(wanted)]] = True
    among: npt.NDArray[np.bool_] = wanted[column]
    return among


def _kept(name: str, read: "DayColumns", keep: npt.NDArray[np.bool_]) -> Ints:
    return _narrow(name, read)[keep].astype(np.int64) - _OFFSETS.get(name, 0)


def columns_of(dimensions: Collection[str]) -> list[str]:
    """The names of the columns that a table is added up from which groups and filters by these dimensions."""
    return [*_OFFSETS, *(name for name in DIMENSIONS if name in dimensions)]


@dataclass(frozen=True, slots=True)
class DayColumns:
    """Some days, and the columns of all of them by name, in the order of the days."""

    days: Sequence[date]
    columns: Mapping[str, Sequence[bytes]]

    def each_day(self) -> Ints:
        """The day of each fact, as so many since EPOCH."""
        return np.repeat(np.array([(day - EPOCH).days for day in self.days], np.int64), self._facts_of_days)

    def each_month(self) -> Ints:
        """The month of each fact, as so many since that of the year 0."""
        return np.repeat(np.array([day.year * 12 + day.month - 1 for day in self.days], np.int64), self._facts_of_days)

    @property
    def facts(self) -> int:
        """How many facts these days have."""
        return sum(self._facts_of_days)

    @property
    def _facts_of_days(self) -> list[int]:
        return [(len(one) - 1) // one[0] for one in self.columns["flags"]]


def grouped(by: Dimension, only: Mapping[str, Collection[int]], read: DayColumns) -> tuple[Ints, Added]:
    """What these days add to a table: the key of each of its rows, and their sums.

    `only` are the values that facts may have, by dimension; one that is missing may have any.
    """
    keep = np.ones(read.facts, np.bool_)
    for name, values in only.items():
        keep &= _among(values, _narrow(name, read))
    keys = _keys(by, read, keep)
    sums = added(keys, Facts({}, *(_kept(name, read, keep) for name in _OFFSETS)))
    return keys[sums.first], sums


def _keys(by: Dimension, read: DayColumns, keep: npt.NDArray[np.bool_]) -> Ints:
    match by:
        case Dimension.DAY:
            return read.each_day()[keep]
        case Dimension.MONTH:
            return read.each_month()[keep]
        case Dimension.DAY_HOUR:
            return read.each_day()[keep] * 24 + _kept("hour", read, keep)
        case _:
            return _kept(OF_GROUP[by], read, keep)
