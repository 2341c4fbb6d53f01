"""What is told of expected waits, and how it is computed of how the centre stands: `forecast`, which does no I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from statistics import fmean

from sori.centre.model import Centre as Setup
from sori.conversations.floor import Floor, microseconds
from sori.conversations.model import Duty, Medium
from sori.conversations.store.routing import Hands, RoutedContact, RoutedCounsellor
from sori.routing import MEDIA, NONE
from sori.routing.expected_wait import (
    Expectation,
    Outlook,
    Side,
    average_left,
    expectation,
    kind,
    outlooks,
    place_rule,
    recent_average,
    tell_again,
)
from sori.routing.lookahead import Habits, Work, look_ahead

FRESH_FOR = timedelta(seconds=15)
"""What newcomers are told is not told any more when the worker has been away for so long."""

HORIZON_S = 3 * 3600.0
"""A wait that has not ended by then has no end in sight."""

MOST_RUNS = 24
FEWEST_RUNS = 6
DECISIONS = 2_000
"""About how many routing decisions may be looked ahead in all runs of a round together: what a round costs."""

UNTRIED_S = tuple(float(seconds) for seconds in range(60, 420, 20))
"""How long contacts are taken to last, in seconds, where none has ended yet."""


class Outcome(StrEnum):
    """How a wait that was told of came to an end."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    LEFT_MESSAGE = "left_message"


@dataclass(frozen=True, slots=True)
class Told:
    """The last estimate told to one who waits; no seconds: that no end is in sight."""

    contact_id: int
    given_at: datetime
    place: int
    low_s: int | None
    mean_s: int | None
    high_s: int | None

    @property
    def expectation(self) -> Expectation | None:
        """What was told."""
        if self.low_s is None or self.mean_s is None or self.high_s is None:
            return None
        return Expectation(self.low_s, self.mean_s, self.high_s)


@dataclass(frozen=True, slots=True)
class Stay:
    """The stay of a waiting contact that is told how long it will be; `entered_at` begins the wait measured."""

    contact_id: int
    visit_id: int
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A contact in somebody's hands: since when, and whether the talk is over and it is being wrapped up."""

    counsellor_id: int
    queue_id: int
    medium: Medium
    since: datetime
    wrapping_up: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How the centre stands at one moment, read in one statement; those who wait, the oldest first."""

    waiting: list[RoutedContact]
    hands: list[Hands]
    held: list[Held]
    stays: list[Stay]
    told: list[Told]


@dataclass(frozen=True, slots=True)
class LaneHabits:
    """What was seen of a queue's contacts of one medium of late, durations in seconds."""

    queue_id: int
    medium: Medium
    handled_s: list[float]
    wrapped_up_s: list[float]
    entered: int


@dataclass(frozen=True, slots=True)
class QueueHabits:
    """Of one queue: seconds waited in all, and how many gave up in them."""

    queue_id: int
    waited_s: float
    gave_up: int


@dataclass(frozen=True, slots=True)
class RecentWaits:
    """The waits of those of a queue who were answered last, the oldest of them first."""

    queue_id: int
    answered_s: list[float]

    @property
    def average_s(self) -> float:
        """What the rule of recent waits makes of them; what came before these has next to no weight left."""
        return reduce(recent_average, self.answered_s)


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of an estimate. Who gave up would have waited longer than `waited_s`."""

    during: bool
    low_s: int | None
    high_s: int | None
    outlook_s: float | None
    spread_s: float | None
    waited_s: float
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of late, which changes slowly."""

    counsellors: list[RoutedCounsellor]
    lanes: list[LaneHabits]
    queues: list[QueueHabits]
    accepting_s: float
    entered_in_s: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate as it is told and kept, with what the two rules in use elsewhere would tell."""

    queue_id: int
    medium: Medium
    place: int
    told: Expectation | None
    outlook: Outlook | None
    average_s: float
    by_place_s: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be told: of whoever would join, and anew of those who wait, by contact."""

    joining: list[Estimate]
    waiting: list[tuple[Stay, Estimate]]


def forecast(
    setup: Setup,
    standing: Standing,
    observed: Observed,
    averages: Mapping[int, float],
    sides: Sequence[Side],
    now: datetime,
    chance: Callable[[], float],
) -> Forecast:
    """Compute what to tell whoever would join a queue now, and whom of those who wait to tell what anew."""
    floor = Floor(setup, observed.counsellors)
    taken = floor.stand(standing.waiting, standing.hands, now)  # the router is about to offer these
    habits = lane_habits(setup, floor, observed)
    lane_of = {contact.id: floor.lane_of(contact.queue_id, contact.medium) for contact in standing.waiting}
    works = _works(floor, standing, observed, habits, now)
    works += [
        Work(floor.number_of(offer.counsellor_id), lane % MEDIA, 0.0, habits[lane].durations_s)
        for offer in taken
        for lane in [lane_of[offer.contact_id]]
    ]
    waiting = [contact for contact in standing.waiting if floor.slot_of(contact.id) != NONE]
    lanes = {(queue.id, medium): floor.lane_of(queue.id, medium) for queue in setup.queues for medium in Medium}
    ahead = look_ahead(
        floor.state,
        [floor.slot_of(contact.id) for contact in waiting],
        list(lanes.values()),
        works,
        habits,
        microseconds(now),
        HORIZON_S,
        max(FEWEST_RUNS, min(MOST_RUNS, DECISIONS // (len(waiting) + len(works) + 10))),
        chance,
    )
    teller = _Teller(standing, averages, sides, now)
    found = Forecast([], [])
    for (queue_id, medium), lane in lanes.items():
        own = [contact for contact in waiting if lane_of[contact.id] == lane]
        served = lane in ahead.joining
        waits = [ahead.waiting[floor.slot_of(contact.id)] for contact in own] + [ahead.joining[lane]] if served else []
        outlook: list[Outlook | None] = [None] * (len(own) + 1)
        if served:
            outlook = outlooks(waits, observed.accepting_s, HORIZON_S)
        people = _people(setup, standing, observed, queue_id, medium)
        handling = fmean(habits[lane].durations_s)
        at_once = served and max(ahead.joining[lane]) == 0
        found.joining.append(
            teller.joining(
                queue_id,
                medium,
                len(own) + 1,
                outlook[-1],
                0.0 if at_once else place_rule(len(own) + 1, handling, people),
            )
        )
        for place, contact in enumerate(own, 1):
            told = teller.waiting(contact, place, outlook[place - 1], place_rule(place, handling, people))
            if told is not None:
                found.waiting.append(told)
    return found


class _Teller:
    """Makes estimates of outlooks, and knows who was told what."""

    def __init__(self, standing: Standing, averages: Mapping[int, float], sides: Sequence[Side], now: datetime) -> None:
        self._stays = {stay.contact_id: stay for stay in standing.stays}
        self._told = {told.contact_id: told for told in standing.told}
        self._averages = averages
        self._sides = sides
        self._now = now

    def joining(
        self, queue_id: int, medium: Medium, place: int, outlook: Outlook | None, by_place_s: float | None
    ) -> Estimate:
        """What whoever would join is told."""
        told = None if outlook is None else expectation(outlook, self._sides[kind(False, outlook.mean_s)])
        return Estimate(queue_id, medium, place, told, outlook, self._averages.get(queue_id, 0.0), by_place_s)

    def waiting(
        self, contact: RoutedContact, place: int, outlook: Outlook | None, by_place_s: float | None
    ) -> tuple[Stay, Estimate] | None:
        """What one who waits is told now; None where what they were told still holds, or they are not told at all."""
        stay = self._stays.get(contact.id)
        if stay is None:
            return None
        new = None if outlook is None else expectation(outlook, self._sides[kind(True, outlook.mean_s)])
        last = self._told.get(contact.id)
        if last is not None and not tell_again(
            last.expectation, new, (self._now - last.given_at).total_seconds(), last.place == place
        ):
            return None
        average = average_left(self._averages.get(contact.queue_id, 0.0), (self._now - stay.entered_at).total_seconds())
        return stay, Estimate(contact.queue_id, contact.medium, place, new, outlook, average, by_place_s)


def learn(sides: Sequence[Side], settled: Settled) -> None:
    """Take in what came of an estimate.

    Who gave up before the end of the range leaves open whether it would have held, and says nothing; who gave up after
    it would have waited longer than was told.
    """
    low, high, mean, spread = settled.low_s, settled.high_s, settled.outlook_s, settled.spread_s
    if low is None or high is None or mean is None or not spread:
        return
    if settled.outcome is not Outcome.ANSWERED and settled.waited_s <= high:
        return
    score = (settled.waited_s - mean) / spread
    sides[kind(settled.during, mean)].settle(score, settled.waited_s < low, settled.waited_s > high)


ENOUGH = 30
"""With fewer contacts of its own, a lane is taken to be like all lanes."""


def lane_habits(setup: Setup, floor: Floor, observed: Observed) -> list[Habits]:
    """What was seen, by lane."""
    ended = [duration for lane in observed.lanes for duration in lane.handled_s[:100]]
    # The first to end are the short ones: until there are enough, ordinary ones are taken to be among them.
    everything = sorted([*ended, *UNTRIED_S] if len(ended) < ENOUGH else ended)
    queues = {queue.queue_id: queue for queue in observed.queues}
    lanes = {(lane.queue_id, lane.medium): lane for lane in observed.lanes}
    habits = []
    for queue in setup.queues:
        seen = queues.get(queue.id)
        # The maximum likelihood of an exponential law of which only some ends were seen: ends ÷ time. One end in
        # twenty minutes is taken for seen beforehand.
        giving_up = (1 + (seen.gave_up if seen else 0)) / (1200 + (seen.waited_s if seen else 0))
        for medium in sorted(Medium, key=lambda medium: floor.lane_of(queue.id, medium)):
            lane = lanes.get((queue.id, medium))
            own = sorted(lane.handled_s) if lane and len(lane.handled_s) >= ENOUGH else everything
            arriving = lane.entered / observed.entered_in_s if lane else 0.0
            habits.append(Habits(own, giving_up, arriving))
    return habits


def _works(floor: Floor, standing: Standing, observed: Observed, habits: Sequence[Habits], now: datetime) -> list[Work]:
    available = {hands.id for hands in standing.hands if hands.duty is Duty.AVAILABLE}
    wrapping_up = sorted(seconds for lane in observed.lanes for seconds in lane.wrapped_up_s) or [5.0, 15.0, 30.0, 60.0]
    works = []
    for held in standing.held:
        number = floor.number_of(held.counsellor_id)
        if held.counsellor_id in available and number != NONE:
            lane = floor.lane_of(held.queue_id, held.medium)
            durations = wrapping_up if held.wrapping_up else habits[lane].durations_s
            works.append(Work(number, lane % MEDIA, max(0.0, (now - held.since).total_seconds()), durations))
    return works


def _people(setup: Setup, standing: Standing, observed: Observed, queue_id: int, medium: Medium) -> int:
    available = {hands.id for hands in standing.hands if hands.duty is Duty.AVAILABLE}
    steps = setup.queue(queue_id).steps
    return sum(
        (person.takes_calls if medium is Medium.CALL else person.chat_capacity > 0)
        and any(person.skills.get(step.skill, 0) >= step.level for step in steps)
        for person in observed.counsellors
        if person.id in available
    )
