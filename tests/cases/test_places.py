"""Boundaries brought in from files, and where cases are, against the real database."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from case_files import DISTRICTS, NEIGHBOURHOODS, Files, area, bounds
from factories import Clock, rows
from running import People
from sori.cases import places, service
from sori.cases.model import Filing, Place, Point
from sori.cases.place import Certainty, of_address
from sori.citizens import service as citizens
from sori.conversations.model import Channel
from sori.demo import districts as demo_districts
from sori.people import service as people_service
from sori.platform.database import Database
from sori.platform.problem import Problem
from sori.platform.translation import Language


async def filed(database: Database, now: datetime, at: Place | None, address: str, key: UUID | None = None) -> str:
    async with database.transaction() as transaction:
        citizen, _ = await citizens.new(transaction, now)
        form = await service.form(transaction, "parking")
        assert form is not None
        answers = {"place": address}
        filing = Filing(citizen.id, Channel.SMART_REPORT, Language.KO, None, None, form, answers, key or uuid4(), at)
        return await service.file_case(transaction, filing, now)


async def test_the_same_file_again_changes_nothing_and_what_is_new_is_used_at_once(
    placed_files: Files, people: People, clock: Clock, database_url: str
) -> None:
    again = await bounds(people.database, clock(), *NEIGHBOURHOODS, *DISTRICTS)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 5)
    renamed = await bounds(people.database, clock(), area(127.1, 127.3, code="east", ko="새동구", en="New East-gu"))
    assert (renamed.added, renamed.changed) == (0, 1)
    async with people.database.reading() as transaction:
        found = await places.at(transaction, Point(127.25, 37.55))
        assert (found.certainty, found.areas[0].district_name.en) == (Certainty.CERTAIN, "New East-gu")
        version, drawn = await places.boundary_map(transaction)
    assert len(json.loads(drawn)["features"]) == 5
    assert version
    told = await rows(database_url, "select count(*) from event where kind = 'boundaries.changed'")
    assert told == [(2,)]


async def test_neighbourhoods_that_came_first_get_their_districts_with_the_districts(
    people: People, clock: Clock, database_url: str
) -> None:
    await bounds(people.database, clock(), *NEIGHBOURHOODS)
    await bounds(people.database, clock(), *DISTRICTS)
    kept = await rows(database_url, "select code, district from boundary where level = 'neighbourhood' order by code")
    assert kept == [("e1", "east"), ("w1", "west"), ("w2", "west")]


async def test_what_is_wrong_with_a_feature_is_told_and_the_rest_kept(people: People, clock: Clock) -> None:
    done = await bounds(people.database, clock(), DISTRICTS[0], area(127.1, 127.2, code="east", ko=""))
    assert done.added == 1
    assert [(one.index, one.property) for one in done.rejected] == [(1, "ko")]
    async with people.database.transaction() as transaction:
        administrator = await people_service.actor_named(transaction, "administrator")
        with pytest.raises(Problem, match="boundaries_unreadable"):
            await places.bring_in(transaction, administrator, b"[]", Language.EN, clock())


@pytest.mark.parametrize(
    ("place", "address", "kept"),
    [
        (Place(Point(127.02, 37.55)), "동구 어딘가", (127.02, "west", "w1")),  # the point is surer than words
        (Place(Point(127.1, 37.55)), "", (127.1, None, None)),
        (Place(Point(127.1, 37.55), "east"), "", (127.1, "east", None)),  # on the border, its citizen said the side
        (Place(Point(129.0, 35.0)), "", (129.0, None, None)),
        (Place(None, "east", "e1"), "신사동", (None, "east", "e1")),
        (None, "서구 신사동 12", (None, "west", "w1")),
        (None, "신사동 12", (None, None, None)),
        (None, "우리 집 앞", (None, None, None)),
    ],
)
async def test_a_case_keeps_district_and_neighbourhood_where_they_are_certain(
    placed_files: Files,
    people: People,
    clock: Clock,
    database_url: str,
    place: Place | None,
    address: str,
    kept: tuple[float | None, str | None, str | None],
) -> None:
    await filed(people.database, clock(), place, address)
    assert await rows(database_url, "select longitude, district, neighbourhood from field_case") == [kept]


async def test_the_chatbots_cases_are_placed_by_the_address_answered_and_shown_with_it(
    placed_files: Files, people: People, clock: Clock
) -> None:
    await placed_files.case(clock(), place="서구 정동 3-1 앞")
    anna = await people.staff("anna")
    [line] = (await anna.read("/api/cases"))["items"]
    assert line["district"] == {"ko": "서구", "en": "West-gu"}
    case = await anna.read(f"/api/cases/{line['id']}")
    assert case["place"] == {
        "longitude": None,
        "latitude": None,
        "district": {"ko": "서구", "en": "West-gu"},
        "neighbourhood": {"ko": "정동", "en": "정동"},
    }


async def test_the_same_filing_is_one_case(
    placed_files: Files, people: People, clock: Clock, database_url: str
) -> None:
    key = uuid4()
    first = await filed(people.database, clock(), None, "서구", key)
    assert await filed(people.database, clock(), None, "서구", key) == first
    assert await rows(database_url, "select count(*) from field_case") == [(1,)]


async def test_the_demos_boundaries_fit_its_directory(people: People, clock: Clock, database_url: str) -> None:
    async with people.database.transaction() as transaction:
        administrator = await people_service.actor_named(transaction, "administrator")
        content = demo_districts.FILE.read_bytes()
        done = await places.bring_in(transaction, administrator, content, Language.EN, clock())
        assert (done.added, done.rejected) == (125, [])
        assert of_address(await places.atlas(transaction), "새터동").certainty is Certainty.SEVERAL
    unplaced = await rows(database_url, "select count(*) from boundary where level = 'neighbourhood' and district = ''")
    assert unplaced == [(0,)]


def test_the_command_tells_features_that_it_left_out(database_url: str, tmp_path: Path) -> None:
    files = []
    for name, features in (("districts", DISTRICTS), ("neighbourhoods", [*NEIGHBOURHOODS, area(1, 2, EMD_CD="x")])):
        path = tmp_path / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
        files.append(str(path))
    done = subprocess.run(
        [sys.executable, "-m", "sori.cli", "import", "districts", *files, "--as", "administrator"],
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "feature 3: ko: It is empty, or longer than 100 characters." in done.stderr
    assert "2 added, 0 changed" in done.stdout
    assert "3 added, 0 changed" in done.stdout
