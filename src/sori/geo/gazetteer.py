"""Which areas an address means, by their names alone: certain, one of several, or unknown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sori.geo.address import Address, city_named, parsed
from sori.geo.boundaries import Boundary, Level

_ADMINISTRATIVE = re.compile(r"제?\d{1,2}(?:[.·]\d{1,2})?동")
"""How the parts into which offices cut a neighbourhood are called: 신사1동, 면목제3.8동."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area by name; `district` is the code of the one that a neighbourhood is in."""

    code: str
    ko: str
    en: str
    district: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """Where an address may be: a district, and its neighbourhood where that is known too."""

    district: Area
    neighbourhood: Area | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """An address and what it may mean: one is certain, several are asked back, none is unknown.

    `elsewhere` is whether it names another city.
    """

    address: Address
    meant: tuple[Meant, ...]
    elsewhere: bool = False


class Gazetteer:
    """The names of a city's areas; `city` is its own ("서울특별시", "서울시" or "서울": the same)."""

    def __init__(self, boundaries: Iterable[Boundary], city: str = "") -> None:
        self._city = city_named(city)
        self._districts: dict[str, Area] = {}
        self._codes: dict[str, Area] = {}
        self._neighbourhoods: dict[str, list[Area]] = {}
        for one in boundaries:
            area = Area(one.code, one.ko, one.en, one.district)
            if one.level is Level.DISTRICT:
                self._districts[one.ko] = area
                self._codes[one.code] = area
            else:
                self._neighbourhoods.setdefault(one.ko, []).append(area)

    def resolved(self, text: str) -> Resolved:
        """What an address may mean."""
        address = parsed(text, self._districts)
        if self._is_elsewhere(address):
            return Resolved(address, (), True)
        district = self._districts.get(address.district)
        named = self._named(address.neighbourhood) or self._within_words(address)
        meant = [Meant(self._codes[one.district], one) for one in named if one.district in self._codes]
        if district is not None:
            there = [one for one in meant if one.district == district]
            # A neighbourhood that is only in another district: one of the two names is wrong.
            meant = there or [Meant(district, None), *meant]
        elif len(meant) > 1:
            said = [one for one in meant if one.district.ko[:-1] in address.words and len(one.district.ko) > 2]
            meant = said or meant
        return Resolved(address, tuple(meant))

    def _is_elsewhere(self, address: Address) -> bool:
        if not self._city or (address.district in self._districts and not (address.province or address.city)):
            return False
        named = city_named(address.city or address.province)
        if not named or named == self._city:
            return False
        # A city that stands in a province may be named with it or without.
        return address.province != self._city and (bool(address.city) or named.endswith("시"))

    def _named(self, name: str) -> list[Area]:
        return self._neighbourhoods.get(name) or self._neighbourhoods.get(_ADMINISTRATIVE.sub("동", name), [])

    def _within_words(self, address: Address) -> list[Area]:
        """A neighbourhood that was not taken for one, such as 세종로, which reads like a road."""
        for word in (address.road, *address.words):
            if word in self._neighbourhoods:
                return self._neighbourhoods[word]
        return []
