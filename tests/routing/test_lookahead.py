"""Looking ahead: against Whitt's formula, and what must hold of every centre."""

import math
from copy import deepcopy
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sori.routing import CALL, CHAT, MEDIA, NONE, Centre, Counsellor, QueueRule, Step, arrive, build, free, set_load
from sori.routing.lookahead import SECOND, Ahead, Habits, Work, drawn, look_ahead, remaining

EXPONENTIAL = [-math.log(1 - (number + 0.5) / 2000) for number in range(2000)]
"""Quantiles of an exponential law with mean 1."""


def times(mean_s: float) -> list[float]:
    return [mean_s * quantile for quantile in EXPONENTIAL]


def busy_centre(people: int, waiting: int, queues: int = 1, overflow_s: int | None = None) -> Centre:
    """Everybody has one call in hand; all who wait came a second apart, the last just now."""
    rules = [QueueRule(0, [Step(0, queue, 1)]) for queue in range(queues)]
    if overflow_s is not None:
        rules[0] = QueueRule(0, [Step(0, 0, 2), Step(overflow_s * SECOND, 0, 1)])
    skills = dict.fromkeys(range(queues), 1)
    centre = build(rules, [Counsellor(skills, 0, takes_calls=True)] * people, waiting)
    for person in range(people):
        set_load(centre, person, 0, 1, 0)
    for slot in range(waiting):
        since = (1000 - waiting + slot) * SECOND
        assert arrive(centre, slot, slot % queues, CALL, since, NONE, NONE, since) == NONE
    return centre


def ahead(centre: Centre, waiting: int, habits: Habits, joining: list[int] | None = None, runs: int = 400) -> Ahead:
    works = [
        Work(person, CALL, 10.0, habits.durations_s)
        for person in range(len(centre.calls))
        if centre.calls[person] and centre.on_duty[person]
    ]
    lanes = [habits] * len(centre.check)
    return look_ahead(
        centre, range(waiting), joining or [], works, lanes, 1000 * SECOND, 3600.0, runs, Random(120).random
    )


@pytest.mark.parametrize(("people", "place", "giving_up"), [(5, 1, 0.0), (20, 12, 0.0), (10, 8, 1 / 300)])
def test_the_mean_is_whitts_where_a_formula_is_known(people: int, place: int, giving_up: float) -> None:
    """Predicting Queueing Delays, section 3: with n ahead, the sum over i = 0 … n of 1 / (s·μ + i·θ)."""
    mean_s = 200.0
    expected = sum(1 / (people / mean_s + number * giving_up) for number in range(place))
    waits = ahead(busy_centre(people, place), place, Habits(times(mean_s), giving_up, 0.0), runs=1500).waiting[
        place - 1
    ]
    assert fmean(waits) == pytest.approx(expected, rel=0.06)


def test_one_who_would_join_waits_behind_everybody_and_takes_nobodys_place() -> None:
    habits = Habits(times(100.0), 0.0, 0.0)
    centre = busy_centre(4, 8)
    found = ahead(centre, 8, habits, [CALL])
    alone = ahead(centre, 8, habits)
    assert fmean(found.joining[CALL]) > fmean(found.waiting[7])
    assert fmean(found.joining[CALL]) == pytest.approx(9 * 100 / 4, rel=0.1)
    assert fmean(found.waiting[7]) == pytest.approx(fmean(alone.waiting[7]), rel=0.05)


def test_whoever_finds_somebody_free_does_not_wait() -> None:
    centre = busy_centre(3, 0)
    set_load(centre, 1, 0, 0, 0)
    assert free(centre, 1, 1000 * SECOND) == NONE
    assert set(ahead(centre, 0, Habits(times(100.0), 0.0, 0.0), [CALL]).joining[CALL]) == {0.0}


def test_a_lane_that_nobody_on_duty_serves_has_no_end() -> None:
    centre = build([QueueRule(0, [Step(0, 0, 1)])], [Counsellor({0: 1}, 0, takes_calls=True)], 1)
    arrive(centre, 0, 0, CHAT, 0, NONE, NONE, 0)
    assert ahead(centre, 1, Habits([60.0], 0.0, 0.0), [CALL, CHAT]) == Ahead({}, {})


def test_overflow_is_waited_for_as_long_as_its_step_asks() -> None:
    centre = build(
        [QueueRule(0, [Step(0, 0, 2), Step(60 * SECOND, 0, 1)])], [Counsellor({0: 1}, 0, takes_calls=True)], 1
    )
    set_load(centre, 0, 0, 0, 0)
    assert free(centre, 0, 0) == NONE
    arrive(centre, 0, 0, CALL, 990 * SECOND, NONE, NONE, 990 * SECOND)
    found = ahead(centre, 1, Habits([60.0], 0.0, 0.0), [CALL], runs=3)
    assert found.waiting[0] == [50.0] * 3
    assert found.joining[CALL] == [110.0] * 3  # behind the first, who takes the person for a minute


def test_newcomers_with_a_head_start_make_the_others_wait_longer() -> None:
    rules = [QueueRule(0, [Step(0, 0, 1)]), QueueRule(600 * SECOND, [Step(0, 1, 1)])]
    centre = build(rules, [Counsellor({0: 1, 1: 1}, 0, takes_calls=True)] * 4, 6)
    for person in range(4):
        set_load(centre, person, 0, 1, 0)
    for slot in range(6):
        arrive(centre, slot, 0, CALL, 999 * SECOND, NONE, NONE, 999 * SECOND)
    quiet, rush = [fmean(ahead(centre, 6, Habits(times(100.0), 0.0, rate)).waiting[5]) for rate in (0.0, 0.01)]
    assert rush > quiet * 1.15


@settings(deadline=None, max_examples=40)
@given(
    people=st.integers(1, 8),
    waiting=st.integers(0, 15),
    queues=st.integers(1, 3),
    giving_up=st.sampled_from([0.0, 0.01]),
    arriving=st.sampled_from([0.0, 0.02]),
)
def test_the_centre_is_left_as_it_is_and_who_is_further_back_waits_no_less(
    people: int, waiting: int, queues: int, giving_up: float, arriving: float
) -> None:
    centre = busy_centre(people, waiting, queues)
    before = deepcopy(centre)
    found = ahead(centre, waiting, Habits(times(120.0), giving_up, arriving), list(range(queues * MEDIA)), runs=3)
    assert [getattr(centre, name) for name in centre.__slots__] == [getattr(before, name) for name in before.__slots__]
    assert all(wait >= 0 for waits in found.waiting.values() for wait in waits)
    for run in range(3):
        for lane in range(0, queues * MEDIA, MEDIA):
            own = [found.waiting[slot][run] for slot in range(waiting) if centre.lane[slot] == lane]
            assert own == sorted(own)
            assert not own or found.joining[lane][run] >= own[-1]


@given(st.lists(st.floats(0.1, 1000), min_size=2, max_size=50).map(sorted), st.floats(0, 2000), st.floats(0, 0.999))
def test_what_goes_on_ends_later_than_now_and_not_after_all_that_was_seen(
    durations: list[float], lasted: float, draw: float
) -> None:
    left = remaining(durations, lasted, lambda: draw)
    assert 0 <= left <= max(durations[-1], lasted)
    assert durations[0] <= drawn(durations, 0, lambda: draw) <= durations[-1]
