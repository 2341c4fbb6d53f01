"""Routes of figures of cases: tables, the cases behind a figure, and all of it as files."""

from datetime import datetime
from typing import Annotated

from litestar import Response, Router, get
from litestar.params import QueryParameter

from sori.people.http import StaffRequest
from sori.people.model import Actor
from sori.platform.database import Database
from sori.platform.translation import Language, accepted
from sori.reports.cases import files, service
from sori.reports.cases.model import (
    CASE_FIGURES_ROLES,
    CaseDimension,
    CaseFigure,
    CaseFigureChoices,
    CaseFigureTable,
    CaseFilters,
    CaseHeatMap,
    CaseMoment,
    CasesBehind,
    CellSize,
)
from sori.reports.http import FirstDay, LastDay, file_of
from sori.reports.model import FileFormat

_MANY = 500
By = Annotated[CaseDimension, QueryParameter(description="What the table has a row for each of.")]
Moment = Annotated[
    CaseMoment, QueryParameter(description="By which moment a case belongs to a day: its receipt, or its end.")
]
Types = Annotated[
    list[str] | None, QueryParameter(name="type", max_items=_MANY, description="Only these types, by their keys.")
]
Departments = Annotated[
    list[str] | None,
    QueryParameter(name="department", max_items=_MANY, description="Only these departments, by their keys."),
]


@get("/table", roles=CASE_FIGURES_ROLES)
async def get_case_figures(
    by: By,
    first_day: FirstDay,
    last_day: LastDay,
    database: Database,
    actor: Actor,
    now: datetime,
    moment: Moment = CaseMoment.RECEIVED,
    type: Types = None,
    department: Departments = None,
) -> CaseFigureTable:
    """Figures of cases, the centre's own and imported ones: by type, department, day, week or month.

    Officers see those of their departments. On time is what was done by its due time, late what was done after it or is
    open though it has passed; the share is on time ÷ (on time + late). Percentiles are exact.
    """
    filters = _filters(first_day, last_day, moment, type, department)
    async with database.reading() as transaction:
        return await service.table(transaction, actor, by, filters, now)


@get("/table/file", roles=CASE_FIGURES_ROLES)
async def export_case_figures(
    by: By,
    first_day: FirstDay,
    last_day: LastDay,
    request: StaffRequest,
    database: Database,
    actor: Actor,
    now: datetime,
    format: FileFormat = FileFormat.XLSX,
    language: Language | None = None,
    moment: Moment = CaseMoment.RECEIVED,
    type: Types = None,
    department: Departments = None,
) -> Response[bytes]:
    """The same table as a file for a spreadsheet."""
    filters = _filters(first_day, last_day, moment, type, department)
    chosen = language or accepted(request.headers.get("accept-language"))
    async with database.transaction() as transaction:
        return file_of(await files.table(transaction, actor, by, filters, format, chosen, now))


@get("/behind", roles=CASE_FIGURES_ROLES)
async def get_cases_behind(
    figure: CaseFigure,
    first_day: FirstDay,
    last_day: LastDay,
    database: Database,
    actor: Actor,
    now: datetime,
    moment: Moment = CaseMoment.RECEIVED,
    type: Types = None,
    department: Departments = None,
    after: Annotated[str | None, QueryParameter(description="`next_after` of the page before.")] = None,
) -> CasesBehind:
    """The cases behind a figure, those received last first; the look is logged.

    Ask with the table's filters and, for one row, the filter that its key names (a day: `from` and `to`).
    """
    filters = _filters(first_day, last_day, moment, type, department)
    async with database.transaction() as transaction:
        return await service.behind(transaction, actor, figure, filters, after, now)


@get("/map", roles=CASE_FIGURES_ROLES)
async def get_case_heat_map(
    first_day: FirstDay,
    last_day: LastDay,
    database: Database,
    actor: Actor,
    now: datetime,
    figure: CaseFigure = CaseFigure.RECEIVED,
    size: Annotated[CellSize, QueryParameter(description="How wide the cells are.")] = CellSize.MEDIUM,
    moment: Moment = CaseMoment.RECEIVED,
    type: Types = None,
    department: Departments = None,
) -> CaseHeatMap:
    """Where the cases behind a figure are, by cells of the map; of a cell with fewer than `least` nothing is told."""
    filters = _filters(first_day, last_day, moment, type, department)
    async with database.reading() as transaction:
        return await service.places_of(transaction, actor, figure, filters, size, now)


@get("/choices", roles=CASE_FIGURES_ROLES)
async def get_case_figure_choices(database: Database, actor: Actor, now: datetime) -> CaseFigureChoices:
    """What figures of cases can be narrowed to, and since when there is anything to count."""
    async with database.reading() as transaction:
        return await service.choices(transaction, actor, now)


def _filters(
    first_day: FirstDay, last_day: LastDay, moment: CaseMoment, types: list[str] | None, departments: list[str] | None
) -> CaseFilters:
    return CaseFilters(first_day, last_day, moment, tuple(types or ()), tuple(departments or ()))


router = Router(
    "/api/stats/cases",
    route_handlers=[
        get_case_figures,
        export_case_figures,
        get_cases_behind,
        get_case_heat_map,
        get_case_figure_choices,
    ],
    tags=["statistics"],
)
