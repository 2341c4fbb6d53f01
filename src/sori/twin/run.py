"""Plays a scenario: builds the centre as the router knows it, plays each replication, and counts."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sori import routing
from sori.routing import NEVER, NONE, Centre, build
from sori.twin import chance, compiled, engine
from sori.twin.chance import SECOND, Day, Integers
from sori.twin.recorded import Recorded
from sori.twin.scenario import Scenario, ScenarioQueue

Times: TypeAlias = "Integers | NDArray[np.float64]"

COUNTED = ("calls", "answered", "gave_up", "turned_away", "in_menu", "in_time", "wait_s", "busy_s", "staffed_s")
"""What is counted of each interval: contacts by when they called (`calls` all of them, second attempts too), seconds
waited by those answered, and seconds that people had a contact in hand and were planned at their desks."""


@dataclass(frozen=True)
class Played:
    """What became of one replication: the log of every contact as `engine` notes it, and the day it was played on."""

    day: Day
    log: Integers
    counted: NDArray[np.float64]
    """Rows as `COUNTED`, a column an interval."""


def centre_of(scenario: Scenario, contacts: int) -> Centre:
    """Give the centre as the live router would hold it, with nobody at their desk."""
    skills = {
        skill: number
        for number, skill in enumerate(dict.fromkeys(skill for group in scenario.people for skill in group.skills))
    }
    queues = [_rule(queue, skills) for queue in scenario.queues]
    people = [
        routing.Counsellor(
            {skills[skill]: level for skill, level in group.skills.items()}, group.chats, group.takes_calls
        )
        for group in scenario.people
        for _ in range(max(group.at_desk))
    ]
    return build(queues, people, contacts)


def _rule(queue: ScenarioQueue, skills: dict[str, int]) -> routing.QueueRule:
    grows = queue.elastic
    elastic = None
    if grows is not None:
        cooldown_us = round(grows.cooldown_s * SECOND)
        elastic = routing.Elastic(grows.minimum, grows.maximum, grows.waiting_per_person, cooldown_us)
    return routing.QueueRule(
        round(queue.head_start_s * SECOND),
        [routing.Step(round(step.after_s * SECOND), skills[step.skill], step.level) for step in queue.steps],
        elastic,
    )


def plan(scenario: Scenario) -> tuple[Integers, Integers]:
    """Give the people's rows and the changes of their plan, as `engine` takes them."""
    width = scenario.interval_min * 60 * SECOND
    paces: list[int] = []
    changes: list[tuple[int, int, int]] = []
    for group in scenario.people:
        first, before = len(paces), 0
        for interval, at_desk in enumerate([*group.at_desk, 0]):
            on = [(interval * width, first + who, 1) for who in range(before, at_desk)]
            changes += on + [(interval * width, first + who, 0) for who in range(at_desk, before)]
            before = at_desk
        paces += [round(group.pace * 1000)] * max(group.at_desk)
    changes.sort(key=lambda change: change[0])
    people = np.zeros((engine.PEOPLE, len(paces)), dtype=np.int64)
    people[engine.PACE] = paces
    return people, np.array([*changes, (NEVER, NONE, 0)], dtype=np.int64).T.copy()


def timed(scenario: Scenario) -> bool:
    """Whether time alone can make something due: overflow steps that open later, or elastic groups."""
    return any(queue.elastic is not None or queue.steps[-1].after_s > 0 for queue in scenario.queues)


def play(scenario: Scenario, replication: int, *, fast: bool = False, recorded: Recorded | None = None) -> Played:
    """Play one replication, plain or `fast`: compiled, which needs numba and half a minute once. Both do the same.

    `recorded` are the arrivals that the scenario names, if it names some.
    """
    day = chance.draw(scenario, replication, recorded)
    log = played_log(scenario, day, empty_log(day), fast)
    return Played(day, log, count(scenario, day, log))


def empty_log(day: Day) -> Integers:
    """Give the log before anything happened: when each first comes, and nothing else."""
    log = np.full((engine.LOG, len(day.arrived)), NONE, dtype=np.int64)
    log[engine.ARRIVED] = day.arrived
    for row in (engine.OUTCOME, engine.MOVED, engine.SERVED):
        log[row] = 0
    return log


def played_log(scenario: Scenario, day: Day, log: Integers, fast: bool) -> Integers:
    """Let the engine play the day; gives the filled log."""
    slots = 1 << max(
        8, (len(day.arrived) - 1).bit_length()
    )  # so that days of about the same size share their compiled form
    centre = centre_of(scenario, slots)
    people, changes = plan(scenario)
    room = np.array([NONE if queue.room is None else queue.room for queue in scenario.queues], dtype=np.int64)
    if fast:
        compiled.play(centre, int(timed(scenario)), day.callers, day.draws, log, people, changes, room)
        return log
    rows = log.tolist()
    engine.play(
        centre,
        int(timed(scenario)),
        day.callers,
        day.draws.tolist(),
        rows,
        people.tolist(),
        changes.tolist(),
        room.tolist(),
    )
    return np.array(rows, dtype=np.int64)


def count(scenario: Scenario, day: Day, log: Integers) -> NDArray[np.float64]:
    """Count a played day by interval."""
    width, intervals = scenario.interval_min * 60 * SECOND, scenario.intervals
    came = log[engine.ARRIVED] < NEVER
    log = log[:, came]
    interval = np.minimum(log[engine.ARRIVED] // width, intervals - 1)
    menu = np.minimum(day.lost_in_menu // width, intervals - 1)
    outcome = log[engine.OUTCOME]
    answered = outcome == engine.TALKED
    wait = np.where(answered, log[engine.ANSWERED] - log[engine.ARRIVED], 0)

    def tally(chosen: Any, weights: Any = None) -> NDArray[np.float64]:
        found = np.bincount(interval[chosen], None if weights is None else weights[chosen], intervals)
        return found.astype(np.float64)

    in_menu = np.bincount(menu, minlength=intervals).astype(np.float64)
    at_desk = np.sum([group.at_desk for group in scenario.people], axis=0)
    return np.stack(
        [
            tally(outcome >= 0) + in_menu,
            tally(answered),
            tally((outcome == engine.GAVE_UP) | (outcome == engine.WAITING)),
            tally(outcome == engine.TURNED_AWAY),
            in_menu,
            tally(answered & (wait <= scenario.within_s * SECOND)),
            tally(answered, wait / SECOND),
            _busy(log, width, intervals) / SECOND,
            at_desk * (width / SECOND),
        ]
    )


def by_queue(scenario: Scenario, replication: int, recorded: Recorded | None = None) -> NDArray[np.float64]:
    """Play one replication and count who reached each queue and was answered in time: 2 × queues × intervals.

    Second attempts count, those who hung up in the menu do not: nobody at a desk could have answered them.
    """
    day = chance.draw(scenario, replication, recorded)
    log = played_log(scenario, day, empty_log(day), fast=False)
    came = np.flatnonzero(log[engine.ARRIVED] < NEVER)
    names = [queue.name for queue in scenario.queues]
    queues = np.array([names.index(topic.queue) for topic in scenario.topics], dtype=np.int64)
    queue = queues[day.topic[came % max(day.callers, 1)]]
    width, intervals = scenario.interval_min * 60 * SECOND, scenario.intervals
    interval = np.minimum(log[engine.ARRIVED][came] // width, intervals - 1)
    wait = log[engine.ANSWERED][came] - log[engine.ARRIVED][came]
    in_time = (log[engine.OUTCOME][came] == engine.TALKED) & (wait <= scenario.within_s * SECOND)
    cell = queue * intervals + interval
    size = len(names) * intervals
    counts = np.stack([np.bincount(cell, minlength=size), np.bincount(cell[in_time], minlength=size)])
    return counts.reshape(2, len(names), intervals).astype(np.float64)


def _busy(log: Integers, width: int, intervals: int) -> NDArray[np.float64]:
    """Seconds in hand by interval: the last stay in somebody's hands, and before it that of a contact passed on."""
    held = log[:, log[engine.WHO] != NONE]
    last = held[engine.FREED] - held[engine.OFFERED]
    passed_on = held[engine.MOVED] == 1
    begins = np.concatenate([held[engine.OFFERED], held[engine.ANSWERED][passed_on]])
    lasts = np.concatenate([last, (held[engine.SERVED] - last)[passed_on]])
    return in_hand(begins, lasts, width, intervals)


def in_hand(begins: Times, lasts: Times, width: float, intervals: int) -> NDArray[np.float64]:
    """Give how much of spans of time, which may overlap, lies in each interval; `width` and they are of one unit."""
    bounds = np.arange(intervals + 1) * width

    def passed(moments: Times) -> NDArray[np.float64]:
        ordered = np.sort(moments)
        sums = np.concatenate([[0.0], np.cumsum(ordered, dtype=np.float64)])
        before = np.searchsorted(ordered, bounds)
        total: NDArray[np.float64] = before * bounds - sums[before]
        return total

    return np.diff(passed(begins) - passed(begins + lasts))


def _counted(scenario: Scenario, fast: bool, recorded: Recorded | None, replication: int) -> NDArray[np.float64]:
    return play(scenario, replication, fast=fast, recorded=recorded).counted


def replications(
    scenario: Scenario,
    processes: int = 1,
    *,
    fast: bool = False,
    numbers: Iterable[int] | None = None,
    recorded: Recorded | None = None,
) -> Iterator[NDArray[np.float64]]:
    """Play the replications (all of the scenario's, or these) and give each one's counts, in their order.

    The same seeds give the same counts on however many processes and machines.
    """
    chosen = range(scenario.replications) if numbers is None else numbers
    one: Callable[[int], NDArray[np.float64]] = partial(_counted, scenario, fast, recorded)
    if processes == 1:
        yield from map(one, chosen)
        return
    # Compiled runs let go of the interpreter's lock, and each process would have to compile for itself.
    pool = ThreadPoolExecutor(processes) if fast else ProcessPoolExecutor(processes, get_context("spawn"))
    with pool:
        yield from pool.map(one, chosen)
