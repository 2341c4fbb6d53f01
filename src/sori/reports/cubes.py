"""Cubes: which sums are kept of each day and month, which of them answers a question, and their making from facts.

A cube has a cell for each combination of its dimensions that occurs. A question needs the dimensions it groups and
filters by; the smallest cube that has them answers it, and where none has, the facts themselves do.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from sori.reports.model import Dimension, Filters, Unit

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
    _cube(6, Span.DAY, Unit.STAYS, "channel queue_id topic_id"),
    _cube(7, Span.DAY, Unit.STAYS, "channel queue_id counsellor_id"),
    _cube(11, Span.MONTH, Unit.CONTACTS, "channel"),
    _cube(12, Span.MONTH, Unit.CONTACTS, "hour channel"),
    _cube(13, Span.MONTH, Unit.CONTACTS, "topic_id"),
    _cube(14, Span.MONTH, Unit.CONTACTS, "channel topic_id"),
    _cube(15, Span.MONTH, Unit.CONTACTS, "hour channel topic_id"),
    _cube(21, Span.MONTH, Unit.STAYS, "channel queue_id"),
    _cube(22, Span.MONTH, Unit.STAYS, "hour channel queue_id"),
    _cube(23, Span.MONTH, Unit.STAYS, "counsellor_id"),
    _cube(24, Span.MONTH, Unit.STAYS, "channel queue_id counsellor_id"),
    _cube(29, Span.MONTH, Unit.STAYS, "hour counsellor_id"),
    _cube(30, Span.MONTH, Unit.STAYS, "topic_id counsellor_id"),
    _cube(25, Span.MONTH, Unit.STAYS, "channel queue_id topic_id"),
    _cube(26, Span.MONTH, Unit.STAYS, "hour channel queue_id counsellor_id"),
    _cube(27, Span.MONTH, Unit.STAYS, "hour channel queue_id topic_id"),
    _cube(28, Span.MONTH, Unit.STAYS, "channel queue_id topic_id counsellor_id"),
)
"""All cubes; of one span and unit the smaller before the larger. Kept numbers never change their meaning."""

_OF_GROUP = {
    Dimension.CHANNEL: "channel",
    Dimension.QUEUE: "queue_id",
    Dimension.TOPIC: "topic_id",
    Dimension.COUNSELLOR: "counsellor_id",
    Dimension.HOUR: "hour",
    Dimension.DAY_HOUR: "hour",
}


def needed(by: Dimension, filters: Filters) -> set[str]:
    """The dimensions that a table groups and filters by."""
    asked = {
        "channel": filters.channels,
        "queue_id": filters.queue_ids,
        "topic_id": filters.topic_ids,
        "counsellor_id": filters.counsellor_ids,
        "hour": filters.hours,
    }
    return {name for name, values in asked.items() if values} | ({_OF_GROUP[by]} if by in _OF_GROUP else set())


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
class Cells:
    """The cells of one cube, a column each; `waits` and `handlings` packed as `sketch` reads them."""

    dimensions: Mapping[str, Ints]
    sums: Mapping[str, Ints]
    waits: list[bytes]
    handlings: list[bytes]


def cells(cube: Cube, facts: Facts) -> Cells:
    """The sums of facts, which are all of the cube's unit."""
    rows = len(facts.flags)
    code = np.zeros(rows, np.int64)
    for name in DIMENSIONS:
        if name in cube.dimensions:
            values, of = np.unique(facts.dimensions[name], return_inverse=True)
            code = code * len(values) + of
    _, first, cell = np.unique(code, return_index=True, return_inverse=True)
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(len(first)))

    def summed(values: Ints) -> Ints:
        # In whole numbers: sums of microseconds are beyond what floats hold exactly.
        return np.add.reduceat(values[order], starts) if rows else np.zeros(0, np.int64)

    def flagged(bit: int) -> Ints:
        return (facts.flags & bit) // bit

    ended = np.minimum(flagged(ANSWERED) + flagged(ABANDONED), 1)
    zeros = np.zeros(len(first), np.int64)
    return Cells(
        {name: facts.dimensions[name][first] if name in cube.dimensions else zeros for name in DIMENSIONS},
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


_PAIRS = np.dtype([("bucket", ">i2"), ("count", ">u2")])
_BUCKETS = 1 << 16
_MOST = _BUCKETS - 1


def _packed(cell: Ints, bucket: Ints, told: npt.NDArray[np.bool_], cells_: int) -> Iterator[bytes]:
    """Each cell's buckets with how many lie in each; more than fit into 16 bits stand in several pairs."""
    keys, counts = np.unique(cell[told] * _BUCKETS + bucket[told] + _BUCKETS // 2, return_counts=True)
    parts = (counts + _MOST - 1) // _MOST
    pairs = np.empty(int(parts.sum()), _PAIRS)
    keys = np.repeat(keys, parts)
    pairs["bucket"] = keys % _BUCKETS - _BUCKETS // 2
    last = np.cumsum(parts) - 1
    pairs["count"] = _MOST
    pairs["count"][last] = counts - (parts - 1) * _MOST
    packed, size = pairs.tobytes(), _PAIRS.itemsize
    bounds = np.searchsorted(keys // _BUCKETS, np.arange(cells_ + 1)) * size
    return (packed[begins:ends] for begins, ends in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))
