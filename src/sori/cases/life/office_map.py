"""The officer's desk on a map: its cases in clusters that the database counts, however many they are."""

from dataclasses import replace
from datetime import datetime

from sori.cases.life import office, office_store
from sori.cases.life.model import CaseCluster, MappedCase, OfficeMap, urgency
from sori.cases.life.office import OfficeView
from sori.cases.life.office_store import Cell
from sori.cases.model import Point
from sori.geo import grid
from sori.people import service as people
from sori.people.model import Actor
from sori.platform.database import Transaction

LARGEST_ZOOM = 20


async def clusters(
    transaction: Transaction, actor: Actor, view: OfficeView, type_code: str, where: str, zoom: int, now: datetime
) -> OfficeMap:
    """What of the cases that `office.desk` lists lies on a part of the map; the look is logged.

    A cell of the zoom's grid is a cluster, or the only case in it. Problem 422 for a part that is none.
    """
    of = await office.departments_seen(transaction, actor)
    bits = grid.cell_bits(zoom)
    within = grid.whole_cells(grid.span_of(office.box(where)), bits)
    cells = await office_store.cells(
        transaction, replace(office.sought(of, view, type_code, "", now), within=within), bits, now
    )
    unplaced = await office_store.how_many(transaction, office.sought(of, view, type_code, office.NOWHERE, now))
    alone = [one for cell in cells if (one := _case(cell, now)) is not None]
    together = [_cluster(cell, bits) for cell in cells if cell.cases > 1]
    await people.audit(
        transaction, now, actor.id, "case.map_looked_at", {}, {"count": len(alone), "clusters": len(together)}
    )
    return OfficeMap(together, alone, unplaced)


def _cluster(cell: Cell, bits: int) -> CaseCluster:
    middle = Point(*grid.degrees_at(cell.east, cell.south))
    return CaseCluster(cell.cases, cell.near, cell.overdue, middle, grid.box_of_cell(cell.column, cell.row, bits))


def _case(cell: Cell, now: datetime) -> MappedCase | None:
    if cell.number is None or cell.type_name is None or cell.state is None:
        return None
    return MappedCase(
        id=cell.id,
        number=cell.number,
        type_name=cell.type_name,
        state=cell.state,
        due_at=cell.due_at,
        urgency=urgency(cell.state, cell.due_at, cell.near_at, cell.stopped_at, now),
        point=Point(*grid.degrees_at(cell.east, cell.south)),
    )
