"""Where an address is, by the names in it and by the city's geocoder: one house, several, another city's, or none."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_files import DISTRICTS, NEIGHBOURHOODS, bounds, brings_in
from factories import Clock, rows
from geocoder import Houses, knowing
from running import People, served, settings_for
from sori.cases.model import Point
from sori.cases.place import Certainty, of_address, of_answers, of_point
from sori.geo import boundaries
from sori.geo.atlas import Atlas
from sori.operations.doctor import geocoder as doctor
from sori.operations.doctor.model import Level
from sori.platform.settings import GeocoderEndpoint, geocoder
from sori.server import create_app

FEATURES = json.dumps({"type": "FeatureCollection", "features": [*DISTRICTS, *NEIGHBOURHOODS]}).encode()
BOUNDARIES = boundaries.read(FEATURES)[0]
OUTER = [one for one in BOUNDARIES if one.level is boundaries.Level.DISTRICT]
INNER = [one for one in BOUNDARIES if one.level is boundaries.Level.NEIGHBOURHOOD]
WITHIN = boundaries.within_districts(INNER, OUTER)
ATLAS = Atlas([*OUTER, *(replace(one, district=code) for one, code in zip(INNER, WITHIN, strict=True))])
WEST, EAST = (127.02, 37.55), (127.15, 37.55)
"""In 신사동 of 서구, and in that of 동구."""
ELSEWHERE = (129.0, 35.1)


def told(address: str, *points: tuple[float, float]) -> tuple[Certainty, list[str], Point | None]:
    found = of_answers(ATLAS, of_address(ATLAS, address), [Point(*one) for one in points])
    names = [" ".join(filter(None, (one.district, one.neighbourhood))) for one in found.areas]
    return found.certainty, names, found.point


@pytest.mark.parametrize(
    ("address", "points", "certainty", "areas", "at"),
    [
        ("신사동 12", [], Certainty.SEVERAL, ["west w1", "east e1"], None),
        ("신사동 12", [EAST], Certainty.CERTAIN, ["east e1"], EAST),
        ("신사동 12", [WEST, EAST], Certainty.SEVERAL, ["west w1", "east e1"], None),
        ("서구 신사동 12", [WEST, EAST], Certainty.CERTAIN, ["west w1"], WEST),
        ("서구 신사동 12", [EAST], Certainty.CERTAIN, ["west w1"], None),
        ("한빛로 12", [EAST, (127.1501, 37.5501)], Certainty.CERTAIN, ["east e1"], EAST),
        ("한빛로 12", [EAST, (127.16, 37.56)], Certainty.CERTAIN, ["east e1"], None),
        ("한빛로 12", [EAST, ELSEWHERE], Certainty.CERTAIN, ["east e1"], EAST),
        ("한빛로 12", [ELSEWHERE], Certainty.OUTSIDE, [], None),
        ("동구 한빛로 12", [ELSEWHERE], Certainty.CERTAIN, ["east"], None),
        ("한빛로 12", [(127.1, 37.55)], Certainty.BORDER, ["west", "east"], (127.1, 37.55)),
        ("동구 한빛로 12", [(127.1, 37.55)], Certainty.CERTAIN, ["east"], (127.1, 37.55)),
        ("서구 정동 3", [(127.05, 37.55)], Certainty.CERTAIN, ["west w2"], (127.05, 37.55)),
        ("한빛로 12", [], Certainty.UNKNOWN, [], None),
    ],
)
def test_answers_lie_where_our_boundaries_say_and_names_choose_among_them(
    address: str,
    points: list[tuple[float, float]],
    certainty: Certainty,
    areas: list[str],
    at: tuple[float, float] | None,
) -> None:
    assert told(address, *points) == (certainty, areas, None if at is None else Point(*at))


POINTS = st.lists(st.builds(Point, st.floats(126.95, 127.25), st.floats(37.45, 37.65)), max_size=4)
NAMES = st.sampled_from(["신사동 12", "서구", "동구 신사동", "서구 정동 3", "동구 정동", "한빛로 12", "부산 중구"])


@given(NAMES, POINTS)
def test_no_answer_takes_an_address_out_of_what_its_names_may_mean(address: str, points: list[Point]) -> None:
    named = of_address(ATLAS, address)
    found = of_answers(ATLAS, named, points)
    assert (len(found.areas) == 1) == (found.certainty is Certainty.CERTAIN)
    districts = {one.district for one in named.areas}
    assert not districts or {one.district for one in found.areas} <= districts
    if found.point is not None:
        assert found.point in points
        assert {one.district for one in found.areas} & {one.district for one in of_point(ATLAS, found.point).areas}


@asynccontextmanager
async def centre_with(houses: Houses, database_url: str, clock: Clock, asked_s: float = 5) -> AsyncIterator[People]:
    """The centre with this geocoder."""
    endpoint = GeocoderEndpoint(houses.url, "key", asked_s)
    app = create_app(replace(settings_for(database_url), geocoder=endpoint, metrics_token="m"), clock=clock)
    async with served(app) as base:
        people = People(app.state.database, clock, httpx.AsyncHTTPTransport, base, [])
        yield people
        await people.close()


async def test_a_house_is_found_on_the_page_and_in_the_case_and_only_what_is_ours_is_asked(
    database_url: str, clock: Clock
) -> None:
    known = {"한빛로 12": [EAST], "신사동 12": [WEST, EAST], "먼길 1": [ELSEWHERE]}
    async with knowing(Houses(known=known)) as houses, centre_with(houses, database_url, clock) as people:
        await brings_in(people.database, clock())
        await bounds(people.database, clock(), *DISTRICTS, *NEIGHBOURHOODS)
        citizen = people.browser("ko")

        async def named(address: str) -> Any:
            return await citizen.read("/api/places/named", address=address)

        found = await named("한빛로 12")
        assert (found["certainty"], found["areas"][0]["district"]) == ("certain", "east")
        assert found["point"] == {"longitude": EAST[0], "latitude": EAST[1]}
        assert houses.asked == [{"format": "geocodejson", "q": "한빛로 12", "limit": "10"}]
        assert houses.keys == {"Bearer key"}
        assert (await named("신사동 12"))["certainty"] == "several"
        assert (await named("먼길 1"))["certainty"] == "outside"
        asked = len(houses.asked)
        assert (await named("부산 중구 중앙대로 2"))["certainty"] == "outside"
        assert (await named("동구 신사동, 010-1234-5678"))["certainty"] == "certain"
        assert len(houses.asked) == asked, "another city's, and what a telephone number stands in, is not sent on"
        houses.type = "street"
        assert (await named("한빛로 12"))["certainty"] == "unknown", "the middle of a road is not where something is"
        houses.type = "house"

        report = {"form": "parking", "language": "ko", "photos": {}}
        answers = {"place": "한빛로 12", "zone": "횡단보도"}
        await citizen.do("/api/report", key=str(uuid4()), answers=answers, **report)
        chosen = {"place": "신사동 12", "zone": "횡단보도"}
        await citizen.do("/api/report", key=str(uuid4()), answers=chosen, district="west", **report)
        shown = {"longitude": WEST[0], "latitude": WEST[1]}
        await citizen.do("/api/report", key=str(uuid4()), answers=answers, **shown, **report)
        kept = await rows(database_url, "select longitude, district, neighbourhood from field_case order by id")
        assert kept == [(EAST[0], "east", "e1"), (None, "west", None), (WEST[0], "west", "w1")]
        endpoint = GeocoderEndpoint(houses.url, "key")
        assert (await doctor.answers(endpoint)).level is Level.GOOD


async def test_a_geocoder_that_is_away_slow_or_garbled_leaves_the_names_and_is_let_alone_for_a_while(
    database_url: str, clock: Clock, capfd: pytest.CaptureFixture[str]
) -> None:
    async with (
        knowing(Houses(known={"신사동 12": [EAST]})) as houses,
        centre_with(houses, database_url, clock, 0.3) as people,
    ):
        await bounds(people.database, clock(), *DISTRICTS, *NEIGHBOURHOODS)
        citizen = people.browser("ko")

        async def certainty() -> str:
            return str((await citizen.read("/api/places/named", address="신사동 12"))["certainty"])

        assert await certainty() == "certain"
        point = {"type": "Point", "coordinates": [127.0, 200.0]}
        beyond = {"type": "Feature", "geometry": point, "properties": {"type": "house"}}
        garbled = [b"<html>", b"{}", b'{"features": 3}', json.dumps({"features": [beyond]}).encode(), b"[" * 2_000_000]
        for body in garbled:
            houses.body = body
            assert await certainty() == "several"
            assert (await doctor.answers(GeocoderEndpoint(houses.url))).what == "its search gives no answer: unreadable"
            clock.passes(120)  # after three failures in a row it rests
        houses.body, houses.status = None, 403
        assert await certainty() == "several"
        finding = await doctor.answers(GeocoderEndpoint(houses.url))
        assert "SORI_GEOCODER_KEY, or in the file geocoder-key" in str(finding.do)
        houses.status, houses.waits = 200, True
        assert [await certainty() for _ in range(2)] == ["several"] * 2
        clock.passes(120)
        houses.waits, houses.status = False, 500
        assert [await certainty() for _ in range(3)] == ["several"] * 3
        houses.status, asked = 200, len(houses.asked)
        assert await certainty() == "several"
        assert len(houses.asked) == asked, "it rests"
        clock.passes(120)
        assert await certainty() == "certain"
        metrics = (await citizen.get("/metrics", headers={"authorization": "Bearer m"})).text
        assert 'sori_geocoder_calls_total{outcome="unreadable"}' in metrics
        assert 'sori_geocoder_calls_total{outcome="answered"}' in metrics
    said = capfd.readouterr()
    assert "geocoder.failed" in said.out + said.err
    assert "신사동" not in said.out + said.err, "no address is in the log"
    gone = await doctor.answers(GeocoderEndpoint(houses.url))
    assert (gone.level, gone.what) == (Level.WRONG, "its search gives no answer: no_connection")


def test_its_settings_are_an_address_with_what_it_is_always_asked_and_a_key_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SORI_GEOCODER_URL", raising=False)
    assert geocoder() is None
    monkeypatch.setenv("SORI_GEOCODER_URL", "https://geocoder.example/search?format=geocodejson&countrycodes=kr")
    monkeypatch.setenv("SORI_GEOCODER_TIMEOUT_S", "2.5")
    found = geocoder({"SORI_GEOCODER_KEY": "secret"})
    assert found is not None
    assert (found.url[-16:], found.key, found.asked_s) == ("&countrycodes=kr", "secret", 2.5)
    assert "secret" not in repr(found)
    for wrong in (
        "geocoder.example/search",
        "ftp://geocoder.example",
        "https://me:secret@geocoder.example/",
        "http://",
    ):
        monkeypatch.setenv("SORI_GEOCODER_URL", wrong)
        with pytest.raises(SystemExit, match="SORI_GEOCODER_KEY") as refused:
            geocoder()
        assert "secret" not in str(refused.value)
