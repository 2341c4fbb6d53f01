"""How many contacts a second one core plays in virtual time, beside SimPy and Ciw; and a city's day a thousand times.

    python3 -m venv .cache/bench && .cache/bench/bin/pip install -e '.[bench,twin]'
    .cache/bench/bin/python bench/twin.py             two models, each way, about a minute
    .cache/bench/bin/python bench/twin.py --city      also the model city's day, 1,000 times on two cores

Two models of a day, 47,000 contacts each: M/M/100+M at load 0.98, and three queues with two skill groups of 50, where
one queue has priority and one flows over to the other group after 20 seconds. SimPy is handed the very arrivals,
patience and talks that Sori draws, and must answer the same contacts after the same wait, which is checked; it is
written as its manual does it (a Resource) or, where that can't say the rule, with a deque a queue. Ciw draws its own,
and has no rule for the second model. CPU seconds of one core, the best of three in turn, the draws of Sori included
("whole run") or not ("engine"). Plain and compiled must log every decision bit for bit the same.

Without SimPy, Ciw or numba that way is left out and said so.
"""

import argparse
import random
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from sori.twin import chance, engine, run
from sori.twin.chance import SECOND, Day
from sori.twin.scenario import Scenario, convert, read, repeated
from sori.twin.service import MODEL_CITY

REPETITIONS = 3
TALK_S, PATIENCE_S, LOAD = 180.0, 360.0, 98.0
OVERFLOW_S, HEAD_START_S = 20.0, 60.0
SHARES = {"parking": 0.4, "water": 0.43, "emergency": 0.15}


@dataclass(frozen=True)
class Result:
    """CPU seconds, and what came of it: how many were answered, and their waits together in seconds."""

    seconds: float
    answered: int
    waited_s: float
    log: Any = None


def one_queue() -> Scenario:
    """M/M/100+M at load 0.98."""
    return day_of([{"name": "all", "steps": [{"skill": "all"}]}], {"all": LOAD}, [({"all": 1}, 100)])


def three_queues() -> Scenario:
    """Two groups of 50; parking is water's too after a while, and an emergency everybody's, and first."""
    queues = [
        {"name": "parking", "steps": [{"skill": "parking"}, {"skill": "water", "after_s": OVERFLOW_S}]},
        {"name": "water", "steps": [{"skill": "water"}]},
        {"name": "emergency", "steps": [{"skill": "emergency"}], "head_start_s": HEAD_START_S},
    ]
    groups = [({"parking": 1, "emergency": 1}, 50), ({"water": 1, "emergency": 1}, 50)]
    return day_of(queues, {name: 100 * share for name, share in SHARES.items()}, groups)


def day_of(queues: list[Any], loads: dict[str, float], groups: list[tuple[dict[str, int], int]]) -> Scenario:
    topics = [
        {
            "name": name,
            "queue": name,
            "calls": [erlangs / TALK_S * 3600 * 4] * 6,
            "talk": {"mean_s": TALK_S},
            "patience": {"mean_s": PATIENCE_S},
        }
        for name, erlangs in loads.items()
    ]
    people = [
        {"name": str(number), "skills": skills, "at_desk": [count] * 6}
        for number, (skills, count) in enumerate(groups, 1)
    ]
    return convert(
        {
            "title": "a day",
            "from": "00:00",
            "to": "24:00",
            "interval_min": 240,
            "queues": queues,
            "topics": topics,
            "people": people,
        }
    )


# Sori's own ways.


def sori_whole(scenario: Scenario, *, fast: bool) -> Result:
    began = time.process_time()
    played = run.play(scenario, 0, fast=fast)
    return told(time.process_time() - began, played.log)


def sori_engine(scenario: Scenario, day: Day, *, fast: bool) -> Result:
    log = run.empty_log(day)
    began = time.process_time()
    log = run.played_log(scenario, day, log, fast)
    return told(time.process_time() - began, log)


def told(seconds: float, log: Any) -> Result:
    answered = log[engine.OUTCOME] == engine.TALKED
    waited = log[engine.ANSWERED][answered] - log[engine.ARRIVED][answered]
    return Result(seconds, int(answered.sum()), float(waited.sum()) / SECOND, log)


# SimPy.


def drawn(day: Day) -> list[tuple[float, int, float, float]]:
    """When each comes, to which queue, with how much patience and for how long; seconds."""
    rows = [day.arrived, day.draws[engine.QUEUE], day.draws[engine.PATIENCE], day.draws[engine.TALK]]
    return [
        (came / SECOND, queue, patience / SECOND, talk / SECOND)
        for came, queue, patience, talk in zip(*(row[: day.callers].tolist() for row in rows), strict=True)
    ]


def simpy_one_queue(day: Day) -> Result:
    import simpy  # noqa: PLC0415

    callers = drawn(day)
    waits: list[float] = []
    began = time.process_time()
    environment = simpy.Environment()
    people = simpy.Resource(environment, 100)

    def contact(patience: float, talk: float) -> Any:
        came = environment.now
        with people.request() as turn:
            yield turn | environment.timeout(patience)
            if turn.triggered:
                waits.append(environment.now - came)
                yield environment.timeout(talk)

    def arrivals() -> Any:
        for came, _, patience, talk in callers:
            yield environment.timeout(came - environment.now)
            environment.process(contact(patience, talk))

    environment.process(arrivals())
    environment.run(until=86_400)  # people go home then, whoever waits
    return Result(time.process_time() - began, len(waits), sum(waits))


class Floor:
    """The rule of `three_queues` by hand: a deque of contacts a queue, a deque of free people a group."""

    STARTS = (0.0, 0.0, HEAD_START_S)
    SERVES = ((0, 2), (1, 2, 0))

    def __init__(self, environment: Any) -> None:
        self.environment = environment
        self.free = [deque((0.0, group, number) for number in range(50)) for group in (0, 1)]
        self.waiting: list[deque[tuple[float, Any]]] = [deque(), deque(), deque()]

    def person_for(self, queue: int, waited: float) -> tuple[float, int, int] | None:
        own, other = self.free
        if queue == 2:
            groups = [group for group in self.free if group]
            return min(groups, key=lambda group: group[0]).popleft() if groups else None
        if queue == 1:
            return other.popleft() if other else None
        if own:
            return own.popleft()
        return other.popleft() if other and waited >= OVERFLOW_S else None

    def head(self, queue: int) -> tuple[float, Any] | None:
        line = self.waiting[queue]
        while line and line[0][1].triggered:
            line.popleft()
        return line[0] if line else None

    def next_for(self, group: int) -> Any:
        now, best, best_key = self.environment.now, None, float("inf")
        for queue in self.SERVES[group]:
            head = self.head(queue)
            if head is None or (group == 1 and queue == 0 and now - head[0] < OVERFLOW_S):
                continue
            if head[0] - self.STARTS[queue] < best_key:
                best, best_key = queue, head[0] - self.STARTS[queue]
        return None if best is None else self.waiting[best].popleft()[1]

    def overflow(self) -> None:
        head = self.head(0)
        # A timer's moment is computed otherwise than the wait, so that they may differ in the last digit.
        if head is not None and self.free[1] and self.environment.now - head[0] >= OVERFLOW_S - 1e-9:
            self.waiting[0].popleft()
            head[1].succeed(self.free[1].popleft())


def simpy_three_queues(day: Day) -> Result:
    import simpy  # noqa: PLC0415

    callers = drawn(day)
    waits: list[float] = []
    began = time.process_time()
    environment = simpy.Environment()
    floor = Floor(environment)

    def contact(queue: int, patience: float, talk: float) -> Any:
        came = environment.now
        person = floor.person_for(queue, 0.0)
        if person is None:
            turn = environment.event()
            floor.waiting[queue].append((came, turn))
            gives_up = environment.timeout(patience)
            if queue == 0:
                yield turn | gives_up | environment.timeout(OVERFLOW_S)
                if not turn.triggered and not gives_up.processed:
                    floor.overflow()
            yield turn | gives_up
            if not turn.triggered:
                turn.succeed()
                return
            person = turn.value
        waits.append(environment.now - came)
        yield environment.timeout(talk)
        group = person[1]
        following = floor.next_for(group)
        person = (environment.now, *person[1:])
        if following is None:
            floor.free[group].append(person)
        else:
            following.succeed(person)

    def arrivals() -> Any:
        for came, queue, patience, talk in callers:
            yield environment.timeout(came - environment.now)
            environment.process(contact(queue, patience, talk))

    environment.process(arrivals())
    environment.run(until=86_400)  # people go home then, whoever waits
    return Result(time.process_time() - began, len(waits), sum(waits))


# Ciw.


def ciw_one_queue() -> Result:
    import ciw  # noqa: PLC0415

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(LOAD / TALK_S)],
        service_distributions=[ciw.dists.Exponential(1 / TALK_S)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE_S)],
        number_of_servers=[100],
    )
    ciw.seed(1)
    began = time.process_time()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(86_400)
    seconds = time.process_time() - began
    served = [one for one in simulation.get_all_records() if one.record_type == "service"]
    return Result(seconds, len(served), sum(one.waiting_time for one in served))


# The table.


def compare(title: str, scenario: Scenario, peers: dict[str, Callable[[Day], Result]]) -> None:
    day = chance.draw(scenario, 0)
    compiled = find_spec("numba") is not None
    ways: dict[str, Callable[[], Result]] = {"Sori, plain, whole run": lambda: sori_whole(scenario, fast=False)}
    ways["Sori, plain, engine"] = lambda: sori_engine(scenario, day, fast=False)
    if compiled:
        sori_whole(scenario, fast=True)  # compiles
        ways["Sori, compiled, whole run"] = lambda: sori_whole(scenario, fast=True)
        ways["Sori, compiled, engine"] = lambda: sori_engine(scenario, day, fast=True)
    ways |= {name: (lambda do=do: do(day)) for name, do in peers.items()}
    results: dict[str, list[Result]] = {name: [] for name in ways}
    for _ in range(REPETITIONS):
        for name, do in ways.items():
            results[name].append(do())
    print(f"{title}: {day.callers:,} contacts")
    print(f"{'':<28}{'a second':>12}{'answered':>10}{'mean wait':>11}{'Sori whole / it':>22}")
    best = {name: min(one.seconds for one in found) for name, found in results.items()}
    own = [name for name in ways if name.endswith("whole run")]
    for name, found in results.items():
        one = found[0]
        ratios = " ".join(f"{best[name] / best[mine]:.1f}" for mine in own) if not name.startswith("Sori") else ""
        print(
            f"{name:<28}{day.callers / best[name]:>12,.0f}{one.answered:>10,}"
            f"{one.waited_s / one.answered:>10.2f}s{ratios:>22}"
        )
    check(results)
    print()


def check(results: dict[str, list[Result]]) -> None:
    own = results["Sori, plain, engine"][0]
    for name, found in results.items():
        for one in found:
            if one.log is not None and not np.array_equal(one.log, own.log):
                raise SystemExit(f"{name} logged something else than the plain engine")
            if name == "SimPy" and (one.answered != own.answered or abs(one.waited_s - own.waited_s) > 0.01):
                raise SystemExit(f"SimPy answered others, or after other waits: {one} {own.answered} {own.waited_s}")


def city(times: int) -> None:
    scenario = repeated(read(MODEL_CITY.read_text("utf-8")), times)
    fast = find_spec("numba") is not None
    if fast:
        run.play(scenario, 0, fast=True)
    began = time.perf_counter()
    calls = people = 0.0
    for counted in run.replications(scenario, 2, fast=fast):
        calls += counted[0].sum()
    people = sum(max(group.at_desk) for group in scenario.people)
    seconds = time.perf_counter() - began
    print(
        f"The model city's day, {people} people, {times:,} times on two cores, {'compiled' if fast else 'plain'}: "
        f"{seconds:.1f} s, {calls / seconds:,.0f} contacts a second"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--city", type=int, nargs="?", const=1000, metavar="TIMES", help="also the city's day (1000)")
    options = parser.parse_args()
    random.seed(1)
    for name in ("simpy", "ciw", "numba"):
        if find_spec(name) is None:
            print(f"{name} is not installed: left out. See the command above this file's code.")
    simpy, ciw = find_spec("simpy") is not None, find_spec("ciw") is not None
    one: dict[str, Callable[[Day], Result]] = {"SimPy": simpy_one_queue} if simpy else {}
    if ciw:
        one["Ciw (its own draws)"] = lambda _: ciw_one_queue()
    compare("M/M/100+M at load 0.98", one_queue(), one)
    compare("Three queues, two groups", three_queues(), {"SimPy": simpy_three_queues} if simpy else {})
    if options.city:
        city(options.city)


if __name__ == "__main__":
    main()
