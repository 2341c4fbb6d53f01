"""Elastic groups: people kept for one queue, more when it waits, fewer when it is calm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.routing import (
    CALL,
    NONE,
    Centre,
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

ZERO, WATER = 0, 1
COOLDOWN = 10


def centre_of(people: int, elastic: Elastic, contacts: int = 40) -> Centre:
    """The "0" line with an elastic group, and a second queue which everybody serves too; the best is the last."""
    queues = [QueueRule(0, [Step(0, 0, 1)], elastic), QueueRule(0, [Step(0, 1, 1)])]
    counsellors = [Counsellor({0: 1 + number, 1: 1}, 0, True) for number in range(people)]
    centre = build(queues, counsellors, contacts)
    for person in range(people):
        set_load(centre, person, 0, 0, 0)
        free(centre, person, 0)
    assert tick(centre, 0) == (NONE, NONE)
    return centre


def kept(centre: Centre) -> list[int]:
    return [person for person, group in enumerate(centre.kept_for) if group != NONE]


def test_the_best_people_on_duty_are_kept() -> None:
    centre = centre_of(4, Elastic(2, 3, 1, COOLDOWN))
    assert kept(centre) == [2, 3]
    withdraw(centre, 3)
    assert due(centre, 1) == 1
    assert tick(centre, 1) == (NONE, NONE)
    assert kept(centre) == [1, 2]


def test_those_kept_take_only_their_queue() -> None:
    centre = centre_of(3, Elastic(2, 2, 1, COOLDOWN))
    assert [arrive(centre, slot, WATER, CALL, 1, NONE, NONE, 1) for slot in range(2)] == [0, NONE]
    assert [arrive(centre, slot, ZERO, CALL, 1, NONE, NONE, 1) for slot in range(2, 4)] == [1, 2]


@given(waiting=st.integers(0, 20), per_person=st.integers(1, 5), minimum=st.integers(0, 3), room=st.integers(0, 4))
def test_a_group_grows_at_once_with_the_number_waiting_and_shrinks_one_by_one(
    waiting: int, per_person: int, minimum: int, room: int
) -> None:
    centre = centre_of(8, Elastic(minimum, minimum + room, per_person, COOLDOWN))
    for person in range(8):
        set_load(centre, person, 0, 1, 0)
    for slot in range(waiting):
        assert arrive(centre, slot, ZERO, CALL, 1, NONE, NONE, 1) == NONE
    assert tick(centre, 1) == (NONE, NONE)
    size = min(minimum + room, minimum + -(-waiting // per_person))
    assert centre.group_size == [size]
    assert len(kept(centre)) == size
    for slot in range(waiting):
        leave(centre, slot)
    now = 2
    tick(centre, now)
    while size > minimum:
        moment = due(centre, now)
        assert moment - now <= COOLDOWN
        tick(centre, moment - 1)
        assert centre.group_size == [size]
        now = moment
        tick(centre, now)
        size -= 1
        assert centre.group_size == [size]
        assert len(kept(centre)) == size
    assert due(centre, now) == NONE


def test_a_new_contact_waiting_ends_the_calm() -> None:
    centre = centre_of(2, Elastic(0, 2, 1, COOLDOWN))
    for person in range(2):
        set_load(centre, person, 0, 1, 0)
    for moment in (1, 9):
        arrive(centre, 0, ZERO, CALL, moment, NONE, NONE, moment)
        tick(centre, moment)
        leave(centre, 0)
        tick(centre, moment + 1)
    assert due(centre, 10) == 10 + COOLDOWN


def test_somebody_let_go_takes_at_once_what_waits_elsewhere() -> None:
    centre = centre_of(1, Elastic(0, 1, 1, COOLDOWN))
    set_load(centre, 0, 0, 1, 0)
    arrive(centre, 0, ZERO, CALL, 1, NONE, NONE, 1)
    assert tick(centre, 1) == (NONE, NONE)
    release(centre, 0, CALL, 2)
    assert free(centre, 0, 2) == 0
    arrive(centre, 1, WATER, CALL, 3, NONE, NONE, 3)
    release(centre, 0, CALL, 4)
    assert free(centre, 0, 4) == NONE
    assert tick(centre, 4) == (NONE, NONE)
    assert due(centre, 4) == 4 + COOLDOWN
    assert tick(centre, 4 + COOLDOWN) == (1, 0)


def test_somebody_kept_sends_others_contacts_from_the_desk_to_their_lane() -> None:
    centre = centre_of(2, Elastic(0, 2, 1, COOLDOWN))
    for person in range(2):
        set_load(centre, person, 0, 1, 0)
    arrive(centre, 0, WATER, CALL, 1, 1, 99, 1)
    arrive(centre, 1, ZERO, CALL, 1, 1, 99, 1)
    arrive(centre, 2, ZERO, CALL, 1, NONE, NONE, 1)
    assert centre.waiting == [1, 0]
    assert tick(centre, 1) == (NONE, NONE)
    assert kept(centre) == [1]
    assert centre.waiting == [1, 1]


def test_a_person_of_two_groups_is_kept_by_the_lower_queue() -> None:
    queues = [QueueRule(0, [Step(0, skill, 1)], Elastic(1, 1, 1, COOLDOWN)) for skill in range(2)]
    centre = build(queues, [Counsellor({0: 2, 1: 2}, 0, True), Counsellor({1: 1}, 0, True)], 5)
    for person in range(2):
        set_load(centre, person, 0, 0, 0)
        free(centre, person, 0)
    tick(centre, 0)
    assert centre.kept_for == [0, 1]


@pytest.mark.parametrize("numbers", [(3, 2, 1, 1), (-1, 2, 1, 1), (0, 1, 0, 1), (0, 1, 1, 0)])
def test_a_group_that_makes_no_sense_is_refused(numbers: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="elastic group"):
        Elastic(*numbers)


@pytest.mark.parametrize("waits", [[], [5], [0, 9, 4]])
def test_steps_that_make_no_sense_are_refused(waits: list[int]) -> None:
    with pytest.raises(ValueError, match="step"):
        QueueRule(0, [Step(wait, 0, 1) for wait in waits])
