"""A geocoder at an address of the operator's: it is asked where an address is, and answers with points.

What Nominatim, Photon and addok have in common, and what a city can put in front of whatever it has: a GET with `q`
and `limit`, answered with a FeatureCollection of points in the manner of GeocodeJSON 0.1. Only what it finds to the
house is taken: the middle of a street or of a neighbourhood is not where something is.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import msgspec

from sori.platform.metrics import GEOCODER_CALLS
from sori.platform.model_endpoint import Failure, ModelEndpoint, ModelError
from sori.platform.settings import GeocoderEndpoint

MOST_ANSWERS = 10
_LONGEST_ANSWER = 2**20
_ACCEPT = {"accept": "application/geo+json, application/json"}
_EXACT = "house"
_WORD = "시청"
Degrees = tuple[float, float]


class _Geometry(msgspec.Struct):
    type: str
    coordinates: Any = None


class _Feature(msgspec.Struct):
    geometry: _Geometry
    properties: dict[str, Any]


class _Answer(msgspec.Struct):
    features: list[_Feature]


_answers = msgspec.json.Decoder(_Answer)


class Geocoder(ModelEndpoint):
    """The geocoder as one process knows it."""

    def __init__(self, endpoint: GeocoderEndpoint, clock: Callable[[], datetime], *, logged: bool = True) -> None:
        """`logged` is whether failures are logged."""
        super().__init__("geocoder", endpoint.url, endpoint.key, GEOCODER_CALLS, clock, logged=logged)
        self.endpoint = endpoint

    async def answers(self) -> None:
        """Asks for something that may be found or not. Raises as `points` does."""
        await self.points(_WORD)

    async def points(self, address: str) -> list[Degrees]:
        """Longitudes and latitudes of what it finds to the house, the likeliest first; the address leaves the house.

        Raises ModelError where it doesn't answer in the endpoint's seconds, or not as agreed.
        """
        async with self.asking():
            by = asyncio.get_running_loop().time() + self.endpoint.asked_s
            url = httpx.URL(self.endpoint.url).copy_merge_params({"q": address, "limit": MOST_ANSWERS})
            response = await self.answered("GET", url, None, _ACCEPT, by)
            return _read(await self.whole(response, by, _LONGEST_ANSWER))


def _read(content: bytes) -> list[Degrees]:
    try:
        features = _answers.decode(content).features
    except (msgspec.DecodeError, UnicodeError):
        raise ModelError(Failure.UNREADABLE) from None
    return [_point(one.geometry) for one in features if _type(one.properties) == _EXACT]


def _type(properties: dict[str, Any]) -> object:
    """How exact an answer is: GeocodeJSON has it among what is about geocoding, Photon and addok beside all else."""
    about = properties.get("geocoding")
    return about.get("type") if isinstance(about, dict) else properties.get("type")


def _point(geometry: _Geometry) -> Degrees:
    try:
        longitude, latitude = msgspec.convert(geometry.coordinates[:2], tuple[float, float])
    except (TypeError, msgspec.ValidationError):
        raise ModelError(Failure.UNREADABLE) from None
    if geometry.type != "Point" or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ModelError(Failure.UNREADABLE)
    return longitude, latitude
