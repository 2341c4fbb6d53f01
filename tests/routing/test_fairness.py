"""What people may rely on: a bounded wait, a fair share of work, the same answer to the same question."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sori.routing import (
    CALL,
    CHAT,
    NONE,
    Counsellor,
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
    set_open,
    tick,
)

from .test_match_model import live_through, random_day

MINUTE = 60_000_000
ANYBODY = Step(0, 0, 1)
CALLS = Counsellor({0: 1}, capacity=0, takes_calls=True)


@given(
    head_start=st.integers(1, 60),
    every=st.integers(1, 5),
    longer=st.integers(1, 5),
    backlog=st.integers(0, 30),
)
def test_the_lowest_priority_is_overtaken_only_by_those_who_came_within_the_head_start(
    head_start: int, every: int, longer: int, backlog: int
) -> None:
    """The bound: (contacts ahead on arrival + urgent arrivals within the head start + the one in hand) x handling."""
    urgent, modest = 0, 1
    centre = build([QueueRule(head_start, [ANYBODY]), QueueRule(0, [ANYBODY])], [CALLS], 1_000)
    set_load(centre, 0, 0, 0, 0)
    free(centre, 0, 0)
    handling = every + longer
    arrive(centre, 0, urgent, CALL, 0, NONE, NONE, 0)
    since = {0: 0}
    for slot in range(1, backlog + 1):
        since[slot] = 0
        arrive(centre, slot, urgent, CALL, 0, NONE, NONE, 0)
    patient = backlog + 1
    since[patient] = 0
    assert arrive(centre, patient, modest, CALL, 0, NONE, NONE, 0) == NONE
    served = NONE
    now = 0
    overtaking = 0
    while served != patient:
        now += 1
        if now % every == 0:
            slot = len(since)
            since[slot] = now
            arrive(centre, slot, urgent, CALL, now, NONE, NONE, now)
        if now % handling == 0:
            release(centre, 0, CALL, now)
            served = free(centre, 0, now)
            if served != patient:
                overtaking += served > patient
                assert since[served] < head_start
    assert overtaking <= head_start // every
    assert now <= (backlog + head_start // every + 2) * handling


@given(st.permutations(range(6)), st.integers(0, 5))
def test_the_longest_idle_takes_the_next_contact(order: list[int], last: int) -> None:
    centre = build([QueueRule(0, [ANYBODY])], [CALLS] * 6, 10)
    for moment, person in enumerate(order):
        set_load(centre, person, 0, 0, moment)
        free(centre, person, moment)
    set_load(centre, last, 0, 0, 99)  # nothing new: the order stays
    free(centre, last, 99)
    assert [arrive(centre, slot, 0, CALL, 100, NONE, NONE, 100) for slot in range(6)] == order


def test_people_idle_equally_long_are_taken_by_number() -> None:
    centre = build([QueueRule(0, [ANYBODY])], [CALLS] * 4, 10)
    for person in (2, 0, 3, 1):
        set_load(centre, person, 0, 0, 0)
        free(centre, person, 0)
    assert [arrive(centre, slot, 0, CALL, 1, NONE, NONE, 1) for slot in range(4)] == [0, 1, 2, 3]


def test_chats_are_spread_over_people_before_anybody_gets_a_second_one() -> None:
    chatters = [Counsellor({0: 1}, capacity=3, takes_calls=False)] * 3
    centre = build([QueueRule(0, [ANYBODY])], chatters, 10)
    for person in range(3):
        set_load(centre, person, 0, 0, person)
        free(centre, person, 3)
    taken = [arrive(centre, slot, 0, CHAT, 5 + slot, NONE, NONE, 5 + slot) for slot in range(10)]
    assert taken == [0, 1, 2] * 3 + [NONE]


def test_a_better_match_goes_before_a_longer_idle_one() -> None:
    queue = QueueRule(0, [Step(0, 0, 2), Step(0, 0, 1)])
    centre = build([queue], [CALLS, Counsellor({0: 3}, 0, True)], 10)
    for person in range(2):
        set_load(centre, person, 0, 0, person)
        free(centre, person, 2)
    assert [arrive(centre, slot, 0, CALL, 5, NONE, NONE, 5) for slot in range(2)] == [1, 0]


def test_overflow_opens_after_its_wait_and_not_before() -> None:
    queue = QueueRule(0, [Step(0, 0, 2), Step(2 * MINUTE, 0, 1)])
    centre = build([queue], [CALLS], 10)
    set_load(centre, 0, 0, 0, 0)
    free(centre, 0, 0)
    assert arrive(centre, 0, 0, CALL, 0, NONE, NONE, 0) == NONE
    assert due(centre, 0) == 2 * MINUTE
    assert tick(centre, 2 * MINUTE - 1) == (NONE, NONE)
    assert tick(centre, 2 * MINUTE) == (0, 0)
    assert due(centre, 2 * MINUTE) == NONE


def test_when_steps_of_two_queues_open_together_the_smallest_key_goes_first() -> None:
    queues = [QueueRule(head_start, [Step(0, 1, 1), Step(MINUTE, 0, 1)]) for head_start in (0, MINUTE)]
    centre = build(queues, [CALLS], 10)
    set_load(centre, 0, 0, 0, 0)
    free(centre, 0, 0)
    for queue in range(2):
        assert arrive(centre, queue, queue, CALL, 0, NONE, NONE, 0) == NONE
    assert tick(centre, MINUTE) == (1, 0)


def test_a_contact_that_comes_back_finds_its_place() -> None:
    centre = build([QueueRule(0, [ANYBODY])], [CALLS], 10)
    for slot in range(5):
        arrive(centre, slot, 0, CALL, slot, NONE, NONE, slot)
    leave(centre, 2)
    arrive(centre, 2, 0, CALL, 2, NONE, NONE, 60)
    assert [place(centre, slot) for slot in range(5)] == [0, 1, 2, 3, 4]


def test_those_who_wait_at_closing_time_are_served() -> None:
    centre = build([QueueRule(0, [ANYBODY])], [CALLS], 10)
    arrive(centre, 0, 0, CALL, 0, NONE, NONE, 0)
    set_open(centre, 0, False)
    assert centre.closed == [1]
    set_load(centre, 0, 0, 0, 1)
    assert free(centre, 0, 1) == 0
    set_open(centre, 0, True)
    assert centre.closed == [0]


def test_nobody_takes_what_is_not_there_to_take() -> None:
    centre = build([QueueRule(0, [ANYBODY])], [CALLS], 2)
    assert free(centre, 0, 0) == NONE
    release(centre, 0, CALL, 0)
    release(centre, 0, CHAT, 0)
    leave(centre, 1)
    assert (centre.calls, centre.chats) == ([0], [0])
    assert place(centre, 1) == NONE


def test_the_same_day_gives_the_same_offers() -> None:
    histories = []
    for _ in range(2):
        chance = Random(7)
        day = random_day(chance)
        live_through(day, chance, 300)
        histories.append((sorted(day.in_hand.items()), day.now, day.centre.head, day.centre.idle_since))
    assert histories[0] == histories[1]


def test_a_thousand_people_who_are_all_different_are_told_apart() -> None:
    """Ten skills at random levels: nearly every person is a profile of their own."""
    chance = Random(1)
    queues = [
        QueueRule(0, [Step(0, skill, 3), Step(MINUTE, skill, 2), Step(2 * MINUTE, skill, 1)]) for skill in range(10)
    ]
    people = [Counsellor({skill: chance.randint(0, 3) for skill in range(10)}, 0, True) for _ in range(1_000)]
    centre = build(queues, people, 1_000)
    assert len(set(centre.profile)) > 950
    for person in range(1_000):
        set_load(centre, person, 0, 0, person)
        free(centre, person, 1_000)
    available = set(range(1_000))
    for slot in range(900):
        queue = chance.randrange(10)
        expected = min((p for p in available if people[p].skills[queue] == 3), default=NONE)
        assert arrive(centre, slot, queue, CALL, 1_000, NONE, NONE, 1_000) == expected
        available.discard(expected)
