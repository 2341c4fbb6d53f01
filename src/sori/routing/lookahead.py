"""How long those who wait will wait: the routing itself, run ahead of now several times with durations drawn by chance.

Whoever is ahead, priority, levels, overflow, elastic groups and several chats at once count as they will count, since
the same functions of `match` decide. What chance has to say is drawn from what this centre did of late: work in hand
lasts on as such work did that had lasted as long already; who waits gives up at a constant hazard; others arrive at
the rate seen. Who has given up, and who only asks how long it would be, goes on waiting in a run but takes nobody's
time when their turn comes: so every run tells of everybody how long they would have to wait.

For one queue with s people whose work takes exponential time, this is the sum of stages of W. Whitt, Predicting
Queueing Delays, Management Science 45 (6), 1999, section 3: with n ahead, the mean of sum over i = 0 … n of
1 / (s·μ + i·θ); a test compares. For several queues with skills no formula is known.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from sori.routing.match import arrive, due, free, release, tick
from sori.routing.state import MEDIA, NEVER, NONE, SECTIONS, Centre, grow

SECOND = 1_000_000
"""Microseconds, as routing counts, in the seconds that durations are told in."""

Chance = Callable[[], float]
"""Gives a number from 0 up to but not 1, each as likely as any other, at every call."""


@dataclass(frozen=True, slots=True)
class Work:
    """A contact in somebody's hands: for how many seconds already, and how long such work lasted of late, ascending."""

    counsellor: int
    medium: int
    lasted_s: float
    durations_s: Sequence[float]


@dataclass(frozen=True, slots=True)
class Habits:
    """What was seen of one lane of late: seconds that its contacts took (ascending, never empty), and per second the
    hazard of giving up and the rate of arrivals."""

    durations_s: Sequence[float]
    giving_up: float
    arriving: float


@dataclass(frozen=True, slots=True)
class Ahead:
    """Waits in seconds, one a run: by contact slot of those who wait, and by lane of one who would join it now.

    A wait as long as the horizon is one that had not ended by then. A lane that nobody on duty serves is left out, as
    are its contacts.
    """

    waiting: dict[int, list[float]]
    joining: dict[int, list[float]]


def look_ahead(
    centre: Centre,
    waiting: Sequence[int],
    joining: Sequence[int],
    works: Sequence[Work],
    habits: Sequence[Habits],
    now: int,
    horizon_s: float,
    runs: int,
    chance: Chance,
) -> Ahead:
    """Give how long each contact slot of `waiting` still waits and how long one would who joined a lane of `joining`.

    The centre is left as it is. `works` is everything in hand of those on duty, `habits` is by lane. The cost is that
    of routing: O(runs · (waiting + in hand + arrivals that may overtake)) decisions.
    """
    served = lanes_served(centre)
    told = [slot for slot in waiting if centre.lane[slot] in served]
    asked = [lane for lane in joining if lane in served]
    ahead = Ahead({slot: [] for slot in told}, {lane: [] for lane in asked})
    may_overtake = overtaking(centre, served)
    arriving = [(lane, habits[lane].arriving) for lane in may_overtake if habits[lane].arriving > 0]
    for _ in range(runs):
        run = _Run(centre, habits, now, chance)
        run.follow(told, asked)
        run.take_in(works)
        run.play(now + round(horizon_s * SECOND), arriving)
        for slot in told:
            ahead.waiting[slot].append(run.waited.get(slot, horizon_s))
        for number, lane in enumerate(asked):
            ahead.joining[lane].append(run.waited.get(run.first_joining + number, horizon_s))
    return ahead


class _Run:
    """One course of events from now on, on a copy of the centre."""

    def __init__(self, centre: Centre, habits: Sequence[Habits], now: int, chance: Chance) -> None:
        self.centre = copied(centre)
        self.habits = habits
        self.now = now
        self.chance = chance
        self.first_joining = len(centre.since)
        self.first_arriving = self.first_joining
        self.waited: dict[int, float] = {}
        self._slots = self.first_joining
        self._left = 0
        self._ends: list[tuple[int, int, int]] = []

    def follow(self, told: Sequence[int], asked: Sequence[int]) -> None:
        """Lets one join each lane asked for; the run ends when these and those told of had their turn."""
        centre = self.centre
        self._left = len(told) + len(asked)
        self.first_arriving += len(asked)
        for lane in asked:
            self._arrive(lane, self.now)
            if centre.waits_in[self._slots - 1] != NONE:  # is only asked for: no elastic group grows for it
                centre.waiting[lane // MEDIA] -= 1

    def take_in(self, works: Iterable[Work]) -> None:
        """Draws how long the work in hand goes on."""
        for work in works:
            ends = self.now + round(remaining(work.durations_s, work.lasted_s, self.chance) * SECOND)
            heappush(self._ends, (ends, work.counsellor, work.medium))

    def play(self, until: int, arriving: Sequence[tuple[int, float]]) -> None:
        """Goes from event to event until everybody followed had their turn."""
        rate = sum(per_second for _, per_second in arriving)
        next_arrival = self._after(self.now, rate)
        now = self.now
        while self._left > 0:
            moment = self._ends[0][0] if self._ends else NEVER
            moment = min(moment, next_arrival)
            due_at = due(self.centre, now)
            if due_at != NONE and due_at <= moment:
                now = due_at
                self._tick(now)
            elif moment > until:
                return
            elif moment == next_arrival:
                now = moment
                self._arrive(self._choose(arriving, rate), now)
                next_arrival = self._after(now, rate)
            else:
                now, counsellor, medium = heappop(self._ends)
                release(self.centre, counsellor, medium, now)
                self._fill(counsellor, now)
            if now > until:
                return

    def _tick(self, now: int) -> None:
        while True:
            slot, counsellor = tick(self.centre, now)
            if slot == NONE:
                return
            self._match(slot, counsellor, now)

    def _fill(self, counsellor: int, now: int) -> None:
        while (slot := free(self.centre, counsellor, now)) != NONE:
            self._served(slot, counsellor, now)

    def _match(self, slot: int, counsellor: int, now: int) -> None:
        if not self._served(slot, counsellor, now):
            self._fill(counsellor, now)

    def _served(self, slot: int, counsellor: int, now: int) -> bool:
        """A contact's turn has come; gives whether it takes the counsellor's time."""
        lane = self.centre.lane[slot]
        habits = self.habits[lane]
        only_asks = self.first_joining <= slot < self.first_arriving
        if slot < self.first_arriving:
            self.waited[slot] = (now - self.now) / SECOND
            self._left -= 1
        stays_s = (now - max(self.now, self.centre.since[slot])) / SECOND
        if only_asks or (habits.giving_up > 0 and self.chance() >= math.exp(-habits.giving_up * stays_s)):
            if only_asks:
                self.centre.waiting[lane // MEDIA] += 1  # taken off once already, and again when it left the lane
            release(self.centre, counsellor, lane % MEDIA, now)
            return False
        lasts_s = drawn(habits.durations_s, 0, self.chance)
        heappush(self._ends, (now + round(lasts_s * SECOND), counsellor, lane % MEDIA))
        return True

    def _arrive(self, lane: int, now: int) -> None:
        if self._slots == len(self.centre.since):
            grow(self.centre, self._slots + max(64, self._slots // 4))
        slot = self._slots
        self._slots += 1
        counsellor = arrive(self.centre, slot, lane // MEDIA, lane % MEDIA, now, NONE, NONE, now)
        if counsellor != NONE:
            if self.first_joining <= slot < self.first_arriving:
                self.centre.waiting[lane // MEDIA] -= 1  # as for one who had to wait
            self._match(slot, counsellor, now)

    def _after(self, now: int, rate: float) -> int:
        return NEVER if rate <= 0 else now + round(-math.log(1 - self.chance()) / rate * SECOND)

    def _choose(self, arriving: Sequence[tuple[int, float]], rate: float) -> int:
        left = self.chance() * rate
        for lane, per_second in arriving:
            left -= per_second
            if left < 0:
                return lane
        return arriving[-1][0]


def remaining(durations_s: Sequence[float], lasted_s: float, chance: Chance) -> float:
    """Draw how long work goes on that has lasted so long already, as work did that lasted longer than that.

    Longer than all that was seen: up to as long again. So whoever was forgotten in somebody's hands for an hour is not
    counted on to be finished in a moment.
    """
    first = bisect_right(durations_s, lasted_s)
    if first >= len(durations_s) - 1:
        return lasted_s * chance()
    return max(0.0, drawn(durations_s, first, chance) - lasted_s)


def drawn(durations_s: Sequence[float], first: int, chance: Chance) -> float:
    """Draw one of the ascending durations from place `first` on, or a value between two neighbours."""
    if len(durations_s) - first == 1:
        return durations_s[first]
    position = first + chance() * (len(durations_s) - 1 - first)
    place = int(position)
    below = durations_s[place]
    return below + (position - place) * (durations_s[place + 1] - below)


def lanes_served(centre: Centre) -> set[int]:
    """Give the lanes that somebody on duty serves, at once or after a wait."""
    in_force = {profile for profile, on_duty in zip(centre.profile, centre.on_duty, strict=True) if on_duty == 1}
    served: set[int] = set()
    for profile in in_force:
        base = profile * SECTIONS
        served.update(centre.serves_lane[centre.serves_from[base] : centre.serves_from[base + SECTIONS - 1]])
    return served


def overtaking(centre: Centre, served: set[int]) -> list[int]:
    """Give the lanes whose future arrivals may delay somebody who waits already; all others come after everybody here.

    Those with an elastic group, and those who share people with a lane that has a smaller head start, or that these
    people serve only after a longer wait.
    """
    found = {lane for lane in served if centre.group_of[lane // MEDIA] != NONE}
    for base in range(0, len(centre.serves_from), SECTIONS):
        places = range(centre.serves_from[base], centre.serves_from[base + SECTIONS - 1])
        rules = [(centre.serves_lane[place], centre.serves_wait[place]) for place in places]
        starts = {lane: centre.head_start[lane // MEDIA] for lane, _ in rules}
        for lane, wait in rules:
            opens = wait - starts[lane]
            if any(starts[other] < starts[lane] or late - starts[other] > opens for other, late in rules):
                found.add(lane)
    return sorted(found & served)


_CHANGED = frozenset(
    [
        *("scalars", "since", "key", "lane", "waits_in", "next", "previous", "until", "later", "earlier"),
        *("head", "tail", "head_key", "check", "waiting", "free_head", "free_tail", "profile", "chats", "calls"),
        *("idle_since", "free_in", "idle_next", "idle_previous", "group_size", "group_calm_since", "kept_for"),
    ]
)
"""The fields that functions of `match` change; the rest may be shared by copies."""


def copied(centre: Centre) -> Centre:
    """Give a centre that may go its own way from here. O(contacts + counsellors)."""
    return replace(centre, **{name: getattr(centre, name)[:] for name in _CHANGED})
