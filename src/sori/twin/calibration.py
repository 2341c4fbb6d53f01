"""A scenario fitted to the centre's own contacts: who came, how long they had patience, and how long they took.

Arrivals are the mean by interval of several days of one weekday, and how far such days differ. Patience is fitted to
all waits, those of the answered as censored (`durations`); talks, wrap-ups and how long an offer lies keep their means.
Where too few were seen nothing is made up: `calibrate` says what is missing, and only when asked to (`pool`) takes all
queues of the medium together in its place, and says that too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sori.centre.model import Centre
from sori.twin.arrivals import Spread, spread
from sori.twin.durations import Fitted, censored, whole
from sori.twin.history import queue_name, queue_of, topic_name
from sori.twin.kept import Came, Presence
from sori.twin.scenario import Duration, Scenario, ScenarioGroup, ScenarioMove, ScenarioTopic, Shape

FEWEST_DAYS = 3
FEWEST_ANSWERED = 30
FEWEST_GAVE_UP = 30
"""Of so many the mean is known to ±36 % (1.96 ÷ √30 where exponential)."""
_LEAST_S = 0.01
_MINUTES = 24 * 60


@dataclass(frozen=True)
class Past:
    """Days of one weekday of a centre, oldest first, and the day to be replayed, each with what came."""

    centre: Centre
    days: dict[date, list[Came]]
    day: date
    came: list[Came]
    presence: list[Presence]
    """Who was available on the day to be replayed."""


@dataclass(frozen=True)
class Shortage:
    """What can't be fitted: of which queue (None: of the whole centre), how many were seen and how many it takes."""

    queue: str | None
    what: str
    seen: int
    needed: int


@dataclass(frozen=True)
class FittedTopic:
    """What was fitted of one queue and medium, and from how many."""

    topic: ScenarioTopic
    talks: Fitted
    patience: Fitted
    wrap_up: Fitted
    waited: int
    """Of how many the wait is known; `patience.ended` of them gave up."""
    pooled: tuple[str, ...]
    """What was fitted of all queues together, since this one has too few."""


@dataclass(frozen=True)
class Calibrated:
    """A scenario that can be played, and what it stands on."""

    scenario: Scenario
    topics: list[FittedTopic]
    spread: Spread
    days: list[date]
    unserved: dict[str, int]
    """Contacts of the day in queues that nobody on duty then may serve, by the queue's name: not in the scenario."""
    elsewhere: int
    """How many of the days' contacts asked to be called back or left a message: the twin has them wait like others."""


@dataclass
class _Seen:
    """Everything of one queue and medium, on the days that are fitted."""

    stays: list[float] = field(default_factory=list)
    gave_up: list[bool] = field(default_factory=list)
    talks: list[float] = field(default_factory=list)
    wrap_ups: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    moved_to: list[int] = field(default_factory=list)
    answered: int = 0

    def add(self, one: Came) -> None:
        self.stays.append(one.stayed_s)
        self.gave_up.append(one.gave_up)
        self.answered += one.outcome == "answered"
        if one.talk_s is not None:
            self.talks.append(one.talk_s)
        if one.wrap_up_s is not None:
            self.wrap_ups.append(one.wrap_up_s)
        if one.moved_to is not None:
            self.moved_to.append(one.moved_to)
        if one.again_s is not None:
            self.again.append(one.again_s)


def calibrate(past: Past, interval_min: int, within_s: float, *, pool: bool) -> Calibrated | list[Shortage]:
    """Fit a scenario of the day to be replayed: the days' callers, the day's people. Or everything that is missing."""
    centre = past.centre
    if len(past.days) < FEWEST_DAYS:
        return [Shortage(None, "days", len(past.days), FEWEST_DAYS)]
    groups = groups_of(past, interval_min)
    if not groups:
        return [Shortage(None, "people", 0, 1)]
    skills = {skill for group in groups for skill in group.skills}
    every = [*past.came, *(one for came in past.days.values() for one in came)]
    queues = {queue: queue_of(centre, queue, skills) for queue in sorted({one.queue_id for one in every})}
    served = {queue: rule for queue, rule in queues.items() if rule is not None}
    keys = sorted({(one.queue_id, one.medium) for one in every if one.queue_id in served})
    counts = counted(past, keys, interval_min)
    seen, pools = _seen(past, keys)
    missing: list[Shortage] = []
    topics = []
    for number, key in enumerate(keys):
        calls = [float(value) for value in counts[:, number].mean(axis=0)]
        together = pools[key[1]] if pool else None
        fitted = _topic(centre, key, calls, seen[key], together, set(served), missing)
        if fitted is not None:
            topics.append(fitted)
    spreads = spread(counts, [past.day.weekday()] * len(past.days))
    if missing or spreads is None:
        return missing or [Shortage(None, "contacts", 0, FEWEST_ANSWERED)]
    accepts = [one.accept_s for came in past.days.values() for one in came if one.accept_s is not None]
    if len(accepts) < FEWEST_ANSWERED:
        return [Shortage(None, "offers", len(accepts), FEWEST_ANSWERED)]
    scenario = Scenario(
        title=f"{past.day:%Y-%m-%d}",
        from_="00:00",
        to="24:00",
        interval_min=interval_min,
        queues=list(served.values()),
        topics=[one.topic for one in topics],
        people=groups,
        within_s=within_s,
        day_variation=round(spreads.day, 3),
        interval_variation=round(spreads.interval, 3),
        accept=_rounded(whole(accepts).duration),
    )
    unserved = {
        queue_name(centre, queue): sum(one.queue_id == queue for one in past.came)
        for queue, rule in queues.items()
        if rule is None
    }
    elsewhere = sum(one.elsewhere for came in past.days.values() for one in came)
    return Calibrated(scenario, topics, spreads, list(past.days), unserved, elsewhere)


def topic_keys(past: Past, calibrated: Calibrated) -> dict[tuple[int, str], int]:
    """Give the number of the scenario's topic by queue and medium."""
    names = {topic.name: number for number, topic in enumerate(calibrated.scenario.topics)}
    keys = {(one.queue_id, one.medium) for one in past.came}
    found = {key: names.get(topic_name(past.centre, *key)) for key in keys}
    return {key: number for key, number in found.items() if number is not None}


def counted(past: Past, keys: Sequence[tuple[int, str]], interval_min: int) -> NDArray[np.float64]:
    """Give how many came: day × queue and medium × interval, by the city's clock."""
    place = {key: number for number, key in enumerate(keys)}
    counts = np.zeros((len(past.days), len(keys), _MINUTES // interval_min))
    for number, came in enumerate(past.days.values()):
        for one in came:
            if (one.queue_id, one.medium) in place:
                counts[number, place[one.queue_id, one.medium], int(one.minute // interval_min)] += 1
    return counts


def _seen(past: Past, keys: Sequence[tuple[int, str]]) -> tuple[dict[tuple[int, str], _Seen], dict[str, _Seen]]:
    seen = {key: _Seen() for key in keys}
    pools = {medium: _Seen() for _, medium in keys}
    for came in past.days.values():
        for one in came:
            if (one.queue_id, one.medium) in seen:
                seen[one.queue_id, one.medium].add(one)
                pools[one.medium].add(one)
    return seen, pools


def _topic(
    centre: Centre,
    key: tuple[int, str],
    calls: list[float],
    seen: _Seen,
    together: _Seen | None,
    served: set[int],
    missing: list[Shortage],
) -> FittedTopic | None:
    """Fit one queue and medium; what is missing is added to `missing`, and None given."""
    queue, medium = key
    name = topic_name(centre, queue, medium)
    pooled: list[str] = []

    def enough(what: str, needed: int, count: Callable[[_Seen], int]) -> _Seen | None:
        if count(seen) >= needed:
            return seen
        if together is not None and count(together) >= needed:
            pooled.append(what)
            return together
        missing.append(Shortage(name, what, count(seen), needed))
        return None

    talk = enough("talks", FEWEST_ANSWERED, lambda one: len(one.talks))
    wrap_up = enough("wrap-ups", FEWEST_ANSWERED, lambda one: len(one.wrap_ups))
    patience = enough("who gave up", FEWEST_GAVE_UP, lambda one: sum(one.gave_up))
    if talk is None or wrap_up is None or patience is None:
        return None
    talks, wraps, waits = whole(talk.talks), whole(wrap_up.wrap_ups), censored(patience.stays, patience.gave_up)
    assert waits is not None  # noqa: S101  some gave up
    move = _move(centre, seen, served)
    topic = ScenarioTopic(
        name=name,
        queue=queue_name(centre, queue),
        calls=[round(value, 3) for value in calls],
        talk=_rounded(talks.duration),
        wrap_up=_rounded(wraps.duration),
        patience=_rounded(waits.duration),
        move=move,
        chat=medium == "chat",
    )
    return FittedTopic(topic, talks, waits, wraps, len(patience.stays), tuple(pooled))


def _move(centre: Centre, seen: _Seen, served: set[int]) -> ScenarioMove | None:
    """Those passed on, to the queue that most of them went to; None where fewer than it takes to say how long."""
    targets = [queue for queue in seen.moved_to if queue in served]
    if len(seen.again) < FEWEST_ANSWERED or not targets or not seen.answered:
        return None
    most = max(dict.fromkeys(targets), key=targets.count)
    share = round(len(seen.moved_to) / seen.answered, 4)
    return ScenarioMove(min(share, 1.0), queue_name(centre, most), _rounded(whole(seen.again).duration))


def _rounded(duration: Duration) -> Duration:
    variation = 1.0 if duration.shape is Shape.EXPONENTIAL else round(float(duration.variation), 3)
    return Duration(max(round(float(duration.mean_s), 2), _LEAST_S), duration.shape, max(variation, 0.01))


def groups_of(past: Past, interval_min: int) -> list[ScenarioGroup]:
    """Give the people of the day by skills: in each interval as many as were available, in the mean of the interval.

    A scenario has whole people, so what is left of a person in one interval counts in the next.
    """
    shares = available(past.presence, interval_min)
    found = []
    for number, ((skills, chats, takes_calls), share) in enumerate(sorted(shares.items()), 1):
        whole_people = np.diff(np.rint(np.concatenate([[0.0], np.cumsum(share)]) + 1e-9))
        if whole_people.max() == 0 or (not takes_calls and chats == 0) or not skills:
            continue
        names = ", ".join(skill for skill, _ in skills)
        found.append(
            ScenarioGroup(
                name=f"{number}. {names}"[:80],
                skills=dict(skills),
                at_desk=[int(people) for people in whole_people],
                takes_calls=takes_calls,
                chats=chats,
            )
        )
    return found


Kind = tuple[tuple[tuple[str, int], ...], int, bool]


def available(presence: Sequence[Presence], interval_min: int) -> dict[Kind, NDArray[np.float64]]:
    """Give how many people of each kind (skills, chats at once, calls) were available in the mean of each interval."""
    bounds = np.arange(0, _MINUTES + interval_min, interval_min, dtype=np.float64)
    shares: dict[Kind, NDArray[np.float64]] = {}
    for one in presence:
        kind = (tuple(sorted(one.skills.items())), one.chats, one.takes_calls)
        lasted = np.minimum(one.until_minute, bounds[1:]) - np.maximum(one.since_minute, bounds[:-1])
        shares[kind] = shares.get(kind, np.zeros(len(bounds) - 1)) + np.maximum(lasted, 0) / interval_min
    return shares
