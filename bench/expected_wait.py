"""How good the expected wait is that people are told, beside two rules in use elsewhere, in virtual time.

python bench/expected_wait.py [--recording FILE] [--arrivals N]
"""

import argparse
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from bisect import insort, bisect_left
from pathlib import Path
from random import Random
from statistics import fmean

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from sori.replay import recording as recordings
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
    place,
    release,
    set_load,
    tick,
    withdraw,
)
from sori.routing import expected_wait as rule
from sori.routing.lookahead import Habits, Work, look_ahead

SECOND = 1_000_000
NAMES = ["covid", "traffic", "water", "general", "directory"]
KEYS = {"0": 0, "1": 1, "2": 2, "3": 3, "4": 4}
GENERAL = 3
QUEUES = [
    QueueRule(120 * SECOND, [Step(0, 0, 1), Step(20 * SECOND, GENERAL, 1)], Elastic(0, 6, 3, 30 * SECOND)),
    QueueRule(0, [Step(0, 1, 1), Step(40 * SECOND, GENERAL, 1)]),
    QueueRule(0, [Step(0, 2, 1), Step(60 * SECOND, GENERAL, 1)]),
    QueueRule(0, [Step(0, GENERAL, 1)]),
    QueueRule(0, [Step(0, 4, 1), Step(40 * SECOND, GENERAL, 1)]),
]
LINES = [3, 1, 3, 2, 3, 0, 3, 4, 1, 3]
HORIZON_S = 3600.0


@dataclass
class Estimate:
    at: int
    during: bool
    queue: int
    told: rule.Expectation
    outlook: rule.Outlook
    average: float
    by_place: float | None
    place: int


@dataclass
class Contact:
    queue: int
    medium: int
    at: int
    patience_us: int
    estimates: list = field(default_factory=list)


@dataclass
class Recent:
    """The last durations of a lane, ascending too."""

    latest: deque = field(default_factory=deque)
    ascending: list = field(default_factory=list)

    def add(self, value, most=300):
        self.latest.append(value)
        insort(self.ascending, value)
        if len(self.latest) > most:
            self.ascending.pop(bisect_left(self.ascending, self.latest.popleft()))


class World:
    def __init__(self, arrivals, options):
        self.o = options
        self.chance = Random(options.seed)
        self.mc = Random(options.seed + 1)
        self.arrivals = arrivals
        self.n = options.people
        self.counsellors = [
            Counsellor({LINES[i % 10]: 1, GENERAL: 1}, capacity=2, takes_calls=True) for i in range(self.n)
        ]
        self.centre = build(QUEUES, self.counsellors, len(arrivals))
        self.contacts = []
        self.events = []
        self.hands = [dict() for _ in range(self.n)]  # slot -> (since, stage)
        self.wanted_on = [False] * self.n
        lanes = len(QUEUES) * MEDIA
        self.recent = [Recent() for _ in range(lanes)]
        self.waited_s = [0.0] * len(QUEUES)
        self.gave_up = [0.0] * len(QUEUES)
        self.seen_arrivals = [deque() for _ in range(lanes)]
        self.average = [0.0] * len(QUEUES)
        self.accepting = 2.5
        self.sides = [rule.Side() for _ in range(rule.KINDS)]
        self.waiting = {}
        self.settled = []
        self.undecided = []
        self.gone = []
        self.joining_told = {}
        self.outlook_join = {}
        self.people = [0] * len(QUEUES)
        self.h = None
        self.next_round = 0
        self.n_done = 0
        self.cost = 0.0
        self.rounds = 0

    # what the centre saw

    def habits(self):
        pooled = sorted(v for r in self.recent for v in list(r.latest)[-60:]) or [60.0, 120, 180, 240, 400]
        now = self.now
        out = []
        for lane in range(len(QUEUES) * MEDIA):
            own = self.recent[lane].ascending
            seen = self.seen_arrivals[lane]
            while seen and seen[0] < now - 600 * SECOND:
                seen.popleft()
            q = lane // MEDIA
            out.append(
                Habits(
                    own if len(own) >= 30 else pooled, (1 + self.gave_up[q]) / (600 + self.waited_s[q]), len(seen) / 600
                )
            )
        return out

    def people_for(self, queue):
        return sum(
            1
            for i, c in enumerate(self.counsellors)
            if self.centre.on_duty[i] and any(c.has(s) for s in QUEUES[queue].steps)
        )

    def works(self):
        out = []
        for person, hands in enumerate(self.hands):
            if self.centre.on_duty[person] == 0:
                continue
            for slot, since in hands.items():
                c = self.contacts[slot]
                lane = c.queue * MEDIA + c.medium
                out.append(Work(person, c.medium, (self.now - since) / SECOND, self.h[lane].durations_s))
        return out

    def round(self):
        start = time.perf_counter()
        self.h = self.habits()
        works = self.works()
        slots = list(self.waiting)
        lanes = list(range(len(QUEUES) * MEDIA))
        runs = max(8, min(self.o.runs, self.o.budget // (len(slots) + len(works) + 10)))
        ahead = look_ahead(self.centre, slots, lanes, works, self.h, self.now, HORIZON_S, runs, self.mc.random)
        self.people = [self.people_for(q) for q in range(len(QUEUES))]
        self.outlook_join, by_lane = {}, {}
        for slot in slots:
            by_lane.setdefault(self.centre.lane[slot], []).append(slot)
        places = {}
        for lane in lanes:
            own = sorted(by_lane.get(lane, []), key=lambda s: self.centre.key[s])
            own = [s for s in own if s in ahead.waiting]
            waits = [ahead.waiting[s] for s in own] + ([ahead.joining[lane]] if lane in ahead.joining else [])
            if not waits:
                continue
            found = rule.outlooks(waits, self.accepting, HORIZON_S)
            for at, (slot, outlook) in enumerate(zip(own, found)):
                if outlook:
                    self.tell(slot, outlook, at + 1, True)
            if lane in ahead.joining:
                self.outlook_join[lane] = (
                    found[-1],
                    len(own) + 1,
                    min(ahead.joining[lane]) == 0 and max(ahead.joining[lane]) == 0,
                )
        self.cost += time.perf_counter() - start
        self.rounds += 1

    def handling_mean(self, lane):
        d = self.h[lane].durations_s
        return fmean(d)

    def tell(self, slot, outlook, at, during, free_now=False):
        c = self.contacts[slot]
        side = self.sides[rule.kind(during, outlook.mean_s)]
        told = rule.expectation(outlook, side)
        waited = (self.now - c.at) / SECOND
        if during:
            last = c.estimates[-1] if c.estimates else None
            since = (self.now - last.at) / SECOND if last else 1e9
            if last and not rule.tell_again(last.told, told, since, last.place == at):
                return
        lane = c.queue * MEDIA + c.medium
        by_place = 0.0 if free_now else rule.place_rule(at, self.handling_mean(lane), self.people[c.queue])
        c.estimates.append(
            Estimate(
                self.now, during, c.queue, told, outlook, rule.average_left(self.average[c.queue], waited), by_place, at
            )
        )

    def settle(self, slot, answered):
        c = self.contacts[slot]
        wait = (self.now - c.at) / SECOND
        if answered:
            self.average[c.queue] = rule.recent_average(self.average[c.queue], wait)
        else:
            self.gave_up[c.queue] += 1
        self.waited_s[c.queue] += wait
        if self.waited_s[c.queue] > 36000:
            self.waited_s[c.queue] *= 0.9
            self.gave_up[c.queue] *= 0.9
        for e in c.estimates:
            left = (self.now - e.at) / SECOND
            side = self.sides[rule.kind(e.during, e.outlook.mean_s)]
            score = (left - e.outlook.mean_s) / e.outlook.spread_s
            if not answered:
                self.gone.append((e, left))
            if answered:
                side.settle(score, left < e.told.low_s, left > e.told.high_s)
                self.settled.append((e, left))
            elif left > e.told.high_s:
                side.settle(score, False, True)
                self.undecided.append((e, True))
            else:
                self.undecided.append((e, False))

    # what happens

    def push(self, at, what, *about):
        heappush(self.events, (at, len(self.contacts), next(self.counter), what, about))

    def match(self, slot, person):
        c = self.contacts[slot]
        self.waiting.pop(slot, None)
        self.hands[person][slot] = self.now
        self.push(self.now + int(self.chance.uniform(1.25, 3.75) * SECOND), "accept", slot, person)

    def fill(self, person):
        while (slot := free(self.centre, person, self.now)) != NONE:
            self.match(slot, person)

    def breaks(self):
        """Everybody takes ten minutes off about every ninety."""
        for person in range(self.n):
            if self.centre.on_duty[person] == 1 and self.chance.random() < 60 / 5400:
                withdraw(self.centre, person)
                self.push(self.now + 600 * SECOND, "back", person)

    def back(self, person):
        chats = sum(self.contacts[s].medium == CHAT for s in self.hands[person])
        calls = sum(self.contacts[s].medium == CALL for s in self.hands[person])
        set_load(self.centre, person, chats, calls, self.now)
        self.fill(person)

    def plan(self):
        """Who is on duty from now on, by the arrivals of this hour on other days."""
        level = self.o.curve(self.now / SECOND)
        count = max(4, min(self.n, round(level)))
        order = sorted(range(self.n), key=lambda i: (i * 7919 + self.shift) % self.n)
        on = sorted(range(self.n))[:0]
        chosen = set(order[:count])
        for person in range(self.n):
            self.wanted_on[person] = person in chosen
            if person in chosen and not self.centre.on_duty[person]:
                chats = sum(self.contacts[s].medium == CHAT for s in self.hands[person])
                calls = sum(self.contacts[s].medium == CALL for s in self.hands[person])
                set_load(self.centre, person, chats, calls, self.now)
                self.fill(person)
            elif person not in chosen and self.centre.on_duty[person]:
                withdraw(self.centre, person)

    def play(self):
        import itertools

        self.counter = itertools.count()
        self.shift = 0
        self.now = 0
        for at, queue, medium in self.arrivals:
            self.push(int(at * SECOND), "arrive", queue, medium)
        self.push(-2, "plan")
        self.push(-1, "round")
        mu, sigma = self.o.mu, self.o.sigma
        while self.n_done < len(self.arrivals):
            at, _, _, what, about = heappop(self.events)
            moment = due(self.centre, self.now)
            while moment != NONE and moment <= at:
                self.now = max(self.now, moment)
                while True:
                    slot, person = tick(self.centre, self.now)
                    if slot == NONE:
                        break
                    self.match(slot, person)
                moment = due(self.centre, self.now)
            self.now = at
            if what == "arrive":
                queue, medium = about
                slot = len(self.contacts)
                c = Contact(queue, medium, at, int(self.chance.expovariate(1 / self.o.patience) * SECOND))
                self.contacts.append(c)
                lane = queue * MEDIA + medium
                self.seen_arrivals[lane].append(at)
                got = self.outlook_join.get(lane)
                if got and got[0]:
                    self.tell(slot, got[0], got[1], False, got[2])
                self.push(at + c.patience_us, "give_up", slot)
                person = arrive(self.centre, slot, queue, medium, at, NONE, NONE, at)
                self.waiting[slot] = True
                if person != NONE:
                    self.match(slot, person)
            elif what == "give_up":
                (slot,) = about
                if slot in self.waiting:
                    leave(self.centre, slot)
                    del self.waiting[slot]
                    self.settle(slot, False)
                    self.n_done += 1
            elif what == "accept":
                slot, person = about
                c = self.contacts[slot]
                self.settle(slot, True)
                self.n_done += 1
                lasts = self.chance.lognormvariate(mu, sigma) + 20 * self.chance.uniform(0.5, 1.5)
                if c.medium == CHAT:
                    lasts *= 1.5
                self.push(at + int(lasts * SECOND), "end", slot, person)
            elif what == "end":
                slot, person = about
                c = self.contacts[slot]
                since = self.hands[person].pop(slot)
                self.recent[c.queue * MEDIA + c.medium].add((at - since) / SECOND)
                if self.centre.on_duty[person]:
                    release(self.centre, person, c.medium, at)
                    self.fill(person)
            elif what == "back":
                self.back(*about)
            elif what == "plan" and self.o.constant:
                if at < 0:
                    self.now = 0
                    for person in range(self.n):
                        self.back(person)
                self.breaks()
                self.push(at + 60 * SECOND, "plan")
            elif what == "plan":
                self.shift += 1 if self.chance.random() < 0.3 else 0
                self.plan()
                self.push(at + self.o.plan_s * SECOND, "plan")
            elif what == "round":
                self.round()
                self.push(at + self.o.round_s * SECOND, "round")


def report(world):
    def line(name, rows, und):
        if not rows:
            return
        late = sum(x for _, x in und)
        n = len(rows)
        cov = sum(e.told.low_s <= w <= e.told.high_s for e, w in rows)
        low = sum(w < e.told.low_s for e, w in rows)
        mae = fmean(abs(w - e.told.mean_s) for e, w in rows)
        maem = fmean(abs(w - e.outlook.mean_s) for e, w in rows)
        avg = fmean(abs(w - e.average) for e, w in rows)
        pl = fmean(abs(w - e.by_place) for e, w in rows if e.by_place is not None)
        width = fmean(e.told.high_s - e.told.low_s for e, w in rows)
        print(
            f"{name:28} n={n:6} wait={fmean(w for _, w in rows):6.1f} cov={100 * cov / (n + late):5.1f} (answered {100 * cov / n:5.1f}, low {100 * low / n:4.1f}) width={width:5.1f} MAE={mae:6.1f} (mean {maem:6.1f}) avg={avg:6.1f} place={pl:6.1f} ratio={mae / avg:5.3f} {mae / pl:5.3f}"
        )

    W, U = world.settled, world.undecided
    line("all", W, U)
    for d in (False, True):
        line("during" if d else "before", [r for r in W if r[0].during == d], [r for r in U if r[0].during == d])
    line("before, had to wait>10", [r for r in W if not r[0].during and r[1] > 10], [])
    for q, name in enumerate(NAMES):
        line(name, [r for r in W if r[0].queue == q], [r for r in U if r[0].queue == q])
    for k in range(rule.KINDS):
        f = lambda r: rule.kind(r[0].during, r[0].outlook.mean_s) == k
        line(f"kind {k}", list(filter(f, W)), list(filter(f, U)))
    print(
        f"rounds {world.rounds}, {1000 * world.cost / world.rounds:.1f} ms each; answered {len({id(1)}) and sum(1 for c in world.contacts)} contacts"
    )


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--recording", default="/work/shared/data/boston311/requests-2015-01-06.csv.gz")
    p.add_argument("--arrivals", type=int, default=4000)
    p.add_argument("--skip", type=int, default=0)
    p.add_argument("--speed", type=float, default=30)
    p.add_argument("--overlay", type=int, default=0)
    p.add_argument("--people", type=int, default=60)
    p.add_argument("--factor", type=float, default=0.9)
    p.add_argument("--constant", type=int, default=1)
    p.add_argument("--patience", type=float, default=300)
    p.add_argument("--runs", type=int, default=24)
    p.add_argument("--budget", type=int, default=2000)
    p.add_argument("--round_s", type=int, default=5)
    p.add_argument("--plan_s", type=int, default=600)
    p.add_argument("--dump", default="/tmp/dump.pkl")
    p.add_argument("--seed", type=int, default=120)
    o = p.parse_args()
    import math
    from datetime import timedelta

    o.sigma = 0.6
    o.mu = math.log(170) - 0.18
    rec = recordings.read(Path(o.recording), recordings.mapping(ROOT / "docs/replay/boston311.toml"))
    from zoneinfo import ZoneInfo

    rows = rec.arrivals[o.skip :]
    chance = Random(o.seed + 7)
    if o.overlay:
        first = rows[0].at
        week = 7 * 86400
        sec = sorted(((a.at - first).total_seconds() % week, a.menu_key) for a in rows)
        arr = sec[: o.arrivals] if o.arrivals else sec
        hour = 3600
        full = sec
        days = 7
    else:
        first = rows[0].at
        arr = [((a.at - first).total_seconds() / o.speed, a.menu_key) for a in rows[: o.arrivals]]
        full = [((a.at - first).total_seconds() / o.speed, a.menu_key) for a in rows]
        hour = 3600 / o.speed
        days = 0
    # the planner's curve: by hour of the week, mean arrivals
    if o.overlay:
        counts = [0] * 168
        for t, _ in full:
            counts[int(t // 3600) % 168] += 1
        rate = [c / 3600 for c in counts]
        # plan in blocks of 3 h
        rate = [fmean(rate[(i // 3) * 3 : (i // 3) * 3 + 3]) for i in range(168)]
        o.curve = lambda t: rate[int(t // 3600) % 168] * 195 * 1.15 * o.factor
    else:
        counts = [0] * 168
        for t, _ in full:
            counts[int(t // hour) % 168] += 1
        weeks = full[-1][0] / (168 * hour)
        rate = [c / weeks / hour for c in counts]
        o.curve = lambda t: rate[int(t // hour) % 168] * 195 * 1.15 * o.factor
    arrivals = [(t, KEYS.get(k, 3), CHAT if chance.random() < 0.3 else CALL) for t, k in arr]
    start = time.perf_counter()
    w = World(arrivals, o)
    w.play()
    report(w)
    import pickle

    pickle.dump(
        [
            (e.at, e.at + left * SECOND, e.during, e.outlook.mean_s, e.outlook.spread_s, left, a, e.queue)
            for a, rows in ((True, w.settled), (False, w.gone))
            for e, left in rows
        ],
        open(o.dump, "wb"),
    )
    print(
        f"{time.perf_counter() - start:.0f} s, virtual {w.now / SECOND / 3600:.1f} h, gave up {sum(1 for _ in w.undecided)} estimates"
    )


main()
