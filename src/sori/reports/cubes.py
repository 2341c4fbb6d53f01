"""Cubes: which sums are kept of each day and month, which of them answers a question, and their making from facts.

A cube has a cell for each combination of its dimensions that occurs. A question needs the dimensions it groups and
filters by; the smallest cube that has them answers it, and where none has, the facts themselves do (`columns`). So no
cube of days is kept that would have nearly as many cells as there are facts.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from sori.reports.model import Dimension, Unit

Ints = npt.NDArray[np.int64]


class Span(StrEnum):
    """Of how long a cell is."""

    DAY = "day"
    MONTH = "month"


DIMENSIONS = ("hour", "channel", "queue_id", "topic_id", "counsellor_id")
"""The dimensions of cells, in the order of their columns."""


@dataclass(frozen=True, slots=True)
class Cube:
    """One set of sums."""

    number: int
    span: Span
    unit: Unit
    dimensions: frozenset[str]


def _cube(number: int, span: Span, unit: Unit, dimensions: str) -> Cube:
    return Cube(number, span, unit, frozenset(dimensions.split()))


CUBES = (
    _cube(1, Span.DAY, Unit.CONTACTS, "channel"),
    _cube(2, Span.DAY, Unit.CONTACTS, "hour channel"),
    _cube(8, Span.DAY, Unit.CONTACTS, "topic_id"),
    _cube(3, Span.DAY, Unit.CONTACTS, "channel topic_id"),
    _cube(9, Span.DAY, Unit.STAYS, "counsellor_id"),
    _cube(4, Span.DAY, Unit.STAYS, "channel queue_id"),
    _cube(5, Span.DAY, Unit.STAYS, "hour channel queue_id"),
    _cube(16, Span.DAY, Unit.STAYS, "queue_id topic_id"),
    _cube(10, Span.DAY, Unit.STAYS, "channel counsellor_id"),
    _cube(11, Span.MONTH, Unit.CONTACTS, "channel"),
    _cube(12, Span.MONTH, Unit.CONTACTS, "hour channel"),
    _cube(13, Span.MONTH, Unit.CONTACTS, "topic_id"),
    _cube(14, Span.MONTH, Unit.CONTACTS, "channel topic_id"),
    _cube(15, Span.MONTH, Unit.CONTACTS, "hour channel topic_id"),
    _cube(21, Span.MONTH, Unit.STAYS, "channel queue_id"),
    _cube(22, Span.MONTH, Unit.STAYS, "hour channel queue_id"),
    _cube(23, Span.MONTH, Unit.STAYS, "counsellor_id"),
    _cube(32, Span.MONTH, Unit.STAYS, "queue_id topic_id"),
    _cube(31, Span.MONTH, Unit.STAYS, "channel counsellor_id"),
    _cube(24, Span.MONTH, Unit.STAYS, "channel queue_id counsellor_id"),
    _cube(29, Span.MONTH, Unit.STAYS, "hour counsellor_id"),
    _cube(30, Span.MONTH, Unit.STAYS, "topic_id counsellor_id"),
    _cube(25, Span.MONTH, Unit.STAYS, "channel queue_id topic_id"),
    _cube(26, Span.MONTH, Unit.STAYS, "hour channel queue_id counsellor_id"),
    _cube(27, Span.MONTH, Unit.STAYS, "hour channel queue_id topic_id"),
    _cube(28, Span.MONTH, Unit.STAYS, "channel queue_id topic_id counsellor_id"),
)
"""All cubes; of one span and unit the smaller before the larger. A number once kept never changes its meaning."""

OF_GROUP = {
    Dimension.CHANNEL: "channel",
    Dimension.QUEUE: "queue_id",
    Dimension.TOPIC: "topic_id",
    Dimension.COUNSELLOR: "counsellor_id",
    Dimension.HOUR: "hour",
    Dimension.DAY_HOUR: "hour",
}
"""The dimension of cells that a table groups by; days and months are none."""


def needed(by: Dimension, filtered: Collection[str]) -> set[str]:
    """The dimensions that a table groups by, and is filtered by."""
    return {*filtered, *([OF_GROUP[by]] if by in OF_GROUP else [])}


def answering(span: Span, unit: Unit, dimensions: Collection[str]) -> Cube | None:
    """The smallest cube that has these dimensions; None where none has."""
    return next(
        (cube for cube in CUBES if cube.span is span and cube.unit is unit and cube.dimensions.issuperset(dimensions)),
        None,
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one unit, a column each: dimensions, what became of them, durations (-1: none) with their buckets."""

    dimensions: Mapping[str, Ints]
    flags: Ints
    wait_us: Ints
    wait_bucket: Ints
    handling_us: Ints
    handling_bucket: Ints


ANSWERED, ABANDONED, WITHIN, TARGETED = 1, 2, 4, 8
"""The bits of `flags`."""


@dataclass(frozen=True, slots=True)
class Added:
    """Facts added up by group, a column each; `waits` and `handlings` packed as `sketch` reads them.

    `first` is the place of some fact of each group among the facts that were added up.
    """

    first: Ints
    sums: Mapping[str, Ints]
    waits: list[bytes]
    handlings: list[bytes]


def added(group: Ints, facts: Facts) -> Added:
    """The sums of facts by the number of the group that each belongs to."""
    rows = len(group)
    first, cell = _numbered(group)
    # Numbers of 16 bits are sorted in one go over them, which is ten times faster.
    order = np.argsort(cell.astype(np.uint16) if len(first) <= _MOST else cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(len(first)))

    def summed(values: Ints) -> Ints:
        # In whole numbers: sums of microseconds are beyond what floats hold exactly.
        return np.add.reduceat(values[order], starts) if rows else np.zeros(0, np.int64)

    def flagged(bit: int) -> Ints:
        return (facts.flags & bit) // bit

    ended = np.minimum(flagged(ANSWERED) + flagged(ABANDONED), 1)
    return Added(
        first,
        {
            "inbound": summed(np.ones(rows, np.int64)),
            "answered": summed(flagged(ANSWERED)),
            "abandoned": summed(flagged(ABANDONED)),
            "within": summed(flagged(WITHIN)),
            "targeted": summed(flagged(TARGETED) * ended),
            "waited": summed((facts.wait_us >= 0).astype(np.int64)),
            "wait_us": summed(np.maximum(facts.wait_us, 0)),
            "handled": summed((facts.handling_us >= 0).astype(np.int64)),
            "handling_us": summed(np.maximum(facts.handling_us, 0)),
        },
        list(_packed(cell, facts.wait_bucket, facts.wait_us >= 0, len(first))),
        list(_packed(cell, facts.handling_bucket, facts.handling_us >= 0, len(first))),
    )


def _numbered(group: Ints) -> tuple[Ints, Ints]:
    """The place of the first of each group's members, in the order of the groups; the number of each member's group."""
    most = int(group.max(initial=0)) + 1
    if most > _SPARSE * len(group):
        _, first, number = np.unique(group, return_index=True, return_inverse=True)
        return first, number
    first = np.full(most, -1, np.int64)
    first[group[::-1]] = np.arange(len(group) - 1, -1, -1)
    there = first >= 0
    return first[there], (np.cumsum(there) - 1)[group]


_SPARSE = 4
"""With more possible values than so many times those that there are, sorting them is faster than a place for each."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one cube: the dimensions of each, a column each, and its sums."""

    dimensions: Mapping[str, Ints]
    added: Added


def cells(cube: Cube, facts: Facts) -> Cells:
    """The sums of facts, which are all of the cube's unit."""
    rows = len(facts.flags)
    code = np.zeros(rows, np.int64)
    for name in DIMENSIONS:
        if name in cube.dimensions:
            values, of = np.unique(facts.dimensions[name], return_inverse=True)
            code = code * len(values) + of
    sums = added(code, facts)
    zeros = np.zeros(len(sums.first), np.int64)
    return Cells(
        {name: facts.dimensions[name][sums.first] if name in cube.dimensions else zeros for name in DIMENSIONS}, sums
    )


_PAIRS = np.dtype([("bucket", ">i2"), ("count", ">u2")])
_ZERO = -32_768
_MOST = (1 << 16) - 1


def _packed(cell: Ints, bucket: Ints, told: npt.NDArray[np.bool_], cells_: int) -> Iterator[bytes]:
    """Each cell's buckets with how many lie in each; more than fit into 16 bits stand in several pairs."""
    cell, bucket = cell[told], bucket[told]
    # The bucket of zero stands far below all others: meanwhile it has the place right below them.
    lowest = int(bucket[bucket != _ZERO].min(initial=0)) - 1
    place = np.maximum(bucket, lowest) - lowest
    width = int(place.max(initial=0)) + 1
    keys, counts = _counted(cell * width + place, cells_ * width)
    parts = (counts + _MOST - 1) // _MOST
    pairs = np.empty(int(parts.sum()), _PAIRS)
    keys = np.repeat(keys, parts)
    pairs["bucket"] = np.where(keys % width, keys % width + lowest, _ZERO)
    last = np.cumsum(parts) - 1
    pairs["count"] = _MOST
    pairs["count"][last] = counts - (parts - 1) * _MOST
    packed, size = pairs.tobytes(), _PAIRS.itemsize
    bounds = np.searchsorted(keys // width, np.arange(cells_ + 1)) * size
    return (packed[begins:ends] for begins, ends in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))


def _counted(numbers: Ints, most: int) -> tuple[Ints, Ints]:
    """The numbers that occur, all below `most`, in their order; how often each does."""
    if most > _SPARSE * len(numbers):
        return np.unique(numbers, return_counts=True)
    counts = np.bincount(numbers, minlength=most)
    there = np.flatnonzero(counts)
    return there, counts[there]
