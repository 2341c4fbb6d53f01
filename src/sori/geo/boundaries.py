"""Boundaries of a city's districts and neighbourhoods, and of what it owns itself, as GeoJSON (RFC 7946) has them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sori.geo.distance import degrees_of


class Level(StrEnum):
    """What an area is: the city's parts, and theirs, and beside both the roads and parks that the city owns itself."""

    DISTRICT = "district"
    NEIGHBOURHOOD = "neighbourhood"
    OWNED = "owned"


@dataclass(frozen=True, slots=True)
class Boundary:
    """An area with its names and its shape in WGS84 degrees.

    `district` is the code of the district that a neighbourhood says it is in, blank where it says nothing.
    """

    level: Level
    code: str
    ko: str
    en: str
    district: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class FaultyFeature:
    """A feature that can't be used: where in the file it stands, from 0, which property is wrong and how."""

    index: int
    property: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class FeaturesFaulty(Exception):
    """A file that has no list of features."""


_CODES = {
    Level.DISTRICT: ("code", "SIG_CD", "SGG_CD", "sig_cd"),
    Level.NEIGHBOURHOOD: ("code", "EMD_CD", "emd_cd"),
    Level.OWNED: ("code",),
}
_KOREAN = ("ko", "name", "SIG_KOR_NM", "EMD_KOR_NM", "SGG_NM", "EMD_NM", "name_ko")
_ENGLISH = ("en", "name_en", "SIG_ENG_NM", "EMD_ENG_NM")
_NEIGHBOURHOOD_CODES = ("EMD_CD", "emd_cd")
_LONGEST_CODE, _LONGEST_NAME = 40, 100
_SHAPES = ("Polygon", "MultiPolygon")
_LINES = ("LineString", "MultiLineString")
_WIDEST_M = 200
_SPECKS = 5e-3
"""How much of an area may be in doubt."""


def read(content: bytes, level: Level | None = None) -> tuple[list[Boundary], list[FaultyFeature]]:
    """The boundaries of a file, and the features that can't be used; the same code twice is the second one's fault.

    Properties are those of the Korean address office's files (SIG_CD, EMD_CD…) or `code`, `ko`, `en`, `district` and
    `level`; `level` is what a feature is that says nothing of it. What the city owns may be a line with `width_m`, its
    whole width in metres. Raises FeaturesFaulty for what is no GeoJSON FeatureCollection.
    """
    try:
        tables = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FeaturesFaulty from error
    features = tables.get("features") if isinstance(tables, dict) else None
    if not isinstance(features, list):
        raise FeaturesFaulty
    found: list[Boundary] = []
    faulty: list[FaultyFeature] = []
    seen = set[tuple[Level, str]]()
    for index, feature in enumerate(features):
        one = _boundary(index, feature if isinstance(feature, dict) else {}, level)
        if isinstance(one, FaultyFeature):
            faulty.append(one)
        elif (one.level, one.code) in seen:
            faulty.append(FaultyFeature(index, "code", "boundary_twice", {"found": one.code}))
        else:
            seen.add((one.level, one.code))
            found.append(one)
    return found, faulty


def within_districts(neighbourhoods: Sequence[Boundary], districts: Sequence[Boundary]) -> Iterator[str]:
    """The code of each neighbourhood's district, blank where it is in none.

    It is the one it names; else the one whose code begins its own (the first five digits of a Korean legal area's code
    are its district's); else the one in which a point of it lies.
    """
    codes = {one.code for one in districts}
    for one in neighbourhoods:
        if one.district in codes:
            yield one.district
        elif one.code[:5] in codes:
            yield one.code[:5]
        else:
            inner = one.shape.representative_point()
            yield next((district.code for district in districts if district.shape.contains(inner)), "")


def _boundary(index: int, feature: Mapping[str, Any], unsaid: Level | None) -> Boundary | FaultyFeature:
    given = feature.get("properties")
    properties: Mapping[str, Any] = given if isinstance(given, dict) else {}
    level = unsaid if unsaid and properties.get("level") is None else _level(properties)
    if level is None:
        return FaultyFeature(index, "level", "boundary_level", {"found": str(properties.get("level"))[:40]})
    code_property, code = _first(properties, _CODES[level])
    ko_property, ko = _first(properties, _KOREAN)
    for name, value, longest in ((code_property, code, _LONGEST_CODE), (ko_property, ko, _LONGEST_NAME)):
        if not value or len(value) > longest or "\0" in value:
            return FaultyFeature(index, name, "boundary_text", {"longest": longest})
    shape = _shape(index, feature.get("geometry"), (*_SHAPES, *_LINES) if level is Level.OWNED else _SHAPES)
    if not isinstance(shape, FaultyFeature) and shape.geom_type in _LINES:
        shape = _widened(index, shape, properties.get("width_m"))
    if isinstance(shape, FaultyFeature):
        return shape
    en = _first(properties, _ENGLISH)[1][:_LONGEST_NAME] or ko
    district = _first(properties, ("district", "SIG_CD"))[1] if level is Level.NEIGHBOURHOOD else ""
    return Boundary(level, code, ko, en, district, shape)


def _level(properties: Mapping[str, Any]) -> Level | None:
    """What it says it is; without a word, a neighbourhood where it has a neighbourhood's code."""
    said = properties.get("level")
    if said is None:
        return Level.NEIGHBOURHOOD if _first(properties, _NEIGHBOURHOOD_CODES)[1] else Level.DISTRICT
    return next((one for one in Level if one.value == said), None)


def _first(properties: Mapping[str, Any], names: Sequence[str]) -> tuple[str, str]:
    """The first of these properties that says something, with its name; the first name and a blank where none does."""
    for name in names:
        value = properties.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return name, str(value).strip()
    return names[0], ""


def _shape(index: int, geometry: object, allowed: Sequence[str]) -> BaseGeometry | FaultyFeature:
    if not isinstance(geometry, dict) or geometry.get("type") not in allowed:
        found = geometry.get("type") if isinstance(geometry, dict) else geometry
        return FaultyFeature(index, "geometry", "boundary_shape", {"found": str(found)[:40]})
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (shapely.errors.GEOSException, ValueError, TypeError):
        return FaultyFeature(index, "geometry", "boundary_coordinates")
    if shape.is_empty:
        return FaultyFeature(index, "geometry", "boundary_coordinates")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return FaultyFeature(index, "geometry", "boundary_degrees")
    flat = shapely.force_2d(shape)
    repaired = flat if flat.geom_type in _LINES else _repaired(flat)
    if repaired is None:
        return FaultyFeature(index, "geometry", "boundary_crossed", {"why": shapely.is_valid_reason(shape)[:120]})
    return repaired


def _widened(index: int, line: BaseGeometry, width_m: object) -> BaseGeometry | FaultyFeature:
    """The area of a road whose middle is a line, so many metres wide, with straight ends."""
    if isinstance(width_m, bool) or not isinstance(width_m, int | float) or not 0 < width_m <= _WIDEST_M:
        return FaultyFeature(index, "width_m", "boundary_width", {"found": str(width_m)[:40], "widest": _WIDEST_M})
    _, south, _, north = line.bounds
    metre = np.array(degrees_of(1, (south + north) / 2))
    plane = shapely.transform(line, lambda points: points / metre)
    road = shapely.buffer(plane, width_m / 2, cap_style="flat", join_style="mitre")
    if road.is_empty:
        return FaultyFeature(index, "geometry", "boundary_coordinates")
    return shapely.transform(road, lambda points: points * metre)


def _repaired(shape: BaseGeometry) -> BaseGeometry | None:
    """The shape without the specks in which real maps' borders cross themselves; None where it isn't just specks.

    The area that the surveyor's formula gives counts a part enclosed the other way round as less than nothing: where a
    border crosses itself for more than specks, it is not the area of what it encloses.
    """
    if shape.is_valid:
        return shape
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    same = valid.geom_type in _SHAPES and abs(valid.area - shape.area) <= _SPECKS * shape.area
    return valid if same else None
