"""The rows of a table of cases, made of counts: in order, with names, and without gaps in time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sori.conversations.model import percentage
from sori.platform.translation import Text
from sori.reports.cases.model import CaseDimension, CaseFigureRow, CaseFigures
from sori.reports.model import NONE


@dataclass(frozen=True, slots=True)
class CaseTally:
    """Counts of the cases of one row; `key` is None for all rows together. Days until they were done."""

    key: str | None
    received: int
    done: int
    open: int
    withdrawn: int
    on_time: int
    late: int
    overdue: int
    median_days: float | None
    p90_days: float | None


NOTHING = CaseTally(None, 0, 0, 0, 0, 0, 0, 0, None, None)


def figures(tally: CaseTally) -> CaseFigures:
    """The figures that follow from counts."""
    return CaseFigures(
        received=tally.received,
        done=tally.done,
        open=tally.open,
        withdrawn=tally.withdrawn,
        on_time=tally.on_time,
        late=tally.late,
        overdue=tally.overdue,
        on_time_pct=percentage(tally.on_time, tally.on_time + tally.late),
        median_days=None if tally.median_days is None else round(tally.median_days, 2),
        p90_days=None if tally.p90_days is None else round(tally.p90_days, 2),
    )


def rows(by: CaseDimension, tallies: Sequence[CaseTally], names: Mapping[str, Text]) -> list[CaseFigureRow]:
    """The rows: types and departments by how many there are, days, weeks and months by time, empty ones between."""
    of = {tally.key: tally for tally in tallies if tally.key is not None}
    if by in (CaseDimension.TYPE, CaseDimension.DEPARTMENT):
        keys = sorted(of, key=lambda key: (key == NONE, -of[key].received, key))
        return [CaseFigureRow(key, name_of(key, names), figures(of[key])) for key in keys]
    return [CaseFigureRow(key, None, figures(of.get(key, NOTHING))) for key in _without_gaps(by, sorted(of))]


def name_of(key: str, names: Mapping[str, Text]) -> Text | None:
    """What a type or department is called; one that only files know by their name for it."""
    return None if key == NONE else names.get(key) or Text(key, key)


def _without_gaps(by: CaseDimension, keys: Sequence[str]) -> Iterator[str]:
    if not keys:
        return
    monthly = by is CaseDimension.MONTH
    at, last = (date.fromisoformat(f"{key}-01" if monthly else key) for key in (keys[0], keys[-1]))
    while at <= last:
        yield at.isoformat()[:7] if monthly else at.isoformat()
        if monthly:
            at = (at + timedelta(days=31)).replace(day=1)
        else:
            at += timedelta(days=7 if by is CaseDimension.WEEK else 1)
