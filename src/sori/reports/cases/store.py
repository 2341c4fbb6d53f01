"""SQL of figures of cases. It reads the tables of cases, which is why it must change with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

from sori.platform.database import Transaction
from sori.reports.cases.heat import CellCount
from sori.reports.cases.model import CaseDimension, CaseFigure, CaseFilters, CaseMoment
from sori.reports.cases.rows import CaseTally
from sori.reports.model import NONE
from sori.reports.order import Place


@dataclass(frozen=True, slots=True)
class AskedCases:
    """What is counted: the filters, the moments of their days, what names in files mean, and whose cases are seen.

    `types` and `departments` are codes by name, in small letters. `of_departments` None: all are seen.
    """

    filters: CaseFilters
    zone: str
    since: datetime
    until: datetime
    now: datetime
    types: Mapping[str, str]
    departments: Mapping[str, str]
    of_departments: Sequence[str] | None

    def parameters(self) -> dict[str, Any]:
        """The values of the queries."""
        return {
            "zone": self.zone,
            "since": self.since,
            "until": self.until,
            "now": self.now,
            "none": NONE,
            "only_types": list(self.filters.types) or None,
            "only_departments": list(self.filters.departments) or None,
            "seen": None if self.of_departments is None else list(self.of_departments),
        } | _names(self.types, self.departments)


def _names(types: Mapping[str, str], departments: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        "type_names": list(types),
        "type_codes": list(types.values()),
        "department_names": list(departments),
        "department_codes": list(departments.values()),
    }


_OWN: LiteralString = """
    select 0 as origin, field_case.id as one, 0::bigint as other, number, type_code as type,
           department.code as department, received_at, due_at, finished_at, %(now)s::timestamptz as known_until,
           exists (select from case_history where case_id = field_case.id and move = 'withdrawn') as withdrawn,
           longitude, latitude
    from field_case join department on department.id = department_id where """
_IMPORTED: LiteralString = """
    select 1, import_id, line, number, coalesce(own_type.code, type),
           coalesce(own_department.code, department, %(none)s), opened_at, due_at, closed_at, known_until, false,
           longitude, latitude
    from imported_case join import on import.id = import_id
         left join unnest(%(type_names)s::text[], %(type_codes)s::text[]) as own_type (name, code)
             on own_type.name = lower(type)
         left join unnest(%(department_names)s::text[], %(department_codes)s::text[]) as own_department (name, code)
             on own_department.name = lower(department)
    where """
_OWN_OF: dict[CaseMoment, LiteralString] = {
    CaseMoment.RECEIVED: "received_at >= %(since)s and received_at < %(until)s",
    CaseMoment.FINISHED: "finished_at >= %(since)s and finished_at < %(until)s",
}
_IMPORTED_OF: dict[CaseMoment, LiteralString] = {
    CaseMoment.RECEIVED: "opened_at >= %(since)s and opened_at < %(until)s",
    CaseMoment.FINISHED: "closed_at >= %(since)s and closed_at < %(until)s",
}
_MOMENTS: dict[CaseMoment, LiteralString] = {
    CaseMoment.RECEIVED: "received_at",
    CaseMoment.FINISHED: "finished_at",
}
FIGURES: dict[CaseFigure, LiteralString] = {
    CaseFigure.RECEIVED: "true",
    CaseFigure.DONE: "finished_at is not null and not withdrawn",
    CaseFigure.OPEN: "finished_at is null",
    CaseFigure.WITHDRAWN: "withdrawn",
    CaseFigure.ON_TIME: "finished_at <= due_at and not withdrawn",
    CaseFigure.LATE: "coalesce(finished_at, known_until) > due_at and not withdrawn",
    CaseFigure.OVERDUE: "finished_at is null and known_until > due_at",
}
"""What of a case makes it part of a figure. The moment at which it is due is still in time."""


def _facts(moment: CaseMoment) -> LiteralString:
    return (
        "(select * from ("
        + (_OWN + _OWN_OF[moment])
        + " union all "
        + (_IMPORTED + _IMPORTED_OF[moment])
        + """) as fact
        where (%(only_types)s::text[] is null or type = any(%(only_types)s))
          and (%(only_departments)s::text[] is null or department = any(%(only_departments)s))
          and (%(seen)s::text[] is null or department = any(%(seen)s))) as fact"""
    )


def _keys(by: CaseDimension, moment: CaseMoment) -> LiteralString:
    local: LiteralString = "(" + _MOMENTS[moment] + " at time zone %(zone)s)"
    match by:
        case CaseDimension.TYPE:
            return "type"
        case CaseDimension.DEPARTMENT:
            return "department"
        case CaseDimension.DAY:
            return local + "::date::text"
        case CaseDimension.WEEK:
            return "date_trunc('week', " + local + ")::date::text"
        case CaseDimension.MONTH:
            return "to_char(" + local + ", 'YYYY-MM')"


async def tallies(transaction: Transaction, by: CaseDimension, asked: AskedCases) -> list[CaseTally]:
    """The counts of each row, and of all together. Percentiles are the exact ones."""
    moment = asked.filters.moment
    counts: LiteralString = ", ".join(
        ["count(*) filter (where " + condition + ") as " + figure.value for figure, condition in FIGURES.items()]
    )
    percentiles: LiteralString = (
        "percentile_disc(array[0.5, 0.9]) within group (order by"
        " extract(epoch from finished_at - received_at)::float8 / 86400) filter (where "
        + FIGURES[CaseFigure.DONE]
        + ")"
    )
    return await transaction.all(
        CaseTally,
        "select key, "
        + ", ".join([figure.value for figure in FIGURES])
        + ", days[1] as median_days, days[2] as p90_days from (select key, "
        + counts
        + ", "
        + percentiles
        + " as days from (select *, "
        + _keys(by, moment)
        + " as key from "
        + _facts(moment)
        + ") as fact group by grouping sets ((key), ())) as counted",
        asked.parameters(),
    )


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A case behind a figure with its place: `one` and `other` are the case and 0, or import and line."""

    origin: int
    one: int
    other: int
    number: str | None
    type: str
    department: str
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    withdrawn: bool
    late: bool
    file: str | None

    @property
    def place(self) -> Place:
        """Where it stands in the order of time."""
        return Place(self.received_at, self.origin, self.one, self.other)


async def behind(
    transaction: Transaction, figure: CaseFigure, asked: AskedCases, after: Place | None, most: int
) -> list[CaseFact]:
    """The cases behind a figure, those received last first, at most so many, those after a place in this order."""
    return await transaction.all(
        CaseFact,
        "select origin, one, other, number, type, department, received_at, due_at, finished_at, withdrawn,"
        " coalesce("
        + FIGURES[CaseFigure.LATE]
        + ", false) as late, (select file from import where origin = 1 and id = one) as file from "
        + _facts(asked.filters.moment)
        + " where "
        + FIGURES[figure]
        + """ and (%(after_at)s::timestamptz is null or (received_at, origin, one, other)
                   < (%(after_at)s, %(after_origin)s::int, %(after_one)s::bigint, %(after_other)s::bigint))
             order by received_at desc, origin desc, one desc, other desc limit %(most)s""",
        asked.parameters()
        | {
            "most": most,
            "after_at": None if after is None else after.opened_at,
            "after_origin": None if after is None else after.origin,
            "after_one": None if after is None else after.one,
            "after_other": None if after is None else after.other,
        },
    )


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day on which a case was received to the last; None where there is none."""

    first_day: date | None
    last_day: date | None


async def span(transaction: Transaction, zone: str) -> Span:
    """The days on which cases were received."""
    return await transaction.one(
        Span,
        """select min(first_day) as first_day, max(last_day) as last_day from (
               select min(received_at at time zone %(zone)s)::date as first_day,
                      max(received_at at time zone %(zone)s)::date as last_day from field_case
               union all
               select min(first_day), max(last_day) from import where undone_at is null and kind = 'cases') as span""",
        {"zone": zone},
    )


async def imported_types(transaction: Transaction) -> list[str]:
    """What files call types."""
    return await transaction.values(str, "select distinct type from imported_case order by type")


async def imported_departments(transaction: Transaction) -> list[str]:
    """What files call departments; "none" where they name none."""
    return await transaction.values(
        str, "select distinct coalesce(department, %s) as department from imported_case order by 1", (NONE,)
    )


async def cells(transaction: Transaction, figure: CaseFigure, asked: AskedCases, bits: int) -> list[CellCount]:
    """How many of the cases behind a figure lie in each cell of the map, as `sori.geo.grid` numbers them."""
    return await transaction.all(
        CellCount,
        """select floor((longitude + 180) / 360 * 1073741824)::bigint >> %(bits)s as column,
                  floor((0.5 - ln(tan(pi() / 4 + radians(greatest(-85.05, least(85.05, latitude))) / 2)) / (2 * pi()))
                        * 1073741824)::bigint >> %(bits)s as row,
                  count(*) as count
           from """
        + _facts(asked.filters.moment)
        + " where "
        + FIGURES[figure]
        + " group by 1, 2",
        asked.parameters() | {"bits": bits},
    )
