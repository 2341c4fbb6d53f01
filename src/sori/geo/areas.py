"""In which area a point lies: of a city's districts, or of its neighbourhoods."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sori.geo.distance import METRES_A_DEGREE

BORDER_M = 2.0
"""How near a border counts as on it, in metres: two map makers draw the same border about so far apart."""
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


class Lies(StrEnum):
    """How a point lies to the areas."""

    INSIDE = "inside"
    BORDER = "border"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Located:
    """How a point lies, and in which areas, by their place in the list: one inside, those that meet on a border."""

    lies: Lies
    areas: tuple[int, ...]


INSIDE_NONE, ON_BORDER = -1, -2
"""What `Areas.inside` gives for points in no area, and for those on a border."""


class Areas:
    """Areas that are asked for points, in WGS84 degrees. Inside they are metres on a plane that touches the city.

    Each is shrunk by `border_m` beforehand: what lies in the shrunk one is inside without a doubt, which is nearly all,
    and only the rest is measured.
    """

    def __init__(self, shapes: Sequence[BaseGeometry], border_m: float = BORDER_M) -> None:
        self.border_m = border_m
        bounds = shapely.total_bounds(shapes) if len(shapes) else np.zeros(4)
        self._scale = np.array([METRES_A_DEGREE * np.cos(np.radians((bounds[1] + bounds[3]) / 2)), METRES_A_DEGREE])
        plane = [shapely.transform(shape, lambda points: points * self._scale) for shape in shapes]
        self._whole = np.array(plane, dtype=object)
        self._inner = shapely.buffer(self._whole, -border_m)
        shapely.prepare(self._whole)
        shapely.prepare(self._inner)
        self._tree = shapely.STRtree(shapely.box(*_grown(self._whole, border_m)) if plane else [])

    def inside(self, longitudes: Numbers, latitudes: Numbers) -> Places:
        """The area of each point by its place in the list, INSIDE_NONE or ON_BORDER; arrays of one length."""
        x, y = longitudes * self._scale[0], latitudes * self._scale[1]
        found = np.full(len(x), INSIDE_NONE, dtype=np.int64)
        point, area = self._tree.query(shapely.points(x, y))
        sure = shapely.contains_xy(self._inner[area], x[point], y[point])
        # In two at once: areas that overlap, so nobody can say in which.
        twice = np.bincount(point[sure], minlength=len(x)) > 1
        found[point[sure]] = area[sure]
        found[twice] = ON_BORDER
        left = found[point] == INSIDE_NONE
        point, area = point[left], area[left]
        near = shapely.dwithin(self._whole[area], shapely.points(x[point], y[point]), self.border_m)
        found[point[near]] = ON_BORDER
        return found

    def at(self, longitude: float, latitude: float) -> Located:
        """How one point lies."""
        sure = self.holding(longitude, latitude)
        if len(sure) == 1:
            return Located(Lies.INSIDE, sure)
        point = shapely.Point(longitude * self._scale[0], latitude * self._scale[1])
        candidates = np.sort(self._tree.query(point))
        near = candidates[shapely.dwithin(self._whole[candidates], point, self.border_m)]
        return Located(Lies.BORDER if len(near) else Lies.OUTSIDE, tuple(map(int, near)))

    def holding(self, longitude: float, latitude: float) -> tuple[int, ...]:
        """All areas in which one point lies without a doubt, by their place in the list; several where they overlap."""
        x, y = longitude * self._scale[0], latitude * self._scale[1]
        candidates = np.sort(self._tree.query(shapely.Point(x, y)))
        return tuple(map(int, candidates[shapely.contains_xy(self._inner[candidates], x, y)]))


def _grown(shapes: NDArray[np.object_], by: float) -> Numbers:
    return np.asarray((shapely.bounds(shapes) + np.array([-by, -by, by, by])).T, dtype=np.float64)
