"""Korean addresses taken apart and resolved by names."""

from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some

from sori.geo.address import Address, parsed
from sori.geo.boundaries import Boundary, Level, read, within_districts
from sori.geo.gazetteer import Gazetteer

SEOUL = Path(__file__).resolve().parents[3] / "shared" / "data" / "seoul_districts"
SQUARE = shapely.box(127, 37, 128, 38)
CITY = Gazetteer(
    [
        Boundary(Level.DISTRICT, "gangnam", "강남구", "Gangnam-gu", "", SQUARE),
        Boundary(Level.DISTRICT, "eunpyeong", "은평구", "Eunpyeong-gu", "", SQUARE),
        Boundary(Level.DISTRICT, "jung", "중구", "Jung-gu", "", SQUARE),
        Boundary(Level.NEIGHBOURHOOD, "g1", "신사동", "Sinsa-dong", "gangnam", SQUARE),
        Boundary(Level.NEIGHBOURHOOD, "e1", "신사동", "Sinsa-dong", "eunpyeong", SQUARE),
        Boundary(Level.NEIGHBOURHOOD, "g2", "역삼동", "Yeoksam-dong", "gangnam", SQUARE),
        Boundary(Level.NEIGHBOURHOOD, "j1", "태평로1가", "Taepyeongno 1-ga", "jung", SQUARE),
        Boundary(Level.NEIGHBOURHOOD, "j2", "정동", "Jeong-dong", "jung", SQUARE),
    ],
    "서울시",
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "서울특별시 중구 세종대로 110",
            {"province": "서울특별시", "district": "중구", "road": "세종대로", "building": "110"},
        ),
        (
            "서울 중구 세종대로 110 (태평로1가)",
            {
                "province": "서울특별시",
                "district": "중구",
                "road": "세종대로",
                "building": "110",
                "neighbourhood": "태평로1가",
            },
        ),
        (
            "서울시 강남구 테헤란로14길 6-3",
            {"province": "서울특별시", "district": "강남구", "road": "테헤란로14길", "building": "6-3"},
        ),
        ("강남구 테헤란로 14길 6", {"district": "강남구", "road": "테헤란로14길", "building": "6"}),
        ("강남구 역삼동 737번지", {"district": "강남구", "neighbourhood": "역삼동", "lot": "737"}),
        ("역삼동 산 12-3", {"neighbourhood": "역삼동", "lot": "산 12-3"}),
        ("역삼동 산12-3", {"neighbourhood": "역삼동", "lot": "산 12-3"}),
        ("강남구역삼동737-1", {"district": "강남구", "neighbourhood": "역삼동", "lot": "737-1"}),
        ("중구 을지로3가 95-1", {"district": "중구", "neighbourhood": "을지로3가", "lot": "95-1"}),
        ("종로구 종로3가", {"district": "종로구", "neighbourhood": "종로3가"}),
        ("중구 을지로 지하 12", {"district": "중구", "road": "을지로", "building": "12", "underground": True}),
        ("성남시 분당구 불정로 6", {"city": "성남시", "district": "분당구", "road": "불정로", "building": "6"}),
        (
            "경기 양평군 양서면 양수리 123",
            {"province": "경기도", "district": "양평군", "neighbourhood": "양서면", "village": "양수리", "lot": "123"},
        ),
        (
            "부산 해운대구 우동 1408",
            {"province": "부산광역시", "district": "해운대구", "neighbourhood": "우동", "lot": "1408"},
        ),
        ("강남대로94길 20, 3층 301호", {"road": "강남대로94길", "building": "20", "rest": "3층 301호"}),
        ("신사동에서", {"neighbourhood": "신사동"}),
        ("강남구 신사동 가로수길", {"district": "강남구", "neighbourhood": "신사동", "road": "가로수길"}),
        ("신사1동 주민센터 앞", {"neighbourhood": "신사1동", "rest": "주민센터 앞"}),
        ("시청역 2번 출구", {"rest": "시청역 2번 출구"}),
        ("하수구 옆 도로", {"rest": "하수구 옆 도로"}),
        ("래미안 101동 앞", {"rest": "래미안 101동 앞"}),
        ("", {}),
    ],
)
def test_an_address_is_taken_apart(text: str, parts: dict[str, object]) -> None:
    found = parsed(text, ["강남구", "중구"])
    expected = {"underground": False} | dict.fromkeys(
        ("province", "city", "district", "neighbourhood", "village", "road", "building", "lot", "rest"), ""
    )
    assert {name: getattr(found, name) for name in expected} == expected | parts


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("강남구 신사동 537-5", [("gangnam", "g1")]),
        ("신사동 537-5", [("gangnam", "g1"), ("eunpyeong", "e1")]),
        ("신사1동 주민센터", [("gangnam", "g1"), ("eunpyeong", "e1")]),
        ("은평 신사동", [("eunpyeong", "e1")]),
        ("역삼동", [("gangnam", "g2")]),
        ("서울 역삼동에서", [("gangnam", "g2")]),
        ("중구 세종대로 110 (태평로1가)", [("jung", "j1")]),
        ("강남구 테헤란로 152", [("gangnam", None)]),
        ("강남구 모르동 3", [("gangnam", None)]),
        ("중구 역삼동 3", [("jung", None), ("gangnam", "g2")]),
        ("테헤란로 152", []),
        ("부산 중구 중앙대로 2", []),
        ("성남시 중구 역삼동", []),
        ("집 앞 횡단보도", []),
        ("자동차가 이동 안 해요", []),
    ],
)
def test_names_resolve_to_one_to_several_or_to_nothing(text: str, codes: list[tuple[str, str | None]]) -> None:
    found = CITY.resolved(text)
    assert [(one.district.code, one.neighbourhood and one.neighbourhood.code) for one in found.meant] == codes


def test_another_city_is_told_from_an_unknown_place() -> None:
    assert CITY.resolved("부산 중구 중앙대로 2").elsewhere
    assert CITY.resolved("성남시 분당구 불정로 6").elsewhere
    assert not CITY.resolved("테헤란로 152").elsewhere
    assert not CITY.resolved("서울 중구").elsewhere


@given(some.text(alphabet="서울시강남구역삼동테헤란로길산지하 0123456789-,()번지에서", max_size=60))
def test_whatever_is_written_is_taken_apart_without_losing_a_number_of_it(text: str) -> None:
    found = parsed(text, ["강남구"])
    assert isinstance(found, Address)
    CITY.resolved(text)


_names = some.text(alphabet="가나다라마바사아자차카타파하", min_size=2, max_size=4)
_numbers = some.tuples(some.integers(1, 9999), some.none() | some.integers(1, 99)).map(
    lambda pair: str(pair[0]) if pair[1] is None else f"{pair[0]}-{pair[1]}"
)


@given(_names, _names, _numbers)
def test_what_is_put_together_by_the_rules_is_found_again(district: str, road: str, number: str) -> None:
    found = parsed(f"{district}구 {road}대로 {number}")
    assert (found.district, found.road, found.building) == (f"{district}구", f"{road}대로", number)


@pytest.mark.skipif(not SEOUL.exists(), reason="the model city's boundaries are not here")
def test_the_model_citys_own_names_resolve_and_two_are_asked_back() -> None:
    districts, neighbourhoods = (
        read((SEOUL / f"{name}.geojson").read_bytes())[0] for name in ("districts", "neighbourhoods")
    )
    codes = list(within_districts(neighbourhoods, districts))
    placed = [
        Boundary(one.level, one.code, one.ko, one.en, code, one.shape)
        for one, code in zip(neighbourhoods, codes, strict=True)
    ]
    seoul = Gazetteer([*districts, *placed], "서울특별시")
    names = {one.code: one.ko for one in districts}
    several = set()
    for one in placed:
        whole = seoul.resolved(f"서울 {names[one.district]} {one.ko} 1-2").meant
        assert [(m.district.code, m.neighbourhood and m.neighbourhood.code) for m in whole] == [
            (one.district, one.code)
        ]
        alone = seoul.resolved(one.ko).meant
        assert one.code in {m.neighbourhood.code for m in alone if m.neighbourhood}, one.ko
        if len(alone) > 1:
            several.add(one.ko)
    assert several == {"신사동", "신정동"}
