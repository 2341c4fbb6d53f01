"""The officer's desk on a map: the same cases as on the list, near ones counted together."""

import random
from datetime import datetime
from typing import Any
from uuid import uuid4

from case_files import Files
from factories import Browser, Clock, problem, rows
from running import People
from sori.cases import service
from sori.cases.model import Filing, Place, Point
from sori.citizens import service as citizens
from sori.conversations.model import Channel
from sori.geo.grid import east_of, south_of
from sori.people.service import departments
from sori.platform.translation import Language

CITY = "126.9,37.4,127.3,37.7"


async def reports(files: Files, points: list[tuple[float, float] | None], now: datetime, code: str = "parking") -> None:
    """Files a case at each of these points, by people who chose them on the report page's map."""
    async with files.database.transaction() as transaction:
        citizen, _ = await citizens.new(transaction, now)
        form = await service.form(transaction, code)
        assert form is not None
        for point in points:
            place = None if point is None else Place(Point(*point))
            filing = Filing(citizen.id, Channel.SMART_REPORT, Language.KO, None, None, form, {}, uuid4(), place)
            await service.file_case(transaction, filing, now)


def counted(found: Any) -> tuple[int, int, int]:
    """How many cases a map shows in all, of these close to being due and over it."""
    clusters, cases = found["clusters"], found["cases"]
    return (
        sum(one["count"] for one in clusters) + len(cases),
        sum(one["near"] for one in clusters) + sum(one["urgency"] == "near" for one in cases),
        sum(one["overdue"] for one in clusters) + sum(one["urgency"] == "overdue" for one in cases),
    )


async def test_the_map_has_the_lists_cases_at_every_zoom_and_those_without_a_place_beside_it(
    people: People, placed_files: Files, clock: Clock, database_url: str
) -> None:
    chance = random.Random(120)
    spots = [(chance.uniform(127.0, 127.2), chance.uniform(37.5, 37.6)) for _ in range(6)]
    points = [(x + chance.uniform(0, 0.01), y + chance.uniform(0, 0.01)) for x, y in spots for _ in range(10)]
    await reports(placed_files, [*points[:40], None, None], clock())
    clock.passes(3 * 3600)
    await reports(placed_files, [*points[40:], spots[0], spots[0]], clock())
    administrator = await people.actor("administrator")
    async with people.database.transaction() as transaction:
        [works] = [one for one in await departments.departments(transaction) if one.code == "works"]
        await departments.keep(transaction, administrator, works.id, works.name, ["officer"], clock())
    officer = await people.staff("officer")

    async def drawn(zoom: int, where: str = CITY, **query: str) -> Any:
        return await officer.read("/api/office/map", where=where, zoom=zoom, **query)

    for zoom in (0, 9, 12, 15, 20):
        found = await drawn(zoom)
        assert counted(found) == (62, 40, 0), f"at zoom {zoom}"
        assert found["unplaced"] == 2
    assert [len(found["clusters"]), len(found["cases"])] == [1, 60], "two at the same point are never apart"
    [pair] = found["clusters"]
    assert (round(pair["middle"]["longitude"], 5), round(pair["middle"]["latitude"], 5)) == (
        round(spots[0][0], 5),
        round(spots[0][1], 5),
    )
    assert len((await drawn(0))["clusters"]) == 1
    near = await drawn(12, view="near")
    assert (counted(near), near["unplaced"]) == ((40, 40, 0), 2)
    assert counted(await drawn(12, type="bay"))[0] == 0

    # A cluster's box holds just the cases that it counts, on the map and on the list.
    for cluster in (await drawn(12))["clusters"]:
        box = ",".join(str(cluster["box"][side]) for side in ("west", "south", "east", "north"))
        listed = (await officer.read("/api/office/desk", where=box))["items"]
        inside = [one["point"] for one in listed]
        assert len(inside) == cluster["count"], cluster
        middle = cluster["middle"]
        for degree in ("longitude", "latitude"):
            mean = sum(point[degree] for point in inside) / len(inside)
            assert abs(mean - middle[degree]) < 1e-5
    listed = (await officer.read("/api/office/desk", where="none"))["items"]
    assert [one["point"] for one in listed] == [None, None]
    [[unlike]] = await rows(
        database_url, "select count(*) from field_case where (longitude is null) <> (map_east is null)"
    )
    assert unlike == 0
    for longitude, latitude, east, south in await rows(
        database_url, "select longitude, latitude, map_east, map_south from field_case where map_east is not null"
    ):
        assert abs(east_of(longitude) - east) + abs(south_of(latitude) - south) <= 1, "the database projects as we do"

    # What is finished is late no more; what lies before another department is not seen.
    clock.passes(2.5 * 3600)
    assert counted(await drawn(12)) == (62, 22, 40)
    one = (await drawn(20))["cases"][0]
    await officer.do(f"/api/office/cases/{one['id']}/accept")
    await officer.do(f"/api/office/cases/{one['id']}/complete", text="치웠습니다.")
    assert counted(await drawn(12))[0] == 61
    assert counted(await drawn(12, view="finished")) == (1, 0, 0)
    clock.passes(31 * 24 * 3600)
    officer = await people.staff("officer")
    assert counted(await drawn(12, view="finished"))[0] == 0, "a month is what the desk counts"
    assert (await officer.read("/api/office/desk", view="finished"))["items"] == []
    looks = await rows(database_url, "select count(*) from audit where action = 'case.map_looked_at'")
    assert looks[0][0] >= 10


async def test_another_departments_cases_are_on_nobody_elses_map_and_a_part_that_is_none_is_refused(
    people: People, placed_files: Files, clock: Clock
) -> None:
    await reports(placed_files, [(127.05, 37.55)], clock())
    officer: Browser = await people.staff("officer")
    seen = await officer.read("/api/office/map", where=CITY, zoom=12)
    assert seen == {"clusters": [], "cases": [], "unplaced": 0}, "who speaks for no department has no cases"
    leader = await people.staff("administrator")
    assert len((await leader.read("/api/office/map", where=CITY, zoom=12))["cases"]) == 1
    for where in ("", "none", "1,2,3", "127,38,126,37", "a,b,c,d", "0,0,0,nan"):
        refused = await leader.get("/api/office/map", params={"where": where, "zoom": 12})
        assert problem(refused) == (422, "box_malformed"), where
    assert problem(await leader.get("/api/office/desk", params={"where": "somewhere"})) == (422, "box_malformed")
