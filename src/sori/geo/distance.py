"""How far two points are from each other."""

import math

METRES_A_DEGREE = 111_195.0
"""Of latitude: a circle around the mean earth's radius of 6,371,008.8 m (Moritz 2000), by 360."""


def metres_between(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    """Metres between two points in WGS84 degrees, for those within a city: on a plane that touches the earth there.

    The equirectangular projection (Snyder 1987, "Map Projections: A Working Manual", section 12).
    """
    east = (other_longitude - longitude) * math.cos(math.radians((latitude + other_latitude) / 2))
    return METRES_A_DEGREE * math.hypot(east, other_latitude - latitude)


def degrees_of(metres: float, latitude: float) -> tuple[float, float]:
    """So many metres as degrees of longitude and of latitude, at a latitude that isn't a pole's."""
    north = metres / METRES_A_DEGREE
    return north / math.cos(math.radians(latitude)), north
