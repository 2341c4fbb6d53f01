"""The rules an administrator sets, and the flat state made of them.

Queues, skills and counsellors are numbered from 0 by the caller. `build` may take its time; nothing here is called
while contacts are being matched.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sori.routing.state import CALL, CHAT, MEDIA, NEVER, NONE, Centre, Ints


@dataclass(frozen=True)
class Step:
    """Who else may serve a queue, and from when: this skill at this level or better, once a contact has waited."""

    after_us: int
    skill: int
    level: int


@dataclass(frozen=True)
class Elastic:
    """How many people a queue keeps for itself: `minimum`, one more per so many waiting, at most `maximum`.

    It grows at once and shrinks by one after each `cooldown_us` in which nobody waited.
    """

    minimum: int
    maximum: int
    waiting_per_person: int
    cooldown_us: int

    def __post_init__(self) -> None:
        if not 0 <= self.minimum <= self.maximum:
            raise ValueError("an elastic group's minimum lies between 0 and its maximum")
        if self.waiting_per_person < 1 or self.cooldown_us < 1:
            raise ValueError("an elastic group needs a positive number waiting per person and a positive cooldown")


@dataclass(frozen=True)
class QueueRule:
    """One queue: its head start over others in microseconds, and its steps, the dedicated people first."""

    head_start_us: int
    steps: Sequence[Step]
    elastic: Elastic | None = None

    def __post_init__(self) -> None:
        waits = [step.after_us for step in self.steps]
        if not waits or waits[0] != 0:
            raise ValueError("a queue's first step, its dedicated people, is open from the start (after_us == 0)")
        if waits != sorted(waits):
            raise ValueError("a later step opens no earlier than the one before it")


@dataclass(frozen=True)
class Counsellor:
    """One person: skills (skill -> level), how many chats at once (0: none), and whether they take calls."""

    skills: Mapping[int, int]
    capacity: int
    takes_calls: bool

    def has(self, step: Step) -> bool:
        """Whether the person has the step's skill at its level or better."""
        return step.skill in self.skills and self.skills[step.skill] >= step.level


Served = tuple[int, int, int]
"""One lane of a profile: the lane, the step by which it is served, and that step's wait."""

Profile = tuple[Served, ...]


def build(queues: Sequence[QueueRule], counsellors: Sequence[Counsellor], contacts: int) -> Centre:
    """Give a centre with nobody on duty and nobody waiting, with room for contact slots 0 to `contacts` - 1."""
    profiles: dict[Profile, int] = {}

    def numbered(profile: Profile) -> int:
        return profiles.setdefault(profile, len(profiles))

    ordinary = [numbered(profile_of(queues, counsellor)) for counsellor in counsellors]
    elastic_queues = [number for number, rule in enumerate(queues) if rule.elastic is not None]
    members = [members_of(queues[number], counsellors) for number in elastic_queues]
    kept_profile = [
        numbered(tuple(lane for lane in profile_of(queues, counsellors[member]) if lane[0] // MEDIA == queue))
        for queue, group in zip(elastic_queues, members, strict=True)
        for member in group
    ]
    elastic = [rule.elastic for rule in queues if rule.elastic is not None]
    sections = [section for profile in profiles for section in sections_of(profile)]
    steps = [steps_of(lane, profiles) for lane in range(len(queues) * MEDIA)]
    openings = [sorted({step.after_us for step in rule.steps if step.after_us > 0}) for rule in queues]
    loads = max([1, *(counsellor.capacity for counsellor in counsellors)])
    lanes, lists = len(queues) * MEDIA, (len(queues) + len(counsellors)) * MEDIA
    belongs = {member for group in members for member in group}
    return Centre(
        scalars=[loads, NONE, NONE, NONE, int(bool(elastic)), NONE],
        since=array("q", [NONE]) * contacts,
        key=array("q", [NONE]) * contacts,
        lane=array("q", [NONE]) * contacts,
        waits_in=array("q", [NONE]) * contacts,
        next=array("q", [NONE]) * contacts,
        previous=array("q", [NONE]) * contacts,
        until=array("q", [NONE]) * contacts,
        later=array("q", [NONE]) * contacts,
        earlier=array("q", [NONE]) * contacts,
        head=[NONE] * lists,
        tail=[NONE] * lists,
        head_key=[NEVER] * lists,
        check=[NEVER] * lanes,
        all_open_after=[
            openings[lane // MEDIA][-1] + queues[lane // MEDIA].head_start_us if openings[lane // MEDIA] else -NEVER
            for lane in range(lanes)
        ],
        steps_from=bounds(len(of_lane) for of_lane in steps),
        step_after=[after for of_lane in steps for after, _ in of_lane],
        servers_from=bounds(len(served_by) for of_lane in steps for _, served_by in of_lane),
        server=[profile * loads for of_lane in steps for _, served_by in of_lane for profile in served_by],
        head_start=[rule.head_start_us for rule in queues],
        waiting=[0] * len(queues),
        closed=[0] * len(queues),
        opening_from=bounds(len(waits) for waits in openings),
        opening_after=[wait for waits in openings for wait in waits],
        serves_from=section_bounds(sections),
        serves_lane=[lane for section in sections for lane, _, _ in section],
        serves_wait=[after + queues[lane // MEDIA].head_start_us for section in sections for lane, _, after in section],
        free_head=[NONE] * (len(profiles) * loads),
        free_tail=[NONE] * (len(profiles) * loads),
        profile=list(ordinary),
        ordinary=ordinary,
        capacity=[counsellor.capacity for counsellor in counsellors],
        on_duty=[0] * len(counsellors),
        chats=[0] * len(counsellors),
        calls=[0] * len(counsellors),
        idle_since=[NONE] * len(counsellors),
        free_in=[NONE] * len(counsellors),
        idle_next=[NONE] * len(counsellors),
        idle_previous=[NONE] * len(counsellors),
        group_of=[elastic_queues.index(queue) if queue in elastic_queues else NONE for queue in range(len(queues))],
        group_queue=elastic_queues,
        group_minimum=[group.minimum for group in elastic],
        group_maximum=[group.maximum for group in elastic],
        group_waiting_per_person=[group.waiting_per_person for group in elastic],
        group_cooldown=[group.cooldown_us for group in elastic],
        group_size=[group.minimum for group in elastic],
        group_calm_since=[NONE] * len(elastic),
        members_from=bounds(len(group) for group in members),
        member=[member for group in members for member in group],
        kept_for=[NONE] * len(counsellors),
        kept_profile=kept_profile,
        belongs=[int(number in belongs) for number in range(len(counsellors))],
    )


def profile_of(queues: Sequence[QueueRule], counsellor: Counsellor) -> Profile:
    """Give the lanes a person may serve, each by the first step they satisfy, in the order of the lanes."""
    media = [CALL] * counsellor.takes_calls + [CHAT] * (counsellor.capacity > 0)
    served = []
    for queue, rule in enumerate(queues):
        number, step = next(((n, step) for n, step in enumerate(rule.steps) if counsellor.has(step)), (NONE, None))
        if step is not None:
            served += [(queue * MEDIA + medium, number, step.after_us) for medium in media]
    return tuple(served)


def members_of(rule: QueueRule, counsellors: Sequence[Counsellor]) -> list[int]:
    """Give a queue's dedicated people who take any contacts at all: highest level first, then by number."""
    step = rule.steps[0]
    able = [number for number, person in enumerate(counsellors) if person.takes_calls or person.capacity > 0]
    dedicated = [number for number in able if counsellors[number].has(step)]
    return sorted(dedicated, key=lambda number: -counsellors[number].skills[step.skill])


def steps_of(lane: int, profiles: Mapping[Profile, int]) -> list[tuple[int, list[int]]]:
    """Give the lane's steps in order, each as its wait and the profiles that serve the lane by it."""
    steps: dict[int, tuple[int, list[int]]] = {}
    for profile, number in profiles.items():
        for served, step, after in profile:
            if served == lane:
                steps.setdefault(step, (after, []))[1].append(number)
    return [steps[step] for step in sorted(steps)]


def sections_of(profile: Profile) -> list[list[Served]]:
    """Split a profile's lanes as `serves_from` describes: chats at once, calls at once, chats later, calls later."""
    return [
        [served for served in profile if served[0] % MEDIA == medium and (served[2] > 0) == later]
        for later in (False, True)
        for medium in (CHAT, CALL)
    ]


def section_bounds(sections: Sequence[Sequence[Served]]) -> Ints:
    """Give SECTIONS bounds per profile: the starts of its four sections and the end of the last."""
    starts = bounds(len(section) for section in sections)
    return [bound for first in range(0, len(sections), 4) for bound in starts[first : first + 5]]


def bounds(lengths: Iterable[int]) -> Ints:
    """Give where each of several runs, laid end to end, begins, and where the last one ends."""
    return [0, *accumulate(lengths)]
