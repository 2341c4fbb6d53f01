"""Tables of cases, and the cases behind a figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sori.cases import places
from sori.cases import service as cases
from sori.cases.service import SEEING_CASES
from sori.centre import service as centre_service
from sori.centre.model import Centre
from sori.people import service as people
from sori.people.model import Actor, Role
from sori.people.service import departments
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Text
from sori.reports.cases import store
from sori.reports.cases.heat import BITS, heat_map
from sori.reports.cases.model import (
    CaseBehind,
    CaseChoice,
    CaseDimension,
    CaseFigure,
    CaseFigureChoices,
    CaseFigureTable,
    CaseFilters,
    CaseHeatMap,
    CasesBehind,
    CellSize,
)
from sori.reports.cases.rows import NOTHING, figures, name_of, rows
from sori.reports.cases.store import AskedCases, CaseFact
from sori.reports.days import day_start, possible
from sori.reports.model import NONE, STATISTICS_ROLES, Origin, Source
from sori.reports.naming import by_name
from sori.reports.order import cursor, place

_PAGE = 50


@dataclass(frozen=True, slots=True)
class _Own:
    """A type or department of the centre."""

    code: str
    ko: str
    en: str

    @property
    def name(self) -> Text:
        """What it is called."""
        return Text(self.ko, self.en)


@dataclass(frozen=True, slots=True)
class _Known:
    """The centre's own types and departments, and those departments whose cases are seen; None: all."""

    types: Sequence[_Own]
    departments: Sequence[_Own]
    seen: Sequence[str] | None

    def names(self, by: CaseDimension) -> Mapping[str, Text]:
        """What the rows of a table are called."""
        return {one.code: one.name for one in (self.types if by is CaseDimension.TYPE else self.departments)}


async def table(
    transaction: Transaction, actor: Actor | None, by: CaseDimension, filters: CaseFilters, now: datetime
) -> CaseFigureTable:
    """Figures of cases as everything stands now; officers see their departments'. No actor is the operator.

    Raises Problem 422 for days the wrong way round.
    """
    centre = await centre_service.centre(transaction)
    known = await _known(transaction, actor)
    found = await store.tallies(transaction, by, _asked(centre, known, filters, now))
    total = next((one for one in found if one.key is None), NOTHING)
    return CaseFigureTable(
        by=by,
        moment=filters.moment,
        first_day=filters.first_day,
        last_day=filters.last_day,
        as_of=now,
        rows=rows(by, found, known.names(by)),
        total=figures(total),
        simulated=centre.demo and centre.simulation_on,
    )


async def behind(
    transaction: Transaction, actor: Actor, figure: CaseFigure, filters: CaseFilters, after: str | None, now: datetime
) -> CasesBehind:
    """A page of the cases behind a figure, those received last first. The look is logged.

    Raises Problem 422 for a wrong `after`, or days the wrong way round.
    """
    centre = await centre_service.centre(transaction)
    known = await _known(transaction, actor)
    asked = _asked(centre, known, filters, now)
    await people.audit(
        transaction, now, actor.id, "case_figures.looked_behind", {}, {"figure": figure.value} | told(filters)
    )
    found = await store.behind(transaction, figure, asked, place(after), _PAGE + 1)
    page = found[:_PAGE]
    types, offices = known.names(CaseDimension.TYPE), known.names(CaseDimension.DEPARTMENT)
    may_open = actor.has_any(*SEEING_CASES)
    return CasesBehind(
        [_case(one, types, offices, may_open=may_open) for one in page],
        cursor(page[-1].place) if len(found) > _PAGE else None,
    )


async def places_of(
    transaction: Transaction, actor: Actor, figure: CaseFigure, filters: CaseFilters, size: CellSize, now: datetime
) -> CaseHeatMap:
    """Where the cases behind a figure are, by cells; officers see those of their departments.

    Raises Problem 422 for days the wrong way round.
    """
    centre = await centre_service.centre(transaction)
    asked = _asked(centre, await _known(transaction, actor), filters, now)
    found = await store.cells(transaction, figure, asked, BITS[size])
    return heat_map(found, size, await places.atlas(transaction))


async def choices(transaction: Transaction, actor: Actor, now: datetime) -> CaseFigureChoices:
    """What figures can be narrowed to; officers are told of their departments."""
    centre = await centre_service.centre(transaction)
    known = await _known(transaction, actor)
    span = await store.span(transaction, centre.time_zone)
    types = _choices(known.types, await store.imported_types(transaction))
    offices = _choices(known.departments, await store.imported_departments(transaction))
    return CaseFigureChoices(
        today=centre.local(now).date(),
        first_day=span.first_day,
        last_day=span.last_day,
        types=types,
        departments=[one for one in offices if known.seen is None or one.key in known.seen],
    )


def told(filters: CaseFilters) -> dict[str, str]:
    """Filters as the audit log has them."""
    detail = {
        "from": filters.first_day.isoformat(),
        "to": filters.last_day.isoformat(),
        "moment": filters.moment.value,
        "types": ",".join(filters.types),
        "departments": ",".join(filters.departments),
    }
    return {name: value for name, value in detail.items() if value}


async def _known(transaction: Transaction, actor: Actor | None) -> _Known:
    offices = await departments.departments(transaction)
    seen = None
    if actor is not None and not actor.has_any(*STATISTICS_ROLES):
        own = await departments.departments_of(transaction, actor) if Role.OFFICER in actor.roles else []
        seen = [one.code for one in offices if one.id in own]
    return _Known(
        [_Own(one.code, one.name.ko, one.name.en) for one in await cases.types(transaction)],
        [_Own(one.code, one.name.ko, one.name.en) for one in offices],
        seen,
    )


def _asked(centre: Centre, known: _Known, filters: CaseFilters, now: datetime) -> AskedCases:
    if not possible(filters.first_day, filters.last_day):
        raise Problem(422, "days_wrong", field="to")
    return AskedCases(
        filters,
        centre.time_zone,
        day_start(centre.time_zone, filters.first_day),
        day_start(centre.time_zone, filters.last_day + timedelta(days=1)),
        now,
        {name: one.code for name, one in by_name(known.types).items()},
        {name: one.code for name, one in by_name(known.departments).items()},
        known.seen,
    )


def _choices(own: Sequence[_Own], imported: Iterable[str]) -> list[CaseChoice]:
    known = by_name(own)
    names = {one.code: one.name for one in own}
    others = [name for name in imported if name != NONE and name.casefold() not in known]
    made = [CaseChoice(key, name_of(key, names)) for key in (*names, *others)]
    return made + ([CaseChoice(NONE, None)] if NONE in imported else [])


def _case(fact: CaseFact, types: Mapping[str, Text], offices: Mapping[str, Text], *, may_open: bool) -> CaseBehind:
    own = fact.origin == 0
    decided = fact.due_at is not None and not fact.withdrawn and (fact.late or fact.finished_at is not None)
    return CaseBehind(
        source=Source.LIVE if own else Source.IMPORT,
        case_id=fact.one if own else None,
        origin=None if own else Origin(fact.one, fact.file or "", fact.other),
        number=fact.number,
        type=name_of(fact.type, types) or Text(fact.type, fact.type),
        department=name_of(fact.department, offices),
        received_at=fact.received_at,
        due_at=fact.due_at,
        finished_at=fact.finished_at,
        on_time=not fact.late if decided else None,
        may_open=own and may_open,
    )
