"""Use cases of places: the boundaries from files, and where a point or an address is."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import shapely

from sori.cases import place, place_store
from sori.cases.model import Point
from sori.cases.place import PlaceTold
from sori.cases.place_store import KeptBoundary
from sori.centre import service as centre_service
from sori.geo.atlas import Atlas
from sori.geo.boundaries import Boundary, FeaturesFaulty, Level, read, within_districts
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language, Text, translated

LARGEST_FILE = 100 * 1024 * 1024
_MAP_TOLERANCE = 0.0002
"""How much a border may be straightened for the map, in degrees: about 20 m."""


@dataclass(frozen=True, slots=True)
class RejectedFeature:
    """A feature that was left out: its place in the file, from 0, which property is wrong, and why in words."""

    index: int
    property: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedBoundaries:
    """What came of a file."""

    added: int
    changed: int
    unchanged: int
    rejected: list[RejectedFeature]


@dataclass(frozen=True, slots=True)
class _Held:
    """The atlas and the map of one state of the boundaries."""

    version: UUID | None
    city: str
    atlas: Atlas
    map: bytes


class _Memory:
    """What this process holds."""

    held: _Held | None = None


async def atlas(transaction: Transaction) -> Atlas:
    """The city's areas as they are kept now; made once for each state of them, beside the loop."""
    return (await _current(transaction)).atlas


async def owned_at(transaction: Transaction, point: Point | None) -> frozenset[str]:
    """The codes of the city's own areas in which a point lies; of a place without one nothing is known."""
    return place.owned_at(await atlas(transaction), point)


async def boundary_map(transaction: Transaction) -> tuple[str, bytes]:
    """The boundaries to be drawn, as GeoJSON with straightened borders, and which state of them it is."""
    held = await _current(transaction)
    return str(held.version), held.map


async def at(transaction: Transaction, point: Point) -> PlaceTold:
    """In which area a point lies."""
    return place.of_point(await atlas(transaction), point)


async def is_any(transaction: Transaction) -> bool:
    """Whether there is any boundary."""
    return await place_store.version(transaction) is not None


async def bring_in(
    transaction: Transaction,
    actor: Actor,
    content: bytes,
    language: Language,
    now: datetime,
    level: Level | None = None,
) -> ImportedBoundaries:
    """Keeps the boundaries of a GeoJSON file; one whose code is there takes its place, unless nothing differs.

    `level` is what a feature is that doesn't say so.

    Those that the file doesn't have stay as they are. A district that the directory knows by the same name is given
    the directory's code. Raises Problem 422 for a file of which nothing can be read, 413 for one that is too large.
    """
    if len(content) > LARGEST_FILE:
        raise Problem(413, "file_too_large", field="file", limit_mb=LARGEST_FILE // 1024 // 1024)
    try:
        found, faulty = await asyncio.to_thread(read, content, level)
    except FeaturesFaulty as fault:
        raise Problem(422, "boundaries_unreadable", field="file") from fault
    await place_store.lock(transaction)
    kept = {(one.level, one.code): one for one in await place_store.boundaries(transaction)}
    new = await asyncio.to_thread(_with_districts, found, list(kept.values()))
    added = changed = 0
    for one in new:
        before = kept.get((one.level, one.code))
        if before == one:
            continue
        await place_store.put(transaction, one, actor.id, now)
        added, changed = (added + 1, changed) if before is None else (added, changed + 1)
    if added or changed:
        await place_store.changed(transaction)
        await events.append(transaction, now, "boundaries.changed", {})
    detail = {"added": added, "changed": changed, "rejected": len(faulty)}
    await people.audit(transaction, now, actor.id, "boundaries.imported", {}, detail)
    rejected = [
        RejectedFeature(one.index, one.property, translated(language, f"problem.{one.code}", **one.values))
        for one in faulty
    ]
    return ImportedBoundaries(added, changed, len(new) - added - changed, rejected)


def _with_districts(found: Sequence[Boundary], kept: Sequence[KeptBoundary]) -> list[KeptBoundary]:
    """What is to be kept: the boundaries of a file, each neighbourhood with its district.

    Among them are neighbourhoods that were kept before their districts were known.
    """
    codes = {(one.level, one.code) for one in found}
    districts = [one for one in found if one.level is Level.DISTRICT]
    districts += [one.boundary() for one in kept if one.level is Level.DISTRICT and (one.level, one.code) not in codes]
    inner = [one for one in found if one.level is Level.NEIGHBOURHOOD]
    inner += [
        one.boundary()
        for one in kept
        if one.level is Level.NEIGHBOURHOOD and not one.district and (one.level, one.code) not in codes
    ]
    placed = [replace(one, district=code) for one, code in zip(inner, within_districts(inner, districts), strict=True)]
    return [
        KeptBoundary(one.level, one.code, Text(one.ko, one.en), one.district, shapely.to_wkb(one.shape))
        for one in (*(one for one in found if one.level is not Level.NEIGHBOURHOOD), *placed)
    ]


async def _current(transaction: Transaction) -> _Held:
    version = await place_store.version(transaction)
    city = (await centre_service.centre(transaction)).city.ko
    held = _Memory.held
    if held is None or (version, city) != (held.version, held.city):
        kept = await place_store.boundaries(transaction)

        def made() -> _Held:
            boundaries = [one.boundary() for one in kept]
            return _Held(version, city, Atlas(boundaries, city), _drawn(boundaries))

        held = _Memory.held = await asyncio.to_thread(made)
    return held


def _drawn(boundaries: Sequence[Boundary]) -> bytes:
    """The boundaries as GeoJSON, straightened together so that neighbours still share their border."""
    features = []
    for level in (Level.DISTRICT, Level.NEIGHBOURHOOD):
        of_level = [one for one in boundaries if one.level is level]
        shapes = shapely.coverage_simplify([one.shape for one in of_level], _MAP_TOLERANCE) if of_level else []
        for one, shape in zip(of_level, shapes, strict=True):
            properties = {"level": level.value, "code": one.code, "ko": one.ko, "en": one.en}
            drawn = json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-6, mode="pointwise")))
            features.append({"type": "Feature", "properties": properties, "geometry": drawn})
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
