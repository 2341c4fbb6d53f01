"""How many people it takes: the search gives what the formula gives where there is one, and nobody too many."""

from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sori.cli import main
from sori.staffing.least import ServiceTarget, least_agents
from sori.staffing.patience import erlang_a
from sori.twin.requirement import Levels, LevelTarget, OutOfReach, Requirement, people_needed
from sori.twin.run import by_queue
from sori.twin.scenario import Scenario, convert, read, written

SHARE, WITHIN_S, HANDLING_S, PATIENCE_S = 0.8, 20.0, 180.0, 300.0


def two_queues(calls: list[list[float]], generalists: bool = False) -> Scenario:
    intervals = len(calls[0])
    skills = [{"water": 1}, {"traffic": 1}, *([{"water": 1, "traffic": 1}] if generalists else [])]
    return convert(
        {
            "title": "two queues",
            "from": "09:00",
            "to": f"{9 + intervals // 2:02}:{30 * (intervals % 2):02}",
            "within_s": WITHIN_S,
            "replications": 6,
            "queues": [{"name": name, "steps": [{"skill": name}]} for name in ("water", "traffic")],
            "topics": [
                {
                    "name": name,
                    "queue": name,
                    "calls": of_queue,
                    "talk": {"mean_s": HANDLING_S},
                    "patience": {"mean_s": PATIENCE_S},
                }
                for name, of_queue in zip(("water", "traffic"), calls, strict=True)
            ],
            "people": [{"name": " ".join(each), "skills": each, "at_desk": [3] * intervals} for each in skills],
        }
    )


def by_formula(scenario: Scenario) -> Levels:
    """Each queue and interval by itself, in a steady state: Erlang A."""
    came = np.array([topic.calls for topic in scenario.topics])
    people = np.array([group.at_desk for group in scenario.people])
    rate = np.maximum(came / (scenario.interval_min * 60), 1e-12)
    level = erlang_a(np.maximum(people, 1), rate, HANDLING_S, PATIENCE_S).service_level(WITHIN_S)
    return Levels(came, np.where(people > 0, level, 0) * came)


CALLS = st.lists(st.sampled_from([0.0, 1.0, 7.5, 40.0, 100.0]), min_size=7, max_size=7)


@settings(max_examples=25, deadline=None)
@given(st.lists(CALLS, min_size=2, max_size=2))
def test_where_there_is_a_formula_the_search_gives_its_numbers(calls: list[list[float]]) -> None:
    if not np.any(calls):
        return
    found = people_needed(two_queues(calls), LevelTarget(SHARE), by_formula)
    assert isinstance(found, Requirement)
    rate = np.array(calls) / 1800
    least = least_agents(rate, HANDLING_S, ServiceTarget(SHARE, WITHIN_S), PATIENCE_S)
    assert [group.at_desk for group in found.scenario.people] == least.tolist()


@cache
def played(text: str, first: int = 0) -> tuple[np.ndarray, np.ndarray]:
    scenario = read(text)
    counts = np.mean([by_queue(scenario, number) for number in range(first, first + scenario.replications)], axis=0)
    return counts[0], counts[1]


def by_twin(scenario: Scenario) -> Levels:
    return Levels(*played(written(scenario)))


@pytest.mark.parametrize("each_queue", [True, False])
def test_nobody_can_be_taken_away_from_what_the_twin_found(each_queue: bool) -> None:
    target = LevelTarget(SHARE, each_queue=each_queue)
    scenario = two_queues([[30.0, 50.0, 20.0], [12.0, 8.0, 25.0]], generalists=True)
    found = people_needed(scenario, target, by_twin)
    assert isinstance(found, Requirement)
    assert not target.lacking(by_twin(found.scenario)).any()
    people = found.scenario.people
    for number, group in enumerate(people):
        for interval, at_desk in enumerate(group.at_desk):
            if at_desk:
                fewer = [*group.at_desk[:interval], at_desk - 1, *group.at_desk[interval + 1 :]]
                less = msgspec.structs.replace(group, at_desk=fewer)
                tried = msgspec.structs.replace(scenario, people=[*people[:number], less, *people[number + 1 :]])
                assert target.lacking(by_twin(tried)).any()


def test_who_costs_more_is_taken_less() -> None:
    scenario = two_queues([[30.0, 30.0], [30.0, 30.0]], generalists=True)
    hours = []
    for weights in ([1.0, 1.0, 3.0], [3.0, 3.0, 1.0]):
        found = people_needed(scenario, LevelTarget(SHARE), by_twin, weights)
        assert isinstance(found, Requirement)
        hours.append(sum(found.scenario.people[2].at_desk))
    assert hours[0] < hours[1]


def unserved() -> Scenario:
    """Two queues, the second of which asks for a level that nobody has."""
    scenario = two_queues([[30.0, 30.0], [30.0, 30.0]])
    water, traffic = scenario.queues
    step = msgspec.structs.replace(traffic.steps[0], level=3)
    return msgspec.structs.replace(scenario, queues=[water, msgspec.structs.replace(traffic, steps=[step])])


def test_a_target_that_nobody_could_reach_is_told_by_queue_and_interval() -> None:
    found = people_needed(unserved(), LevelTarget(SHARE), by_twin)
    assert found == [OutOfReach(1, interval, 0.0) for interval in (0, 1)]


def test_a_planner_finds_people_writes_them_down_and_is_told_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "day.toml", tmp_path / "found.toml"
    file.write_text(written(two_queues([[30.0, 20.0], [12.0, 8.0]], generalists=True)), "utf-8")
    assert main(["twin", "staff", str(file), "--target", "0.8", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "people for 80% in 20 s in every interval" in told
    found = read(out.read_text("utf-8"))
    hours = sum(sum(group.at_desk) for group in found.people) / 2
    assert f"\n{hours:,.1f} person-hours" in told
    played_again = np.mean([by_queue(found, number) for number in range(found.replications)], axis=0)
    assert (played_again[1] >= 0.8 * played_again[0]).all()

    file.write_text(written(unserved()), "utf-8")
    assert main(["twin", "staff", str(file)]) == 1
    assert "09:00 traffic: 0.0% at most" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["twin", "staff", str(file), "--target", "80"])
    assert "80 is not a share between 0 and 1" in capsys.readouterr().err
