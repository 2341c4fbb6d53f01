"""A city's areas, and those that it owns itself, asked by point or by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sori.geo.areas import Areas, Lies
from sori.geo.boundaries import Boundary, Level
from sori.geo.gazetteer import Area, Gazetteer, Resolved


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a point is: how it lies to the districts, and which; the neighbourhood where it is in one for certain."""

    lies: Lies
    districts: tuple[Area, ...]
    neighbourhood: Area | None


class Atlas:
    """The districts and neighbourhoods of a city, and the roads and parks that it owns itself."""

    def __init__(self, boundaries: Sequence[Boundary], city: str = "") -> None:
        self.boundaries = boundaries
        self._districts = [one for one in boundaries if one.level is Level.DISTRICT]
        self._neighbourhoods = [one for one in boundaries if one.level is Level.NEIGHBOURHOOD]
        self._owned = [one for one in boundaries if one.level is Level.OWNED]
        self._of_districts = Areas([one.shape for one in self._districts])
        self._of_neighbourhoods = Areas([one.shape for one in self._neighbourhoods])
        # A path is narrower than what is in doubt of a border, and may overlap others.
        self._of_owned = Areas([one.shape for one in self._owned], border_m=0)
        self._gazetteer = Gazetteer(boundaries, city)

    def at(self, longitude: float, latitude: float) -> Spot:
        """Where a point is, in WGS84 degrees."""
        found = self._of_districts.at(longitude, latitude)
        districts = tuple(_area(self._districts[at]) for at in found.areas)
        if found.lies is not Lies.INSIDE:
            return Spot(found.lies, districts, None)
        inner = self._of_neighbourhoods.at(longitude, latitude)
        one = _area(self._neighbourhoods[inner.areas[0]]) if inner.lies is Lies.INSIDE else None
        return Spot(found.lies, districts, one if one and one.district in ("", districts[0].code) else None)

    def owned_at(self, longitude: float, latitude: float) -> frozenset[str]:
        """The codes of the areas of the city's own in which a point lies, in WGS84 degrees."""
        return frozenset(self._owned[at].code for at in self._of_owned.holding(longitude, latitude))

    def has(self, district: str, neighbourhood: str | None) -> bool:
        """Whether there is such a district, and such a neighbourhood in it where one is named."""
        inner = neighbourhood is None or any(
            one.code == neighbourhood and one.district == district for one in self._neighbourhoods
        )
        return inner and any(one.code == district for one in self._districts)

    def named(self, text: str) -> Resolved:
        """Which areas an address means."""
        return self._gazetteer.resolved(text)


def _area(one: Boundary) -> Area:
    return Area(one.code, one.ko, one.en, one.district)
