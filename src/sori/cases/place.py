"""Where a case is: a point or an address, and the district and neighbourhood that it lies in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sori.cases.forms import QuestionKind
from sori.cases.model import CaseAnswer, Place, Point
from sori.geo.areas import Lies
from sori.geo.atlas import Atlas
from sori.geo.distance import metres_between
from sori.geo.gazetteer import Area, Meant
from sori.platform.translation import Text

_SAME_HOUSE_M = 50.0
"""How far from each other answers are that mean one house: its entrance, its middle, its plot."""


class Certainty(StrEnum):
    """What is known of a place."""

    CERTAIN = "certain"
    SEVERAL = "several"
    BORDER = "border"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AreaTold:
    """A district, and the neighbourhood in it where that is known."""

    district: str
    district_name: Text
    neighbourhood: str | None
    neighbourhood_name: Text | None


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """What is known of a place: one area where it is certain; those it may be, or that meet there, where it isn't."""

    certainty: Certainty
    areas: list[AreaTold]
    point: Point | None = None
    """Where in them an address is, where a geocoder knows its house."""


def of_point(atlas: Atlas, point: Point) -> PlaceTold:
    """In which area a point lies."""
    spot = atlas.at(point.longitude, point.latitude)
    certainty = {Lies.INSIDE: Certainty.CERTAIN, Lies.BORDER: Certainty.BORDER, Lies.OUTSIDE: Certainty.OUTSIDE}
    return PlaceTold(certainty[spot.lies], [_told(Meant(one, spot.neighbourhood)) for one in spot.districts])


def owned_at(atlas: Atlas, point: Point | None) -> frozenset[str]:
    """The codes of the city's own areas in which a point lies; of a place without one nothing is known."""
    return frozenset() if point is None else atlas.owned_at(point.longitude, point.latitude)


def of_address(atlas: Atlas, text: str) -> PlaceTold:
    """Which areas an address means, by the names in it."""
    found = atlas.named(text)
    if found.elsewhere:
        return PlaceTold(Certainty.OUTSIDE, [])
    certainty = (Certainty.UNKNOWN, Certainty.CERTAIN)[len(found.meant)] if len(found.meant) < 2 else Certainty.SEVERAL
    return PlaceTold(certainty, [_told(one) for one in found.meant])


def of_answers(atlas: Atlas, named: PlaceTold, points: Sequence[Point]) -> PlaceTold:
    """What is known of an address by the names in it and by a geocoder's answers, which lie where our boundaries say.

    What doesn't fit the names is no answer. Where none is left the names stand, and where they say nothing, all answers
    lying outside, so does the address. Answers in several areas are asked back like names are.
    """
    found = [(point, of_point(atlas, point)) for point in points]
    inside = [(point, told) for point, told in found if told.certainty is not Certainty.OUTSIDE]
    if found and not inside and named.certainty is Certainty.UNKNOWN:
        return PlaceTold(Certainty.OUTSIDE, [])
    fitting = [(point, areas) for point, told in inside if (areas := _fitting(told.areas, named.areas))]
    if not fitting:
        return named
    areas = list(dict.fromkeys(area for _, those in fitting for area in those))
    first = fitting[0][0]
    point = first if all(_is_near(first, other) for other, _ in fitting) else None
    if len(areas) == 1:
        return PlaceTold(Certainty.CERTAIN, areas, point)
    return PlaceTold(Certainty.BORDER if len(fitting) == 1 else Certainty.SEVERAL, areas, point)


def _fitting(areas: Sequence[AreaTold], named: Sequence[AreaTold]) -> list[AreaTold]:
    """Those of the areas at a point that the names may mean; all, where they say nothing."""
    if not named:
        return list(areas)
    fitting = []
    for area in areas:
        meant = [one for one in named if _may_be(area, one)]
        if meant:
            # On a border between neighbourhoods the names may still say which.
            fitting.append(meant[0] if area.neighbourhood is None and len(meant) == 1 else area)
    return fitting


def _may_be(area: AreaTold, named: AreaTold) -> bool:
    inner = {area.neighbourhood, named.neighbourhood} - {None}
    return area.district == named.district and len(inner) < 2


def _is_near(one: Point, other: Point) -> bool:
    return metres_between(one.longitude, one.latitude, other.longitude, other.latitude) <= _SAME_HOUSE_M


def placed(told: PlaceTold, point: Point | None = None) -> Place:
    """The place as a case keeps it: with areas only where they are certain."""
    point = point or told.point
    if told.certainty is not Certainty.CERTAIN:
        return Place(point)
    return Place(point, told.areas[0].district, told.areas[0].neighbourhood)


def place_of(atlas: Atlas, given: Place | None, answers: Sequence[CaseAnswer]) -> Place:
    """Where a case is: by its point, else by the area that was chosen, else by the first address among the answers."""
    if given is not None and given.point is not None:
        found = of_point(atlas, given.point)
        # On a border the citizen may have said on which side.
        on_border = found.certainty is Certainty.BORDER and given.district in {one.district for one in found.areas}
        return Place(given.point, given.district) if on_border else placed(found, given.point)
    if given is not None and given.district is not None and atlas.has(given.district, given.neighbourhood):
        return given
    said = next((one.value for one in answers if one.kind is QuestionKind.PLACE and one.value), None)
    return Place() if said is None else placed(of_address(atlas, said))


def _told(one: Meant) -> AreaTold:
    inner = one.neighbourhood
    return AreaTold(
        one.district.code,
        _name(one.district),
        None if inner is None else inner.code,
        None if inner is None else _name(inner),
    )


def _name(area: Area) -> Text:
    return Text(area.ko, area.en)
