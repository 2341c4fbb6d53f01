"""Where cases are, by cells of the map, in which single ones can't be told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sori.geo.atlas import Atlas
from sori.geo.distance import METRES_A_DEGREE
from sori.geo.grid import Box, box_of_cell
from sori.platform.translation import Text
from sori.reports.cases.model import CaseCell, CaseHeatMap, CellSize

LEAST = 3
"""Of a cell with fewer cases nothing is told: who reported could be guessed from it."""
BITS = {CellSize.SMALL: 13, CellSize.MEDIUM: 14, CellSize.LARGE: 15}
"""How wide cells are, as powers of two of the map's units (`sori.geo.grid`): in Seoul 240 m, 490 m and 970 m."""


@dataclass(frozen=True, slots=True)
class CellCount:
    """How many cases lie in a cell, by its numbers from the west and from the north; None: without a place."""

    column: int | None
    row: int | None
    count: int


def heat_map(counts: Sequence[CellCount], size: CellSize, atlas: Atlas) -> CaseHeatMap:
    """The cells that may be told, the fullest first, and how many cases are in none of them."""
    cells = []
    scattered = without_place = 0
    for one in sorted(counts, key=lambda one: (-one.count, one.row or 0, one.column or 0)):
        if one.column is None or one.row is None:
            without_place += one.count
        elif one.count < LEAST:
            scattered += one.count
        else:
            box = box_of_cell(one.column, one.row, BITS[size])
            cells.append(CaseCell(box, one.count, _area(box, atlas)))
    return CaseHeatMap(
        cells=cells,
        cell_m=round((cells[0].box.north - cells[0].box.south) * METRES_A_DEGREE) if cells else None,
        scattered=scattered,
        without_place=without_place,
        least=LEAST,
    )


def _area(box: Box, atlas: Atlas) -> Text | None:
    """What the area around a cell's middle is called, where the centre knows it for certain."""
    spot = atlas.at((box.west + box.east) / 2, (box.south + box.north) / 2)
    if len(spot.districts) != 1:
        return None
    [district] = spot.districts
    if spot.neighbourhood is None:
        return Text(district.ko, district.en)
    return Text(f"{district.ko} {spot.neighbourhood.ko}", f"{spot.neighbourhood.en}, {district.en}")
