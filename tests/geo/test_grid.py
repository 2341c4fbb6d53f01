"""The square of Web Mercator in whole units, and the cells by which a map clusters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.geo.grid import Box, box_of_cell, cell_bits, degrees_at, east_of, south_of, span_of, whole_cells

LONGITUDES = st.floats(-180, 180)
LATITUDES = st.floats(-85, 85)


def test_a_tile_begins_where_its_published_example_has_it() -> None:
    # mercantile's documentation: the north-western corner of tile 486, 332 at zoom 10.
    longitude, latitude = degrees_at(486 << 20, 332 << 20)
    assert (longitude, latitude) == pytest.approx((-9.140625, 53.33087298301705), abs=1e-6)
    # EPSG's guidance note 7-2, method 1024: 24°22'54.433"N 100°20'00"W is 11,169,055.58 m west and 2,800 km north.
    a_unit_m = 2 * 20_037_508.342789 / 2**30
    assert (east_of(-100.33333333) - 2**29) * a_unit_m == pytest.approx(-11_169_055.58, abs=0.5)
    assert (2**29 - south_of(24.38178694)) * a_unit_m == pytest.approx(2_800_000.0, abs=0.5)


@given(LONGITUDES, LATITUDES)
def test_a_point_is_found_again_to_a_few_centimetres(longitude: float, latitude: float) -> None:
    found = degrees_at(east_of(longitude), south_of(latitude))
    assert found == pytest.approx((longitude, latitude), abs=2e-6)


@given(LONGITUDES, LATITUDES, st.floats(0, 1), st.floats(0, 1), st.integers(0, 20))
def test_whole_cells_hold_what_they_were_asked_for_and_never_a_part_of_a_cell(
    longitude: float, latitude: float, wide: float, high: float, zoom: int
) -> None:
    span, bits = span_of(Box(longitude, latitude, min(180, longitude + wide), latitude + high)), cell_bits(zoom)
    whole = whole_cells(span, bits)
    assert whole.west <= span.west <= span.east <= whole.east
    assert whole.north <= span.north <= span.south <= whole.south
    for ends in ((whole.west, whole.east + 1), (whole.north, whole.south + 1)):
        assert [end % (1 << bits) for end in ends] == [0, 0]
    box = box_of_cell(span.west >> bits, span.north >> bits, bits)
    assert box.west <= degrees_at(span.west, span.north)[0] <= box.east
    assert box.south <= degrees_at(span.west, span.north)[1] <= box.north


def test_what_lies_beyond_the_square_is_drawn_at_its_edge() -> None:
    assert [south_of(latitude) for latitude in (90, -90)] == [0, 2**30 - 1]
    assert [east_of(longitude) for longitude in (-180, 180)] == [0, 2**30 - 1]
