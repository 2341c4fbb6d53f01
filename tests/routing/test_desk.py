"""Waiting for one person: the counsellor one knows, or the one one was transferred to."""

from hypothesis import given
from hypothesis import strategies as st

from sori.routing import (
    CALL,
    CHAT,
    NONE,
    Centre,
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
    tick,
    withdraw,
)

KIM, LEE = 0, 1
BOTH = Counsellor({0: 1}, capacity=2, takes_calls=True)


def two_people(contacts: int = 20) -> Centre:
    """A centre of two, on duty and free, Lee idle longest."""
    centre = build([QueueRule(0, [Step(0, 0, 1)]), QueueRule(0, [Step(0, 1, 1)])], [BOTH, BOTH], contacts)
    for idle_since, person in enumerate((LEE, KIM)):
        set_load(centre, person, 0, 0, idle_since)
        free(centre, person, 1)
    return centre


def test_a_free_person_takes_their_own_contact_though_another_is_idle_longer() -> None:
    assert arrive(two_people(), 0, 0, CALL, 5, KIM, 60, 5) == KIM


def test_a_contact_waits_for_the_person_though_another_is_free() -> None:
    centre = two_people()
    arrive(centre, 0, 0, CALL, 5, KIM, 60, 5)
    assert arrive(centre, 1, 0, CALL, 6, KIM, 60, 6) == NONE
    release(centre, KIM, CALL, 20)
    assert free(centre, KIM, 20) == 1


def test_without_patience_only_a_person_free_right_now_is_taken() -> None:
    centre = two_people()
    assert arrive(centre, 0, 0, CALL, 5, KIM, 5, 5) == KIM
    assert arrive(centre, 1, 0, CALL, 5, KIM, 5, 5) == LEE


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_desk_waits_end_each_at_its_own_moment(untils: list[int]) -> None:
    centre = two_people()
    arrive(centre, 18, 0, CALL, 0, KIM, 99, 0)
    arrive(centre, 19, 0, CALL, 0, LEE, 99, 0)
    for slot, until in enumerate(untils):
        assert arrive(centre, slot, 0, CALL, slot, KIM, until, 0) == NONE
    assert centre.waiting == [0, 0]
    for moment in sorted(set(untils)):
        assert due(centre, 0) == moment
        assert tick(centre, moment) == (NONE, NONE)
        assert centre.waiting[0] == sum(until <= moment for until in untils)
    assert due(centre, 50) == NONE
    assert [place(centre, slot) for slot in range(len(untils))] == list(range(len(untils)))


def test_when_a_desk_wait_ends_another_free_person_takes_the_contact_at_once() -> None:
    centre = two_people()
    arrive(centre, 0, 0, CALL, 5, KIM, 5, 5)
    arrive(centre, 1, 0, CALL, 6, KIM, 30, 6)
    assert tick(centre, 30) == (1, LEE)


def test_the_older_of_desk_and_lane_goes_first() -> None:
    centre = two_people()
    for slot, person in enumerate((KIM, LEE)):
        arrive(centre, slot, 0, CALL, 1, person, 1, 1)
    arrive(centre, 2, 0, CALL, 2, NONE, NONE, 2)
    arrive(centre, 3, 0, CALL, 3, KIM, 99, 3)
    release(centre, KIM, CALL, 10)
    assert free(centre, KIM, 10) == 2
    release(centre, KIM, CALL, 11)
    assert free(centre, KIM, 11) == 3


def test_with_a_chat_in_hand_a_call_at_the_desk_waits_and_a_chat_does_not() -> None:
    centre = two_people()
    arrive(centre, 0, 0, CHAT, 1, KIM, 1, 1)
    assert arrive(centre, 1, 0, CALL, 2, KIM, 99, 2) == NONE
    assert arrive(centre, 2, 0, CHAT, 3, KIM, 99, 3) == KIM
    release(centre, KIM, CHAT, 4)
    assert free(centre, KIM, 4) == NONE
    release(centre, KIM, CHAT, 5)
    assert free(centre, KIM, 5) == 1


def test_when_the_person_leaves_those_at_the_desk_join_their_lanes_at_once() -> None:
    centre = two_people()
    arrive(centre, 0, 0, CALL, 1, KIM, 1, 1)
    arrive(centre, 1, 0, CALL, 2, KIM, 99, 2)
    arrive(centre, 2, 0, CHAT, 3, KIM, 99, 3)
    withdraw(centre, KIM)
    assert due(centre, 4) == 4
    assert tick(centre, 4) == (1, LEE)
    assert tick(centre, 4) == (NONE, NONE)
    assert centre.waiting == [1, 0]


def test_a_desk_that_does_not_serve_the_queue_or_is_empty_is_passed_over() -> None:
    centre = two_people()
    assert arrive(centre, 0, 1, CALL, 1, KIM, 99, 1) == NONE
    assert centre.waiting == [0, 1]
    withdraw(centre, KIM)
    assert arrive(centre, 1, 0, CALL, 1, KIM, 99, 1) == LEE


def test_somebody_at_a_desk_may_give_up() -> None:
    centre = two_people()
    arrive(centre, 0, 0, CALL, 1, KIM, 1, 1)
    arrive(centre, 1, 0, CALL, 1, KIM, 9, 1)
    leave(centre, 1)
    assert due(centre, 1) == NONE
