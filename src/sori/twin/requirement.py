"""How many people of each group every interval takes, so that each queue is answered in time: a search on the twin.

Where people have several skills no formula tells what a queue gets of whom; the twin does. The search goes up from the
work that there is until the target is reached everywhere, then down again for as long as it stays reached. What it
ends with is least in the sense that nobody can be taken away, from any group in any interval, without missing the
target; another mix of groups may do with fewer. All trials have the same callers (common random numbers). That a
search on a simulation does well with few trials, and what else there is: Pot, Bhulai, Koole (2008), A simple staffing
method for multiskill call centers; Cezik, L'Ecuyer (2008), Staffing multiskill call centers via linear programming and
simulation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from sori.twin.scenario import Scenario

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

_REACH = 3
"""Taking somebody away is felt in the interval and in the two after it; further on, queues have emptied."""
_MOST_RISES = 60
_PLENTY = 3
"""So many times the work, and a dozen more, is as good as everybody at once."""


@dataclass(frozen=True)
class Levels:
    """Of each queue and interval, a mean over days: how many reached the queue, and how many were answered in time."""

    came: Floats
    in_time: Floats


@dataclass(frozen=True)
class LevelTarget:
    """This share of those who reach a queue is answered in time in every interval, in each queue or in all together."""

    share: float
    each_queue: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise ValueError("the share lies between 0 and 1")

    def counted(self, levels: Levels) -> tuple[Floats, Floats]:
        """Who came and who was answered in time, of each queue or of all as one, and interval."""
        if self.each_queue:
            return levels.came, levels.in_time
        return levels.came.sum(axis=0, keepdims=True), levels.in_time.sum(axis=0, keepdims=True)

    def lacking(self, levels: Levels) -> Floats:
        """How many more would have to be answered in time, by queue (or all as one) and interval; 0 is enough."""
        came, in_time = self.counted(levels)
        lacking: Floats = np.maximum(self.share * came - in_time - 1e-9, 0)
        return lacking


@dataclass(frozen=True)
class OutOfReach:
    """Where the target is missed whoever is there: the queue (None: all together), the interval, the share reached."""

    queue: int | None
    interval: int
    share: float


@dataclass(frozen=True)
class Requirement:
    """The people found, as a scenario, and how often the day was tried."""

    scenario: Scenario
    tries: int


Plays: TypeAlias = Callable[[Scenario], Levels]


def people_needed(
    scenario: Scenario, target: LevelTarget, plays: Plays, weights: Sequence[float] | None = None
) -> Requirement | list[OutOfReach]:
    """Give the people that reach the target in every interval, or where it is out of reach.

    `plays` gives the levels of a scenario, the same each time it is asked; `weights` are what a person of each group
    costs beside the others, 1 where none are given. Who has the fewest queues to serve is taken first.
    """
    search = _Search(scenario, target, plays, weights or [1.0] * len(scenario.people))
    if beyond := search.out_of_reach():
        return beyond
    search.start()
    while True:
        search.rise()
        search.fall()
        if not search.missed(search.people).any():
            return Requirement(search.with_people(search.people), search.tries)


class _Search:
    def __init__(self, scenario: Scenario, target: LevelTarget, plays: Plays, weights: Sequence[float]) -> None:
        self._scenario, self._target, self._plays, self._weights = scenario, target, plays, weights
        self.tries = 0
        self.people: Integers = np.array([group.at_desk for group in scenario.people], np.int64)
        self._serves = _serves(scenario)
        came = self._levels(self.people).came
        self._handling = np.array([_handling_s(scenario, queue.name) for queue in scenario.queues])
        self._work: Floats = came * self._handling[:, None] / (scenario.interval_min * 60)

    def with_people(self, people: Integers) -> Scenario:
        groups = [
            msgspec.structs.replace(group, at_desk=[int(number) for number in row])
            for group, row in zip(self._scenario.people, people, strict=True)
        ]
        return msgspec.structs.replace(self._scenario, people=groups)

    def out_of_reach(self) -> list[OutOfReach]:
        everybody = np.ceil(_PLENTY * self._work.sum(axis=0) + 12).astype(np.int64)
        levels = self._levels(np.tile(everybody, (len(self.people), 1)))
        came, in_time = self._target.counted(levels)
        return [
            OutOfReach(
                int(queue) if self._target.each_queue else None,
                int(interval),
                float(in_time[queue, interval] / came[queue, interval]),
            )
            for queue, interval in np.argwhere(self._target.lacking(levels) > 0)
        ]

    def start(self) -> None:
        """The work of each queue, given to those who serve it from the beginning and least else."""
        begun: Floats = np.zeros(self.people.shape)
        for queue in range(len(self._work)):
            first = min(np.flatnonzero(self._serves[:, queue]), key=lambda group: self._rank(int(group)))
            begun[first] += self._work[queue]
        self.people = np.ceil(begun - 1e-9).astype(np.int64)

    def rise(self) -> None:
        """Adds people where the target is missed: of each group as many are tried, and who helps most is taken."""
        patient = np.ones(self.people.shape[1], np.int64)
        for _ in range(_MOST_RISES):
            levels = self._levels(self.people)
            lacking = self._target.lacking(levels)
            short = lacking.sum(axis=0)
            if not short.any():
                return
            late = levels.came - levels.in_time
            steps = np.maximum(np.ceil(short * self._handling.mean() / (self._scenario.interval_min * 120)), 1)
            steps = np.where(short > 0, steps.astype(np.int64) * patient, 0)
            helpers = [group for group in range(len(self.people)) if late[self._serves[group]].any()]
            gains = np.full(self.people.shape, -np.inf)
            for group in sorted(helpers, key=self._rank):
                if len(helpers) == 1:
                    gains[group] = 1.0
                    break
                tried = self.people.copy()
                useful = (late[self._serves[group]] > 0).any(axis=0)
                tried[group] += np.where(useful, steps, 0)
                left = self._target.lacking(self._levels(tried)).sum(axis=0)
                gain = short - left + np.append((short - left)[1:], 0)
                gains[group] = np.where(useful, gain / self._weights[group], -np.inf)
            order = sorted(range(len(self.people)), key=self._rank)
            best = np.array(order)[np.argmax(gains[order], axis=0)]
            self.people[best, np.arange(self.people.shape[1])] += steps
            # Where nobody helped, more at once may: a queue that is overrun answers nobody in time for a while.
            patient = np.where((gains.max(axis=0) <= 0) & (short > 0), patient * 2, 1)
        raise RuntimeError("the target is in reach, and was not reached")

    def fall(self) -> None:
        """Takes people away one by one wherever the target stays reached, in intervals that don't feel each other."""
        settled = self.people == 0
        while not settled.all():
            for group in sorted(range(len(self.people)), key=self._rank, reverse=True):
                for phase in range(_REACH):
                    chosen = np.arange(phase, self.people.shape[1], _REACH)
                    chosen = chosen[~settled[group, chosen]]
                    if not len(chosen):
                        continue
                    tried = self.people.copy()
                    tried[group, chosen] -= 1
                    missed = self.missed(tried)
                    felt = np.array([missed[interval : interval + _REACH].any() for interval in chosen], np.bool_)
                    self.people[group, chosen[~felt]] -= 1
                    settled[group, chosen[felt]] = True
                    settled[group] |= self.people[group] == 0

    def _rank(self, group: int) -> tuple[float, int, int]:
        """Cheap people before dear ones, those who serve few queues before those who serve many."""
        return self._weights[group], int(self._serves[group].sum()), group

    def missed(self, people: Integers) -> NDArray[np.bool_]:
        """In which intervals the target is missed."""
        lacking = self._target.lacking(self._levels(people))
        return np.asarray((lacking > 0).any(axis=0), np.bool_)

    def _levels(self, people: Integers) -> Levels:
        self.tries += 1
        return self._plays(self.with_people(people))


def _serves(scenario: Scenario) -> NDArray[np.bool_]:
    """Which group ever serves which queue."""
    chats = {
        queue.name: {topic.chat for topic in scenario.topics if topic.queue == queue.name} for queue in scenario.queues
    }
    return np.array(
        [
            [
                any(group.skills.get(step.skill, 0) >= step.level for step in queue.steps)
                and (group.takes_calls or True in chats[queue.name])
                and (group.chats > 0 or chats[queue.name] != {True})
                for queue in scenario.queues
            ]
            for group in scenario.people
        ],
        dtype=bool,
    )


def _handling_s(scenario: Scenario, queue: str) -> float:
    topics = [topic for topic in scenario.topics if topic.queue == queue]
    if not topics:
        return 0.0
    weights = [sum(topic.calls) for topic in topics]
    lasts = [topic.talk.mean_s + topic.wrap_up.mean_s + scenario.accept.mean_s for topic in topics]
    return float(np.average(lasts, weights=weights if sum(weights) else None))
