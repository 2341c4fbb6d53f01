"""Figures of cases: what is counted, by what, and how it is told. The definitions stand in docs/statistics.md."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sori.geo.grid import Box
from sori.people.model import Role
from sori.platform.translation import Text
from sori.reports.model import STATISTICS_ROLES, Origin, Source

CASE_FIGURES_ROLES = (*STATISTICS_ROLES, Role.OFFICER)
"""Who sees figures of cases; officers those of their departments."""


class CaseDimension(StrEnum):
    """What a table has a row for each of."""

    TYPE = "type"
    DEPARTMENT = "department"
    DAY = "day"
    WEEK = "week"
    """By its Monday."""
    MONTH = "month"


class CaseMoment(StrEnum):
    """By which moment a case belongs to a day of the city."""

    RECEIVED = "received"
    FINISHED = "finished"


class CaseFigure(StrEnum):
    """A figure that opens the cases behind it."""

    RECEIVED = "received"
    DONE = "done"
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """Which cases are counted: of days by a moment, both included; of one of these types and departments, or all.

    Types and departments are the centre's by code, and others as files call them; "none" is without a department.
    """

    first_day: date
    last_day: date
    moment: CaseMoment = CaseMoment.RECEIVED
    types: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """The figures of one row.

    Attributes:
        received: cases that belong to these days.
        done: of these, those that were done or rejected.
        open: of these, those still waiting for that.
        withdrawn: of these, those that their citizens took back.
        on_time: of those done, those done by their due time.
        late: done after it, or open though it has passed.
        overdue: of the late ones, those still open.
        on_time_pct: on time ÷ (on time + late), one decimal, halves up; None where there are none.
        median_days: days of 24 hours from receipt until they were done, two decimals; so many half of them needed at
            most. None where none is done.
        p90_days: the same of nine in ten.
    """

    received: int
    done: int
    open: int
    withdrawn: int
    on_time: int
    late: int
    overdue: int
    on_time_pct: float | None
    median_days: float | None
    p90_days: float | None


@dataclass(frozen=True, slots=True)
class CaseFigureRow:
    """A row of a table. `name` is None for days, weeks and months, and for those without a department."""

    key: str
    name: Text | None
    figures: CaseFigures


@dataclass(frozen=True, slots=True)
class CaseFigureTable:
    """Figures of cases by one thing."""

    by: CaseDimension
    moment: CaseMoment
    first_day: date
    last_day: date
    as_of: datetime
    rows: list[CaseFigureRow]
    total: CaseFigures
    simulated: bool


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """A case behind a figure: one of the centre's own by its id, or a line of an import.

    `on_time` is None where it isn't known, or not decided yet. `may_open`: whoever asks may look at the case itself.
    """

    source: Source
    case_id: int | None
    origin: Origin | None
    number: str | None
    type: Text
    department: Text | None
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    on_time: bool | None
    may_open: bool


@dataclass(frozen=True, slots=True)
class CasesBehind:
    """A page of the cases behind a figure, those received last first."""

    items: list[CaseBehind]
    next_after: str | None


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A type or department that figures can be narrowed to."""

    key: str
    name: Text | None


@dataclass(frozen=True, slots=True)
class CaseFigureChoices:
    """What figures can be narrowed to, and since when there is anything to count."""

    today: date
    first_day: date | None
    last_day: date | None
    types: list[CaseChoice]
    departments: list[CaseChoice]


class CellSize(StrEnum):
    """How wide the cells of a heat map are."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class CaseCell:
    """A cell of a heat map with enough cases to be told; `area` is what is around its middle, where that is known."""

    box: Box
    count: int
    area: Text | None


@dataclass(frozen=True, slots=True)
class CaseHeatMap:
    """Where the cases of a figure are.

    Attributes:
        cells: those with at least `least` cases, the fullest first.
        cell_m: how wide they are, in metres; None where there are none.
        scattered: cases in cells with fewer.
        without_place: cases whose place isn't known.
    """

    cells: list[CaseCell]
    cell_m: int | None
    scattered: int
    without_place: int
    least: int
