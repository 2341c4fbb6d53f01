"""How good the expected wait is that people are told, beside two rules in use elsewhere, in virtual time.

    python bench/expected_wait.py                              12,000 arrivals, about three minutes
    python bench/expected_wait.py --recording FILE --speed 18  other arrivals, another pace

`sori.routing` decides, as it does live. Arrivals are real requests of a city (docs/replay/boston311.toml), played so
many times as fast to 36 people with breaks; without the file, a seeded Poisson process whose rate goes up and down.
Talks are lognormal (mean 170 s, chats half as long again) with a wrap-up, patience exponential (mean 300 s), three of
ten contacts are chats, two at once. Nothing that is told knows more than a centre would know by then: durations,
arrivals and those who gave up are learnt as they come, and so is how wide the ranges must be.
"""

import argparse
import math
import sys
import time
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from sori.replay import recording
from sori.routing import (
    CALL,
    CHAT,
    MEDIA,
    NONE,
    Counsellor,
    Elastic,
    QueueRule,
    Step,
    arrive,
    build,
    due,
    free,
    leave,
    release,
    set_load,
    tick,
    withdraw,
)
from sori.routing import expected_wait as rule
from sori.routing.lookahead import Habits, Work, look_ahead

ROOT = Path(__file__).resolve().parents[1]
SECOND = 1_000_000
RECORDING = ROOT.parent / "shared/data/boston311/requests-2015-01-06.csv.gz"
NAMES = ["covid", "traffic", "water", "general", "directory"]
GENERAL = 3
QUEUES = [
    QueueRule(120 * SECOND, [Step(0, 0, 1), Step(20 * SECOND, GENERAL, 1)], Elastic(0, 6, 3, 30 * SECOND)),
    QueueRule(0, [Step(0, 1, 1), Step(40 * SECOND, GENERAL, 1)]),
    QueueRule(0, [Step(0, 2, 1), Step(60 * SECOND, GENERAL, 1)]),
    QueueRule(0, [Step(0, GENERAL, 1)]),
    QueueRule(0, [Step(0, 4, 1), Step(40 * SECOND, GENERAL, 1)]),
]
LANES = range(len(QUEUES) * MEDIA)
PEOPLE = 36
LINES = [3, 1, 3, 2, 3, 0, 3, 4, 1, 3]  # of ten people, whose line each is; all serve the general one
COUNSELLORS = [Counsellor({LINES[number % 10]: 1, GENERAL: 1}, 2, takes_calls=True) for number in range(PEOPLE)]
MIDDLE, SPREAD = math.log(170) - 0.18, 0.6  # of a talk
PATIENCE_S = 300.0
ROUND_S, ARRIVALS_OF_S, BREAK_S, BREAK_EVERY_S = 5, 600, 600, 5400
HORIZON_S = 3600.0
DECISIONS = 1000
UNTRIED = [60.0, 120.0, 180.0, 240.0, 400.0]


@dataclass
class Estimate:
    """One estimate as told, with what the two rules would have told."""

    at: int
    during: bool
    queue: int
    place: int
    told: rule.Expectation
    outlook: rule.Outlook
    average_s: float
    by_place_s: float | None


@dataclass
class Contact:
    """One citizen."""

    queue: int
    medium: int
    at: int
    estimates: list[Estimate] = field(default_factory=list)


@dataclass
class Ended:
    """An estimate with how long it took from then: to the answer, or (not answered) to giving up."""

    estimate: Estimate
    wait_s: float
    answered: bool


@dataclass
class Recent:
    """The last durations of a lane, also in ascending order."""

    latest: deque[float] = field(default_factory=deque)
    ascending: list[float] = field(default_factory=list)

    def add(self, seconds: float) -> None:
        self.latest.append(seconds)
        insort(self.ascending, seconds)
        if len(self.latest) > 300:
            self.ascending.pop(bisect_left(self.ascending, self.latest.popleft()))


class Seen:
    """What the centre has seen by now, and what is told by it."""

    def __init__(self) -> None:
        self.durations = [Recent() for _ in LANES]
        self.arrivals: list[deque[int]] = [deque() for _ in LANES]
        self.waited_s = [0.0] * len(QUEUES)
        self.gave_up = [0.0] * len(QUEUES)
        self.average_s = [0.0] * len(QUEUES)
        self.sides = [rule.Side() for _ in range(rule.KINDS)]
        self.ended: list[Ended] = []

    def habits(self, now: int) -> list[Habits]:
        together = sorted(second for lane in self.durations for second in list(lane.latest)[-60:]) or UNTRIED
        for arrivals in self.arrivals:
            while arrivals and arrivals[0] < now - ARRIVALS_OF_S * SECOND:
                arrivals.popleft()
        return [
            Habits(
                self.durations[lane].ascending if len(self.durations[lane].ascending) >= 30 else together,
                (1 + self.gave_up[lane // MEDIA]) / (1200 + self.waited_s[lane // MEDIA]),
                len(self.arrivals[lane]) / ARRIVALS_OF_S,
            )
            for lane in LANES
        ]

    def settle(self, contact: Contact, answered: bool, now: int) -> None:
        queue, wait_s = contact.queue, (now - contact.at) / SECOND
        if answered:
            self.average_s[queue] = rule.recent_average(self.average_s[queue], wait_s)
        self.gave_up[queue] += not answered
        self.waited_s[queue] += wait_s
        for one in contact.estimates:
            left_s = (now - one.at) / SECOND
            self.ended.append(Ended(one, left_s, answered))
            if answered or left_s > one.told.high_s:
                score = (left_s - one.outlook.mean_s) / one.outlook.spread_s
                side = self.sides[rule.kind(one.during, one.outlook.mean_s)]
                side.settle(score, left_s < one.told.low_s, left_s > one.told.high_s)


class Day:
    """The centre in virtual time."""

    def __init__(self, arrivals: list[tuple[float, int, int]], seed: int) -> None:
        self.arrivals = arrivals
        self.chance, self.ahead_chance = Random(seed), Random(seed + 1)
        self.centre = build(QUEUES, COUNSELLORS, len(arrivals))
        self.contacts: list[Contact] = []
        self.hands: list[dict[int, int]] = [{} for _ in COUNSELLORS]  # contact -> offered at
        self.waiting: set[int] = set()
        self.seen = Seen()
        self.now = 0
        self.over = self.rounds = 0
        self.cost_s = 0.0
        self.newcomers: dict[int, tuple[rule.Outlook | None, int, float | None]] = {}
        self.events: list[tuple[int, int, Callable[..., None], tuple[int, ...]]] = []
        self.number = count()

    def at(self, moment: int, what: Callable[..., None], *about: int) -> None:
        heappush(self.events, (moment, next(self.number), what, about))

    def play(self) -> None:
        for seconds, queue, medium in self.arrivals:
            self.at(round(seconds * SECOND), self.come, queue, medium)
        for person in range(PEOPLE):
            self.at(0, self.begin, person)
        self.at(0, self.look)
        while self.over < len(self.arrivals):
            moment, _, what, about = heappop(self.events)
            while (opens := due(self.centre, self.now)) != NONE and opens <= moment:
                self.now = opens
                while (found := tick(self.centre, self.now)) != (NONE, NONE):
                    self.offer(*found)
            self.now = moment
            what(*about)

    def come(self, queue: int, medium: int) -> None:
        slot, lane = len(self.contacts), queue * MEDIA + medium
        self.contacts.append(Contact(queue, medium, self.now))
        self.seen.arrivals[lane].append(self.now)
        if lane in self.newcomers:
            self.tell(slot, False, *self.newcomers[lane])
        self.at(self.now + round(self.chance.expovariate(1 / PATIENCE_S) * SECOND), self.give_up, slot)
        self.waiting.add(slot)
        person = arrive(self.centre, slot, queue, medium, self.now, NONE, NONE, self.now)
        if person != NONE:
            self.offer(slot, person)

    def give_up(self, slot: int) -> None:
        if slot in self.waiting:
            self.waiting.remove(slot)
            leave(self.centre, slot)
            self.finish(slot, answered=False)

    def offer(self, slot: int, person: int) -> None:
        self.waiting.remove(slot)
        self.hands[person][slot] = self.now
        self.at(self.now + round(self.chance.uniform(1.25, 3.75) * SECOND), self.accept, slot, person)

    def accept(self, slot: int, person: int) -> None:
        self.finish(slot, answered=True)
        lasts = self.chance.lognormvariate(MIDDLE, SPREAD) + 20 * self.chance.uniform(0.5, 1.5)
        lasts *= 1.5 if self.contacts[slot].medium == CHAT else 1
        self.at(self.now + round(lasts * SECOND), self.end, slot, person)

    def finish(self, slot: int, answered: bool) -> None:
        self.over += 1
        self.seen.settle(self.contacts[slot], answered, self.now)

    def end(self, slot: int, person: int) -> None:
        contact = self.contacts[slot]
        since = self.hands[person].pop(slot)
        self.seen.durations[contact.queue * MEDIA + contact.medium].add((self.now - since) / SECOND)
        if self.centre.on_duty[person] == 1:
            release(self.centre, person, contact.medium, self.now)
            self.fill(person)

    def begin(self, person: int) -> None:
        media = [self.contacts[slot].medium for slot in self.hands[person]]
        set_load(self.centre, person, media.count(CHAT), media.count(CALL), self.now)
        self.fill(person)
        self.at(self.now + round(self.chance.expovariate(1 / BREAK_EVERY_S) * SECOND), self.take_break, person)

    def take_break(self, person: int) -> None:
        withdraw(self.centre, person)
        self.at(self.now + BREAK_S * SECOND, self.begin, person)

    def fill(self, person: int) -> None:
        while (slot := free(self.centre, person, self.now)) != NONE:
            self.offer(slot, person)

    def look(self) -> None:
        """A round: what is told to whoever comes and, where it changed, to those who wait."""
        started = time.perf_counter()
        habits = self.seen.habits(self.now)
        works = [
            Work(
                person,
                medium,
                (self.now - since) / SECOND,
                habits[self.contacts[slot].queue * MEDIA + medium].durations_s,
            )
            for person, hands in enumerate(self.hands)
            if self.centre.on_duty[person] == 1
            for slot, since in hands.items()
            for medium in [self.contacts[slot].medium]
        ]
        slots = sorted(self.waiting, key=lambda slot: self.centre.key[slot])
        runs = max(6, min(24, DECISIONS // (len(slots) + len(works) + 10)))
        ahead = look_ahead(
            self.centre, slots, LANES, works, habits, self.now, HORIZON_S, runs, self.ahead_chance.random
        )
        for lane, joining in ahead.joining.items():
            own = [slot for slot in slots if self.centre.lane[slot] == lane]
            outlooks = rule.outlooks([*(ahead.waiting[slot] for slot in own), joining], 2.5, HORIZON_S)
            handling_s = fmean(habits[lane].durations_s)
            people = sum(
                self.centre.on_duty[number] == 1 and any(person.has(step) for step in QUEUES[lane // MEDIA].steps)
                for number, person in enumerate(COUNSELLORS)
            )
            for place, (slot, outlook) in enumerate(zip(own, outlooks[:-1], strict=True), 1):
                self.tell(slot, True, outlook, place, rule.place_rule(place, handling_s, people))
            by_place = 0.0 if max(joining) == 0 else rule.place_rule(len(own) + 1, handling_s, people)
            self.newcomers[lane] = outlooks[-1], len(own) + 1, by_place
        self.cost_s += time.perf_counter() - started
        self.rounds += 1
        self.at(self.now + ROUND_S * SECOND, self.look)

    def tell(self, slot: int, during: bool, outlook: rule.Outlook | None, place: int, by_place_s: float | None) -> None:
        if outlook is None:
            return
        contact = self.contacts[slot]
        told = rule.expectation(outlook, self.seen.sides[rule.kind(during, outlook.mean_s)])
        last = contact.estimates[-1] if contact.estimates else None
        if last and not rule.tell_again(last.told, told, (self.now - last.at) / SECOND, last.place == place):
            return
        average_s = rule.average_left(self.seen.average_s[contact.queue], (self.now - contact.at) / SECOND)
        contact.estimates.append(Estimate(self.now, during, contact.queue, place, told, outlook, average_s, by_place_s))


def report(day: Day) -> None:
    """Print coverage and errors, of all and by phase, queue and size of the wait that came."""
    head = (
        f"{'':34}{'told':>7}{'wait':>7}{'covered':>9}{'error':>7}{'average':>9}{'place':>7}{'ratio':>7}{'gave up':>9}"
    )
    print(head)
    kinds: list[tuple[str, Callable[[Ended], bool]]] = [
        ("all", lambda _: True),
        ("before queueing", lambda one: not one.estimate.during),
        ("while waiting", lambda one: one.estimate.during),
        ("before queueing, waited over 10 s", lambda one: not one.estimate.during and one.wait_s > 10),
        *((name, lambda one, number=number: one.estimate.queue == number) for number, name in enumerate(NAMES)),
    ]
    for name, chosen in kinds:
        line(name, [one for one in day.seen.ended if chosen(one)])
    gave_up = sum(day.seen.gave_up)
    print(
        f"{len(day.contacts):,} contacts in {day.now / SECOND / 3600:.1f} h, {gave_up:.0f} gave up; "
        f"{day.rounds:,} rounds of {1000 * day.cost_s / day.rounds:.1f} ms"
    )


def line(name: str, ended: list[Ended]) -> None:
    answered = [one for one in ended if one.answered]
    decided = [one for one in ended if one.answered or one.wait_s > one.estimate.told.high_s]
    if not answered:
        return
    held = [one for one in answered if one.estimate.told.low_s <= one.wait_s <= one.estimate.told.high_s]

    def error(rule_s: Callable[[Estimate], float | None]) -> float:
        pairs: Iterable[tuple[float | None, float]] = ((rule_s(one.estimate), one.wait_s) for one in answered)
        return fmean(abs(told - wait) for told, wait in pairs if told is not None)

    ours, average = error(lambda one: one.told.mean_s), error(lambda one: one.average_s)
    print(
        f"{name:34}{len(ended):7,}{fmean(one.wait_s for one in answered):6.0f}s{100 * len(held) / len(decided):8.1f}%"
        f"{ours:6.1f}s{average:8.1f}s{error(lambda one: one.by_place_s):6.1f}s{ours / average:7.2f}"
        f"{len(ended) - len(decided):9,}"
    )


def recorded(path: Path, speed: float, most: int) -> list[tuple[float, int]]:
    """The first arrivals of a recording as seconds and queue."""
    arrivals = recording.read(path, recording.mapping(ROOT / "docs/replay/boston311.toml"), most).arrivals
    first = arrivals[0].at
    return [((one.at - first).total_seconds() / speed, min(int(one.menu_key), GENERAL + 1)) for one in arrivals]


def drawn(most: int, chance: Random) -> list[tuple[float, int]]:
    """A Poisson process, ten to twenty a minute with bursts, in which a day passes in an hour."""
    found, now = [], 0.0
    while len(found) < most:
        burst = 2.0 if (now % 1300) < 120 else 1.0
        now += chance.expovariate((10 + 5 * math.sin(now * 2 * math.pi / 3600)) / 60 * burst)
        found.append((now, chance.choices(range(5), (5, 42, 1, 36, 16))[0]))
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--recording", type=Path, default=RECORDING)
    options.add_argument("--arrivals", type=int, default=12000)
    options.add_argument("--speed", type=float, default=25.0)
    options.add_argument("--seed", type=int, default=120)
    chosen = options.parse_args()
    chance = Random(chosen.seed + 2)
    if chosen.recording.exists():
        print(f"{chosen.recording.name} at {chosen.speed:g} times its speed, {PEOPLE} people")
        arrivals = recorded(chosen.recording, chosen.speed, chosen.arrivals)
    else:
        print(f"no recording: drawn arrivals, {PEOPLE} people")
        arrivals = drawn(chosen.arrivals, chance)
    day = Day([(at, queue, CHAT if chance.random() < 0.3 else CALL) for at, queue in arrivals], chosen.seed)
    day.play()
    report(day)


if __name__ == "__main__":
    main()
