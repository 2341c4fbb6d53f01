"""How many routing decisions a second one core makes, beside two other ways of writing the same rule.

    python bench/routing.py              plain Python, about a minute
    python bench/routing.py --compiled   also the same functions compiled; needs numba, which Sori does not depend on

One decision: a counsellor finishes a contact, gets the next one, and a new contact queues. Counted are offers made. The
centre has ten queues and a thousand counsellors of forty mixed kinds (60 % calls only, 25 % calls and chats, 15 % chats
only), most queues with an overflow step; all are busy, and 10,000 or 100,000 contacts wait. "To a free person" is the
quiet case: nobody waits, half the people are free, a new contact finds the right one. All ways make the same offers in
the same order, which is checked. Repetitions are interleaved, so that a noisy neighbour disturbs all ways alike.
"""

import argparse
import heapq
import sys
import time
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from sori import routing
from sori.routing import CALL, CHAT, MEDIA, NONE, Centre, Counsellor, QueueRule, Step, build
from sori.routing import group as group_file
from sori.routing import lanes as lanes_file
from sori.routing import match as match_file
from sori.routing import people as people_file
from sori.routing import state as state_file

QUEUES = 10
PEOPLE = 1_000
SECOND = 1_000_000


# The day: rules, people, and every random draw made beforehand.


@dataclass
class Day:
    """A centre, and what happens in it: who finishes (as a draw), and the queue and medium of who comes."""

    queues: list[QueueRule]
    people: list[Counsellor]
    waiting: int
    slots: int
    finishers: list[int]
    arrivals: list[int]
    media: list[int]


def draw_day(waiting: int, decisions: int, people: int = PEOPLE) -> Day:
    chance = Random(120)
    queues = []
    for queue in range(QUEUES):
        overflow = [Step(0, queue, 1)] if queue % 3 == 0 else [Step(60 * SECOND, queue, 1)] if queue % 3 == 1 else []
        queues.append(QueueRule(chance.randrange(0, 300) * SECOND, [Step(0, queue, 2), *overflow]))
    kinds = []
    for kind in range(40):
        capacity, takes_calls = (0, True) if kind < 24 else (3, True) if kind < 34 else (4, False)
        skills = {skill: chance.choice((1, 2, 3)) for skill in chance.sample(range(QUEUES), chance.randint(2, 5))}
        kinds.append(Counsellor(skills, capacity, takes_calls))
    return Day(
        queues=queues,
        people=[kinds[number % len(kinds)] for number in range(people)],
        waiting=waiting,
        slots=waiting + 5 * people + 10,
        finishers=[chance.randrange(people) for _ in range(decisions)],
        arrivals=[chance.randrange(QUEUES) for _ in range(waiting + 5 * people + decisions)],
        media=[CALL if chance.random() < 0.8 else CHAT for _ in range(waiting + 5 * people + decisions)],
    )


# Three ways of writing the rule.


@dataclass
class Way:
    """One way: what makes its state, and its functions on that state."""

    name: str
    make: Callable[[Day], Any]
    come: Callable[[Any, int], None]  # a person comes on duty
    settle: Callable[[Any, int], object]  # time alone makes nothing more due
    arrive: Callable[[Any, int, int, int, int, int, int, int], int]
    free: Callable[[Any, int, int], int]
    release: Callable[[Any, int, int, int], None]


def nothing(_state: Any, _what: int) -> None:
    """What a way need not be told."""


def make_sori(day: Day) -> Centre:
    return build(day.queues, day.people, day.slots)


SORI = Way(
    "sori.routing",
    make_sori,
    lambda centre, person: routing.set_load(centre, person, 0, 0, 0),
    routing.tick,
    routing.arrive,
    routing.free,
    routing.release,
)


def steps_by_queue(day: Day) -> list[list[tuple[int, int] | None]]:
    """For each person and queue (step, wait) of the first step the person satisfies."""
    found = []
    for person in day.people:
        row: list[tuple[int, int] | None] = []
        for rule in day.queues:
            steps = [(number, step.after_us) for number, step in enumerate(rule.steps) if person.has(step)]
            row.append(steps[0] if steps else None)
        found.append(row)
    return found


@dataclass
class Heaps:
    """A priority queue per lane, and one of free people per profile, entries out of date being skipped when met."""

    head_start: list[int]
    lanes: list[list[tuple[int, int, int, int]]]
    serves: list[list[tuple[int, int]]]
    servers: list[list[list[tuple[int, int]]]]
    profile: list[int]
    people: list[Counsellor]
    free: list[list[tuple[int, int, int, int]]]
    chats: list[int]
    calls: list[int]
    idle_since: list[int]
    version: list[int]
    queued: int = 0


def make_heaps(day: Day) -> Heaps:
    steps = steps_by_queue(day)
    profiles: dict[tuple[Any, ...], int] = {}
    profile, serves = [], []
    servers: list[list[list[tuple[int, int]]]] = [[[], [], []] for _ in range(QUEUES * MEDIA)]
    for person, row in zip(day.people, steps, strict=True):
        media = [CALL] * person.takes_calls + [CHAT] * (person.capacity > 0)
        number = profiles.setdefault((tuple(row), tuple(media)), len(profiles))
        profile.append(number)
        if number == len(serves):
            lanes = [(q * MEDIA + m, step) for q, step in enumerate(row) if step for m in media]
            serves.append([(lane, step[1]) for lane, step in lanes])
            for lane, (level, after) in lanes:
                servers[lane][level].append((number, after))
    people = len(day.people)
    return Heaps(
        [rule.head_start_us for rule in day.queues],
        [[] for _ in range(QUEUES * MEDIA)],
        serves,
        servers,
        profile,
        day.people,
        [[] for _ in profiles],
        [0] * people,
        [0] * people,
        [0] * people,
        [0] * people,
    )


def heaps_arrive(
    heaps: Heaps, contact: int, queue: int, medium: int, since: int, _desk: int, _until: int, now: int
) -> int:
    lane = queue * MEDIA + medium
    if not heaps.lanes[lane]:
        for step in heaps.servers[lane]:
            best: tuple[int, int, int, int] | None = None
            for profile, after in step:
                if now - since < after:
                    continue
                heap = heaps.free[profile]
                while heap and heap[0][3] != heaps.version[heap[0][2]]:
                    heapq.heappop(heap)
                if heap and (medium == CHAT or heap[0][0] == 0) and (best is None or heap[0] < best):
                    best = heap[0]
            if best is not None:
                heaps_take(heaps, best[2], medium, now)
                heaps_step_in(heaps, best[2])
                return best[2]
    heaps.queued += 1
    heapq.heappush(heaps.lanes[lane], (since - heaps.head_start[queue], since, heaps.queued, contact))
    return NONE


def heaps_take(heaps: Heaps, person: int, medium: int, now: int) -> None:
    heaps.version[person] += 1
    heaps.idle_since[person] = now
    if medium == CALL:
        heaps.calls[person] += 1
    else:
        heaps.chats[person] += 1


def heaps_step_in(heaps: Heaps, person: int) -> None:
    chats = heaps.chats[person]
    if heaps.calls[person] == 0 and (chats == 0 or chats < heaps.people[person].capacity):
        entry = (chats, heaps.idle_since[person], person, heaps.version[person])
        heapq.heappush(heaps.free[heaps.profile[person]], entry)


def heaps_free(heaps: Heaps, person: int, now: int) -> int:
    chats = heaps.chats[person]
    if heaps.calls[person] or (chats and chats >= heaps.people[person].capacity):
        return NONE
    best = NONE
    best_head = (1 << 62, 0, 0, 0)
    lanes = heaps.lanes
    for lane, after in heaps.serves[heaps.profile[person]]:
        if chats and lane % MEDIA == CALL:
            continue
        heap = lanes[lane]
        if heap and heap[0][1] + after <= now and heap[0][:2] < best_head[:2]:
            best = lane
            best_head = heap[0]
    if best == NONE:
        heaps_step_in(heaps, person)
        return NONE
    heapq.heappop(lanes[best])
    heaps_take(heaps, person, best % MEDIA, now)
    return best_head[3]


def heaps_release(heaps: Heaps, person: int, medium: int, now: int) -> None:
    heaps.version[person] += 1
    heaps.idle_since[person] = now
    if medium == CALL:
        heaps.calls[person] -= 1
    else:
        heaps.chats[person] -= 1


HEAPS = Way("heap per queue", make_heaps, nothing, nothing, heaps_arrive, heaps_free, heaps_release)


@dataclass
class Scan:
    """Everybody in plain lists, looked through from end to end at each decision."""

    day: Day
    steps: list[list[tuple[int, int] | None]]
    waiting: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    queued: int = 0

    def __post_init__(self) -> None:
        self.chats = [0] * len(self.day.people)
        self.calls = [0] * len(self.day.people)
        self.idle_since = [0] * len(self.day.people)
        self.free = [False] * len(self.day.people)

    def has_room(self, person: int, medium: int) -> bool:
        rule = self.day.people[person]
        if self.calls[person]:
            return False
        return rule.takes_calls and self.chats[person] == 0 if medium == CALL else self.chats[person] < rule.capacity

    def take(self, person: int, medium: int, now: int) -> None:
        (self.calls if medium == CALL else self.chats)[person] += 1
        self.idle_since[person] = now


def scan_arrive(
    scan: Scan, contact: int, queue: int, medium: int, since: int, _desk: int, _until: int, now: int
) -> int:
    able = []
    for person, row in enumerate(scan.steps):
        step = row[queue]
        if scan.free[person] and step is not None and now - since >= step[1] and scan.has_room(person, medium):
            able.append((step[0], scan.chats[person], scan.idle_since[person], person))
    if able:
        person = min(able)[3]
        scan.take(person, medium, now)
        return person
    scan.queued += 1
    key = since - scan.day.queues[queue].head_start_us
    scan.waiting.append((key, since, queue * MEDIA + medium, scan.queued, contact, queue))
    return NONE


def scan_free(scan: Scan, person: int, now: int) -> int:
    row = scan.steps[person]
    room = [scan.has_room(person, CALL), scan.has_room(person, CHAT)]
    scan.free[person] = False
    best = None
    for entry in scan.waiting:
        step = row[entry[5]]
        if step is not None and room[entry[2] % MEDIA] and now - entry[1] >= step[1] and (best is None or entry < best):
            best = entry
    if best is None:
        scan.free[person] = True
        return NONE
    scan.waiting.remove(best)
    scan.take(person, best[2] % MEDIA, now)
    return best[4]


def scan_release(scan: Scan, person: int, medium: int, now: int) -> None:
    (scan.calls if medium == CALL else scan.chats)[person] -= 1
    scan.idle_since[person] = now


SCAN = Way(
    "scan of all waiting",
    lambda day: Scan(day, steps_by_queue(day)),
    nothing,
    nothing,
    scan_arrive,
    scan_free,
    scan_release,
)


# Living through the day.


def work(arrive, free, release, state, hands, medium_of, finishers, arrivals, now, offers):  # type: ignore[no-untyped-def]
    """Make the decisions and note the offers; give their number. One source for all ways, the compiled one included.

    What a person has in hand is a linked list of contact slots: hands[0] the last taken by person, hands[1] the one
    before it by slot. The finished contact's slot is used again for the one that arrives.
    """
    last, before = hands
    made = 0
    for number in range(len(finishers)):
        finisher = finishers[number]
        now += 2_000
        slot = last[finisher]
        if slot < 0:
            continue
        last[finisher] = before[slot]
        medium = medium_of[slot]
        release(state, finisher, medium, now)
        contact = free(state, finisher, now)
        while contact >= 0:
            before[contact] = last[finisher]
            last[finisher] = contact
            offers[made] = contact
            made += 1
            contact = free(state, finisher, now)
        person = arrive(state, slot, arrivals[number], medium, now, -1, -1, now)
        if person >= 0:
            before[slot] = last[person]
            last[person] = slot
            offers[made] = slot
            made += 1
    return made


@dataclass
class Begun:
    """A centre filled, just before its decisions."""

    state: Any
    hands: tuple[Sequence[int], Sequence[int]]
    medium_of: Sequence[int]
    now: int


def begin(way: Way, day: Day, quiet: bool) -> Begun:
    """Fill the centre: half the people busy when quiet, otherwise all of them and so many contacts waiting."""
    state = way.make(day)
    people = len(day.people)
    last, before, medium_of = [NONE] * people, [NONE] * day.slots, [NONE] * day.slots
    now = slot = taken = 0
    for person in range(people):
        way.come(state, person)
        way.free(state, person, now)
    while slot < people // 2 if quiet else slot - taken < day.waiting:
        now += 2_000
        medium_of[slot] = day.media[slot]
        person = way.arrive(state, slot, day.arrivals[slot], day.media[slot], now, NONE, NONE, now)
        if person != NONE:
            taken += 1
            before[slot], last[person] = last[person], slot
        slot += 1
    if not quiet:
        now += 120 * SECOND
        for person in range(people):
            while (contact := way.free(state, person, now)) != NONE:
                before[contact], last[person] = last[person], contact
    way.settle(state, now)
    return Begun(state, (last, before), medium_of, now)


@dataclass
class Result:
    seconds: float
    offers: list[int]

    @property
    def rate(self) -> float:
        return len(self.offers) / self.seconds


def measure(way: Way, day: Day, quiet: bool) -> Result:
    begun = begin(way, day, quiet)
    arrivals = day.arrivals[: len(day.finishers)]
    offers = [0] * (4 * len(day.finishers))
    functions = (way.arrive, way.free, way.release)
    started = time.process_time()
    made = work(*functions, begun.state, begun.hands, begun.medium_of, day.finishers, arrivals, begun.now, offers)
    return Result(time.process_time() - started, offers[:made])


# The same functions, compiled.


def compile_with(numba: Any) -> dict[str, Any]:
    """The router's functions as numba compiles them, each calling only compiled ones."""
    names: dict[str, Any] = {}
    for file in (state_file, lanes_file, people_file, group_file, match_file):
        names.update({name: value for name, value in vars(file).items() if not name.startswith("__")})
    names["__name__"] = "compiled_routing"
    for name, value in list(names.items()):
        if isinstance(value, types.FunctionType):
            names[name] = numba.njit(types.FunctionType(value.__code__, names, name))
    names["work"] = numba.njit(work)
    return names


def as_record(centre: Centre, numpy: Any) -> Any:
    """The state as one record of arrays, which compiled functions hand on by its address.

    A tuple of so many arrays compiles too and decides the same, but is copied at every call: a hundred times slower.
    """
    columns = {column.name: getattr(centre, column.name) for column in fields(centre)}
    kind = numpy.dtype([(name, "i8", (max(len(values), 1),)) for name, values in columns.items()])
    record = numpy.zeros(1, kind)
    for name, values in columns.items():
        record[name][0][: len(values)] = values
    return record[0]


def measure_compiled(names: dict[str, Any], numpy: Any, day: Day, quiet: bool) -> Result:
    begun = begin(SORI, day, quiet)

    def array(column: Sequence[int]) -> Any:
        return numpy.array(column, dtype=numpy.int64)

    offers = array([0] * (4 * len(day.finishers)))

    def decide(finishers: Any) -> int:
        functions = (names["arrive"], names["free"], names["release"])
        made: int = names["work"](*functions, state, hands, medium_of, finishers, arrivals, begun.now, offers)
        return made

    state, medium_of = as_record(begun.state, numpy), array(begun.medium_of)
    hands = (array(begun.hands[0]), array(begun.hands[1]))
    arrivals, finishers = array(day.arrivals[: len(day.finishers)]), array(day.finishers)
    decide(finishers[:0])  # compiles, once for each size of centre
    started = time.process_time()
    made = decide(finishers)
    return Result(time.process_time() - started, offers[:made].tolist())


# The table.


def row(name: str, results: Sequence[Result], own: Sequence[Result]) -> str:
    rates = [result.rate for result in results]
    ratio = median(mine.rate / result.rate for mine, result in zip(own, results, strict=True))
    return f"  {name:22} {median(rates):>12,.0f} {min(rates):>12,.0f} {max(rates):>12,.0f} {ratio:>10.2f}"


def compare(title: str, ways: dict[str, Callable[[], Result]], repetitions: int) -> None:
    """Measure the ways in turn, again and again; the first is the one the others are compared with."""
    results: dict[str, list[Result]] = {name: [] for name in ways}
    for _ in range(repetitions):
        for name, run in ways.items():
            results[name].append(run())
    own = next(iter(results.values()))
    for name, found in results.items():
        if any(result.offers != own[0].offers for result in found):
            raise SystemExit(f"{name} made other offers than {next(iter(results))}")
    print(f"{title}\n  {'offers a second':22} {'median':>12} {'least':>12} {'most':>12} {'sori / it':>10}")
    for name, found in results.items():
        print(row(name, found, own))
    print(flush=True)


def compare_sizes(small: Day, large: Day, repetitions: int) -> None:
    """Whether more people waiting makes a decision dearer: the two sizes in turn, and the ratio pair by pair."""
    pairs = [(measure(SORI, small, False).rate, measure(SORI, large, False).rate) for _ in range(repetitions)]
    print(
        f"{large.waiting:,} waiting against {small.waiting:,}: {median(b for _, b in pairs):,.0f} offers a second "
        f"against {median(a for a, _ in pairs):,.0f}, ratio {median(b / a for a, b in pairs):.2f} pair by pair\n",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiled", action="store_true", help="also measure the functions compiled by numba")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--decisions", type=int, default=100_000)
    options = parser.parse_args()
    names: dict[str, Any] = {}
    numpy: Any = None
    if options.compiled:
        try:
            import numba  # noqa: PLC0415
            import numpy  # noqa: PLC0415
        except ImportError:
            raise SystemExit("--compiled needs numba, which Sori does not depend on: pip install numba") from None
        names = compile_with(numba)

    def ways(day: Day, quiet: bool, *others: Way) -> dict[str, Callable[[], Result]]:
        chosen = {way.name: partial(measure, way, day, quiet) for way in (SORI, *others)}
        if names:
            chosen["sori, compiled"] = partial(measure_compiled, names, numpy, day, quiet)
        return chosen

    decisions, repetitions = options.decisions, options.repetitions
    for waiting in (10_000, 100_000):
        day = draw_day(waiting, decisions)
        compare(f"{waiting:,} waiting, {PEOPLE:,} people", ways(day, False, HEAPS), repetitions)
    compare_sizes(draw_day(10_000, decisions), draw_day(100_000, decisions), repetitions)
    compare(f"to a free person, {PEOPLE:,} people", ways(draw_day(0, decisions), True, HEAPS), repetitions)
    day = draw_day(1_000, max(decisions // 200, 1))
    compare("1,000 waiting (fewer decisions, for the scan's sake)", ways(day, False, HEAPS, SCAN), repetitions)


if __name__ == "__main__":
    main()
