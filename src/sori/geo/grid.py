"""The square in which maps of the web are drawn, its units, and the cells by which what lies on one is clustered.

Web Mercator (EPSG:3857), the whole square 2^30 units wide, counted from its north-western corner: whole numbers that an
index can sort and a shift can put into cells. A unit is 3 cm of a city's ground.
"""

import math
from dataclasses import dataclass

BITS = 30
_SIDE = 1 << BITS
_NORTHERNMOST = 85.05112877980659
"""Where the square ends, to the north and to the south, in degrees."""
_CELLS_A_TILE = 2
"""As a power of two: at a zoom, a cell is a quarter of a tile of 512 px wide, 128 px."""


@dataclass(frozen=True, slots=True)
class Box:
    """What lies between these degrees of WGS84."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Span:
    """What lies in the square between these units, both ends included."""

    west: int
    east: int
    north: int
    south: int


def east_of(longitude: float) -> int:
    """How many units from the western edge a longitude lies."""
    return _within(math.floor((longitude + 180) / 360 * _SIDE))


def south_of(latitude: float) -> int:
    """How many units from the northern edge a latitude lies (Snyder 1987, "Map Projections", equation 7-2)."""
    within = max(-_NORTHERNMOST, min(_NORTHERNMOST, latitude))
    north = math.log(math.tan(math.pi / 4 + math.radians(within) / 2)) / (2 * math.pi)
    return _within(math.floor((0.5 - north) * _SIDE))


def degrees_at(east: float, south: float) -> tuple[float, float]:
    """Longitude and latitude of a place in the square, to 10 cm (Snyder 1987, equation 7-4)."""
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * south / _SIDE))))
    return round(east / _SIDE * 360 - 180, 6), round(latitude, 6)


def span_of(box: Box) -> Span:
    """The units that a box covers."""
    return Span(east_of(box.west), east_of(box.east), south_of(box.north), south_of(box.south))


def cell_bits(zoom: int) -> int:
    """By how many bits units are shifted to number the cells of a zoom."""
    return BITS - zoom - _CELLS_A_TILE


def whole_cells(span: Span, bits: int) -> Span:
    """A span with every cell that it touches, so that a cell's count doesn't change as a map is moved."""
    rest = (1 << bits) - 1
    return Span(span.west & ~rest, span.east | rest, span.north & ~rest, span.south | rest)


def box_of_cell(column: int, row: int, bits: int) -> Box:
    """The box of a cell by its numbers from the west and from the north."""
    west, north = degrees_at(column << bits, row << bits)
    east, south = degrees_at((column + 1) << bits, (row + 1) << bits)
    return Box(west, south, east, north)


def _within(units: int) -> int:
    return max(0, min(_SIDE - 1, units))
