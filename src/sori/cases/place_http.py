"""Routes of places, for everybody: where a point or an address is, and the map of the city's areas."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Response, Router, get
from litestar.params import QueryParameter

from sori.cases import geocoding, places
from sori.cases.model import Point
from sori.cases.place import PlaceTold
from sori.people.http import PUBLIC
from sori.platform.database import Database
from sori.platform.etag import tagged, unchanged
from sori.platform.geocoder import Geocoder
from sori.platform.web import AnyRequest


@get("/at", roles=PUBLIC)
async def locate_point(
    database: Database,
    longitude: Annotated[float, QueryParameter(ge=-180, le=180)],
    latitude: Annotated[float, QueryParameter(ge=-90, le=90)],
) -> PlaceTold:
    """In which district and neighbourhood a point lies, in WGS84 degrees."""
    async with database.reading() as transaction:
        return await places.at(transaction, Point(longitude, latitude))


@get("/named", roles=PUBLIC)
async def locate_address(
    database: Database,
    geocoder: Geocoder | None,
    address: Annotated[str, QueryParameter(min_length=1, max_length=300)],
) -> PlaceTold:
    """Which districts and neighbourhoods an address means, by the names in it; its point, where a geocoder knows it."""
    return await geocoding.named(database, geocoder, address)


@dataclass(frozen=True, slots=True)
class BoundaryMap:
    """The city's areas as a FeatureCollection of GeoJSON."""

    type: str
    features: list[dict[str, Any]]


@get("/map", roles=PUBLIC, media_type="application/geo+json")
async def get_boundary_map(request: AnyRequest, database: Database) -> Response[BoundaryMap]:
    """The city's areas as GeoJSON, to be drawn."""
    async with database.reading() as transaction:
        version, drawn = await places.boundary_map(transaction)
    known = unchanged(request, version)
    if known is not None:
        return known
    answer: Response[Any] = tagged(drawn, version)  # written once for all who ask
    return answer


router = Router("/api/places", route_handlers=[locate_point, locate_address, get_boundary_map], tags=["places"])
