"""Individual cases of a file: every value checked, a column at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sori.reports.imported.checking import Bools, Checking, Ints
from sori.reports.imported.columns import Degrees, Moments, degrees, texts
from sori.reports.imported.headings import DefaultPoint, Layout
from sori.reports.imported.source import Batch, Fault

_ON_TIME, _LATE = 1, 2
FLAGS = {
    **dict.fromkeys(("ontime", "on time", "on_time", "true", "yes", "y", "1", "준수", "기한내"), _ON_TIME),
    **dict.fromkeys(("overdue", "late", "false", "no", "n", "0", "미준수", "기한초과"), _LATE),
}
"""How files say whether a case was closed in time."""
_LATEST_DUE = datetime(2199, 12, 31, tzinfo=UTC)
_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Flags:
    """Published on-time flags beside what follows from due and closing time: how many, and the lines that differ."""

    compared: int
    differing: Sequence[int]


@dataclass(frozen=True, slots=True)
class CheckedCases:
    """The cases of a batch.

    Attributes:
        right: those in which nothing is wrong: line, number, type, department, opened_at, due_at, closed_at, longitude
            and latitude; null is what isn't known.
        opened_us: when these were opened, and
        latest_us: the latest moment that they tell, in microseconds; 0 where there are none.
        without_place: how many of these have no place.
        flags: those of all rows that tell due time, closing time and flag.
        faults: what is wrong with the others.
    """

    right: pa.Table
    opened_us: Ints
    latest_us: int
    without_place: int
    flags: Flags
    faults: list[Fault]


def checked(batch: Batch, layout: Layout, zone: str, now: datetime) -> CheckedCases:
    """The cases of a batch that are right, and what is wrong with the others.

    Raises Problem 422 where a column of a Parquet file has a type that the field can't be of.
    """
    rows = Checking(batch, layout, zone)
    opened = rows.opened(now)
    due = rows.moment("due")
    rows.within(due, "due", _LATEST_DUE, "import.due_impossible")
    closed = rows.moment("closed")
    rows.within(closed, "closed", now + timedelta(days=1), "import.closed_impossible")
    rows.mark(opened.told & closed.told & (closed.us < opened.us), "closed", "import.closed_before_opened")
    number, type_, department = (_text(rows, field) for field in ("number", "type", "department"))
    rows.mark(_numpy(type_.is_null()), "type", "import.type_missing")
    longitude, latitude = _degrees(rows, "longitude", 180), _degrees(rows, "latitude", 90)
    for field, one, other in (("longitude", longitude, latitude), ("latitude", latitude, longitude)):
        rows.mark(other.told & ~one.told, field, "import.coordinate_alone")
    placed = longitude.told & latitude.told & ~_default(longitude, latitude, layout.no_place)
    flag = rows.named("on_time", FLAGS)
    right = rows.right
    made = pa.table(
        {
            "line": rows.lines,
            "number": number,
            "type": type_,
            "department": department,
            "opened_at": _moments(opened),
            "due_at": _moments(due),
            "closed_at": _moments(closed),
            "longitude": pa.array(longitude.value, mask=~placed),
            "latitude": pa.array(latitude.value, mask=~placed),
        }
    )
    return CheckedCases(
        right=made.filter(pa.array(right)),
        opened_us=opened.us[right],
        latest_us=int(max(opened.us[right].max(initial=0), closed.us[right].max(initial=0))),
        without_place=int((right & ~placed).sum()),
        flags=_flags(rows.lines, due, closed, flag),
        faults=rows.faults,
    )


def _text(rows: Checking, field: str) -> pa.Array:
    found = texts(rows.column(field), rows.rows, rows.renamed(field), field)
    rows.mark(
        _numpy(pc.fill_null(pc.greater(pc.utf8_length(found), _LONGEST_TEXT), False)), field, "import.text_too_long"
    )
    rows.mark(_numpy(pc.fill_null(pc.match_substring(found, "\0"), False)), field, "import.nul")
    return found


def _degrees(rows: Checking, field: str, most: float) -> Degrees:
    found = degrees(rows.column(field), rows.rows, most, field)
    rows.mark(found.wrong, field, "import.coordinate_wrong")
    return found


def _default(longitude: Degrees, latitude: Degrees, no_place: Sequence[DefaultPoint]) -> Bools:
    """The rows whose coordinates stand for a place that nobody knew."""
    found = np.zeros(len(longitude.value), np.bool_)
    for point in no_place:
        found |= np.isclose(longitude.value, point.longitude, rtol=0, atol=1e-9) & np.isclose(
            latitude.value, point.latitude, rtol=0, atol=1e-9
        )
    return found


def _flags(lines: Ints, due: Moments, closed: Moments, flag: Ints) -> Flags:
    known = due.told & closed.told & (flag > 0)
    differing = known & ((closed.us <= due.us) != (flag == _ON_TIME))
    return Flags(int(known.sum()), [int(line) for line in lines[differing]])


def _moments(of: Moments) -> pa.Array:
    return pa.array(of.us, pa.int64(), mask=~of.told).cast(pa.timestamp("us", "UTC"))


def _numpy(array: pa.Array) -> Bools:
    found: Bools = array.to_numpy(zero_copy_only=False)
    return found
