"""What the page of the twin asks for: playing, keeping, and a day of the centre as a scenario."""

from typing import Any

import msgspec

from factories import Clock, problem, rows
from running import People
from sori.twin.scenario import Scenario

from .days import one_queue


def as_json(scenario: Scenario) -> Any:
    return msgspec.json.decode(msgspec.json.encode(scenario))


async def test_a_scenario_is_played_for_whoever_plans(people: People) -> None:
    leader = await people.staff("team_leader")
    asked = as_json(one_queue(5, 100, 150, 60, replications=3))
    told = await leader.do("/api/twin/plays", **asked)
    assert 0.5 < told["day"]["answer_rate"]["mean"] < 1
    assert len(told["intervals"]["occupancy"]) == 6
    assert len(told["answer_rates"]) == 3
    more = await leader.do("/api/twin/plays", **as_json(one_queue(8, 100, 150, 60, replications=3)))
    assert more["day"]["calls"] == told["day"]["calls"]
    assert more["day"]["answer_rate"]["mean"] > told["day"]["answer_rate"]["mean"]


async def test_what_is_wrong_or_too_much_is_told(people: People) -> None:
    leader = await people.staff("team_leader")
    asked = as_json(one_queue(5, 100, 150))
    asked["topics"][0]["queue"] = "elsewhere"
    wrong = await leader.post("/api/twin/plays", json=asked)
    assert problem(wrong) == (422, "twin_scenario")
    assert "no [[queues]] is called 'elsewhere'" in wrong.json()["detail"]
    filed = as_json(one_queue(5, 100, 150)) | {"arrivals": "/etc/passwd"}
    filed["topics"][0]["calls"] = []
    assert problem(await leader.post("/api/twin/plays", json=filed)) == (422, "twin_recorded")
    assert problem(await leader.post("/api/twin/scenarios", json=filed)) == (422, "twin_recorded")
    much = as_json(one_queue(5, 100_000, 150))
    assert problem(await leader.post("/api/twin/plays", json=much)) == (422, "twin_too_large")
    many = as_json(one_queue(5_000, 100, 150))
    assert problem(await leader.post("/api/twin/plays", json=many)) == (422, "twin_too_many_people")
    counsellor = await people.staff("anna")
    assert (await counsellor.post("/api/twin/plays", json=asked)).status_code == 403


async def test_a_kept_scenario_is_everybodys_who_plans_until_it_is_removed(people: People, database_url: str) -> None:
    leader, administrator = await people.staff("team_leader"), await people.staff("administrator")
    asked = as_json(one_queue(5, 100, 150, 60))
    kept = await leader.do("/api/twin/scenarios", **asked)
    assert kept["scenario"] == asked
    [shown] = await administrator.read("/api/twin/scenarios")
    assert (shown["id"], shown["title"]) == (kept["id"], "one queue")
    assert (await administrator.read(f"/api/twin/scenarios/{kept['id']}"))["scenario"] == asked
    assert (await administrator.delete(f"/api/twin/scenarios/{kept['id']}")).is_success
    assert (await leader.get(f"/api/twin/scenarios/{kept['id']}")).status_code == 404
    kinds = await rows(database_url, "select kind from event where starts_with(kind, 'twin.') order by id")
    assert kinds == [("twin.kept",), ("twin.removed",)]


async def test_the_model_city_can_be_played(people: People) -> None:
    leader = await people.staff("team_leader")
    city = await leader.read("/api/twin/model-city")
    city["replications"] = 1
    told = await leader.do("/api/twin/plays", **city)
    assert 8_000 < told["day"]["calls"]["mean"] < 25_000


async def test_a_day_of_the_centre_becomes_a_scenario(people: People, clock: Clock) -> None:
    leader = await people.staff("team_leader")
    day = clock().date().isoformat()
    assert problem(await leader.get(f"/api/twin/days/{day}")) == (404, "twin_nothing_came")
    await people.counsellor()
    await people.citizen().opens()
    clock.passes(3600)
    scenario = await leader.read(f"/api/twin/days/{day}")
    assert sum(sum(topic["calls"]) for topic in scenario["topics"]) == 1
    assert max(max(group["at_desk"]) for group in scenario["people"]) == 1
    told = await leader.do("/api/twin/plays", **scenario)
    assert told["day"]["calls"]["mean"] >= 0
