"""Points and areas: worked ones, properties, and the model city's own boundaries where they are."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some

from sori.geo import boundaries
from sori.geo.areas import INSIDE_NONE, ON_BORDER, Areas, Lies
from sori.geo.boundaries import FeaturesFaulty, Level, read, within_districts

SEOUL = Path(__file__).resolve().parents[3] / "shared" / "data" / "seoul_districts"
METRE = 1 / 111_195
WEST, EAST = shapely.box(127.0, 37.5, 127.1, 37.6), shapely.box(127.1, 37.5, 127.2, 37.6)


def feature(shape: object, **properties: object) -> dict[str, object]:
    geometry = json.loads(shapely.to_geojson(shape)) if isinstance(shape, shapely.Geometry) else shape
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize(
    ("longitude", "latitude", "lies", "areas"),
    [
        (127.05, 37.55, Lies.INSIDE, (0,)),
        (127.15, 37.55, Lies.INSIDE, (1,)),
        (127.1, 37.55, Lies.BORDER, (0, 1)),
        (127.1 - METRE, 37.55, Lies.BORDER, (0, 1)),  # 0.8 m west of it, at this latitude
        (127.1 - 4 * METRE, 37.55, Lies.INSIDE, (0,)),  # 3.2 m
        (127.0, 37.5, Lies.BORDER, (0,)),  # the city's own corner
        (127.05, 37.6 + METRE, Lies.BORDER, (0,)),
        (127.05, 37.6 + 3 * METRE, Lies.OUTSIDE, ()),
        (0.0, 0.0, Lies.OUTSIDE, ()),
    ],
)
def test_a_point_is_inside_one_on_a_border_or_outside(
    longitude: float, latitude: float, lies: Lies, areas: tuple[int, ...]
) -> None:
    found = Areas([WEST, EAST]).at(longitude, latitude)
    assert (found.lies, found.areas) == (lies, areas)


def test_where_areas_overlap_nobody_can_say_in_which_a_point_lies() -> None:
    both = Areas([WEST, shapely.box(127.05, 37.5, 127.2, 37.6)])
    assert both.at(127.07, 37.55).lies is Lies.BORDER
    assert both.inside(np.array([127.07]), np.array([37.55])).tolist() == [ON_BORDER]


@given(
    some.lists(some.tuples(some.floats(126.95, 127.25), some.floats(37.45, 37.65)), max_size=30),
    some.floats(0.5, 50.0),
)
def test_many_points_at_once_lie_as_each_alone(points: list[tuple[float, float]], border_m: float) -> None:
    areas = Areas([WEST, EAST], border_m)
    together = areas.inside(np.array([p[0] for p in points]), np.array([p[1] for p in points]))
    for (longitude, latitude), found in zip(points, together, strict=True):
        alone = areas.at(longitude, latitude)
        expected = {Lies.INSIDE: alone.areas[:1], Lies.BORDER: (ON_BORDER,), Lies.OUTSIDE: (INSIDE_NONE,)}[alone.lies]
        assert (found,) == expected


def test_without_areas_every_point_is_outside() -> None:
    assert Areas([]).at(127.0, 37.5).lies is Lies.OUTSIDE
    assert Areas([]).inside(np.array([127.0]), np.array([37.5])).tolist() == [INSIDE_NONE]


def test_bad_features_are_told_by_index_and_property_and_good_ones_kept() -> None:
    bow = {"type": "Polygon", "coordinates": [[[127, 37], [128, 38], [128, 37], [127, 38], [127, 37]]]}
    found, faulty = read(
        collection(
            feature(WEST, code="west", ko="서구", en="West-gu"),
            feature(EAST, ko="동구"),
            feature(EAST, code="east"),
            feature({"type": "Point", "coordinates": [127, 37]}, code="point", ko="점"),
            feature(bow, code="bow", ko="나비구"),
            feature({"type": "Polygon", "coordinates": [[[127, 37], [1]]]}, code="cut", ko="조각구"),
            feature(shapely.box(200_000, 500_000, 200_100, 500_100), code="metres", ko="미터구"),
            feature(WEST, code="west", ko="또서구"),
            feature(WEST, code="part", ko="부분", level="quarter"),
            "nothing",
            feature(EAST, code="hill", ko="언덕동", level="neighbourhood", district="east"),
        )
    )
    assert [(one.level, one.code, one.ko, one.en, one.district) for one in found] == [
        (Level.DISTRICT, "west", "서구", "West-gu", ""),
        (Level.NEIGHBOURHOOD, "hill", "언덕동", "언덕동", "east"),
    ]
    assert [(one.index, one.property, one.code) for one in faulty] == [
        (1, "code", "boundary_text"),
        (2, "ko", "boundary_text"),
        (3, "geometry", "boundary_shape"),
        (4, "geometry", "boundary_crossed"),
        (5, "geometry", "boundary_coordinates"),
        (6, "geometry", "boundary_degrees"),
        (7, "code", "boundary_twice"),
        (8, "level", "boundary_level"),
        (9, "code", "boundary_text"),
    ]


@pytest.mark.parametrize("content", [b"", b"[1]", b"{}", b'{"features": 1}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_feature_collection_is_refused_whole(content: bytes) -> None:
    with pytest.raises(FeaturesFaulty):
        read(content)


def test_a_neighbourhood_finds_its_district_by_its_word_its_code_or_its_place() -> None:
    districts, _ = read(collection(feature(WEST, code="11320", ko="서구"), feature(EAST, code="11330", ko="동구")))
    neighbourhoods, faulty = read(
        collection(
            feature(shapely.box(127.01, 37.51, 127.02, 37.52), EMD_CD="a", EMD_KOR_NM="가동", district="11330"),
            feature(shapely.box(127.01, 37.51, 127.02, 37.52), EMD_CD="11330101", EMD_KOR_NM="나동"),
            feature(shapely.box(127.01, 37.51, 127.02, 37.52), EMD_CD="b", EMD_KOR_NM="다동"),
            feature(shapely.box(126.01, 37.51, 126.02, 37.52), EMD_CD="c", EMD_KOR_NM="라동"),
        )
    )
    assert faulty == []
    assert list(within_districts(neighbourhoods, districts)) == ["11330", "11330", "11320", ""]


@pytest.fixture(scope="module")
def seoul() -> tuple[list[boundaries.Boundary], list[boundaries.Boundary]]:
    if not SEOUL.exists():
        pytest.skip("the model city's boundaries are not here")
    found = [read((SEOUL / f"{name}.geojson").read_bytes()) for name in ("districts", "neighbourhoods")]
    assert [len(faulty) for _, faulty in found] == [0, 0]
    return found[0][0], found[1][0]


def test_the_model_citys_boundaries_are_read_whole(
    seoul: tuple[list[boundaries.Boundary], list[boundaries.Boundary]],
) -> None:
    districts, neighbourhoods = seoul
    assert (len(districts), len(neighbourhoods)) == (25, 467)
    assert "" not in set(within_districts(neighbourhoods, districts))


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "district", "neighbourhood"),
    [  # coordinates as encyclopedias have them, places as their published addresses say
        ("City Hall, 세종대로 110", 126.9779, 37.5663, "중구", "태평로1가"),
        ("Gyeongbokgung, 사직로 161", 126.9770, 37.5788, "종로구", "세종로"),
        ("N Seoul Tower, 남산공원길 105", 126.9883, 37.5512, "용산구", "용산동2가"),
        ("Lotte World Tower, 올림픽로 300", 127.1025, 37.5126, "송파구", "신천동"),
        ("National Assembly, 의사당대로 1", 126.9141, 37.5319, "영등포구", "여의도동"),
    ],
)
def test_known_places_of_the_model_city_lie_in_their_districts(
    place: str,
    longitude: float,
    latitude: float,
    district: str,
    neighbourhood: str,
    seoul: tuple[list[boundaries.Boundary], list[boundaries.Boundary]],
) -> None:
    for found, name in zip(seoul, (district, neighbourhood), strict=True):
        located = Areas([one.shape for one in found]).at(longitude, latitude)
        assert [found[at].ko for at in located.areas] == [name], place


def test_a_hundred_thousand_points_of_the_model_city_lie_as_a_plain_look_says(
    seoul: tuple[list[boundaries.Boundary], list[boundaries.Boundary]],
) -> None:
    _, neighbourhoods = seoul
    random = np.random.default_rng(120)
    x, y = random.uniform(126.76, 127.19, 100_000), random.uniform(37.42, 37.71, 100_000)
    found = Areas([one.shape for one in neighbourhoods]).inside(x, y)
    assert 0.4 < np.mean(found >= 0) < 0.7, "the city fills about half of the box around it"
    for at in random.choice(len(x), 300, replace=False):
        plain = [n for n, one in enumerate(neighbourhoods) if one.shape.intersects(shapely.Point(x[at], y[at]))]
        assert found[at] == ON_BORDER or [found[at]] == (plain or [INSIDE_NONE])
