"""What is told of a wait: ranges that hold as often as they say, told as people speak; rules in use elsewhere."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.routing.expected_wait import (
    Expectation,
    Outlook,
    Side,
    Way,
    average_left,
    congestion_notice,
    expectation,
    outlooks,
    place_rule,
    recent_average,
    rounded,
    step,
    tell_again,
)


@pytest.mark.parametrize(
    ("bias", "scale", "side_of"),
    [(1.0, 1.0, "right"), (1.6, 1.0, "too short"), (0.5, 1.0, "too long"), (1.0, 2.5, "too sure")],
)
def test_eighty_of_a_hundred_waits_lie_in_the_range_however_wrong_the_outlook(
    bias: float, scale: float, side_of: str
) -> None:
    """Gibbs and Candès' bound: over T estimates the share missed is within (α + γ) / (γ·T) of α; here about 0.02."""
    chance, side, held = Random(120), Side(), 0
    estimates = 6000
    for _ in range(estimates):
        outlook = Outlook(chance.uniform(60, 600), 40.0)
        wait = max(0.0, chance.gauss(outlook.mean_s * bias, outlook.spread_s * scale))
        told = expectation(outlook, side)
        low, high = wait < told.low_s, wait > told.high_s
        held += not (low or high)
        side.settle((wait - outlook.mean_s) / outlook.spread_s, low, high)
    assert 0.78 <= held / estimates <= 0.82, side_of


@given(st.floats(0, 20_000), st.floats(0.1, 5_000), st.lists(st.floats(-5, 5), max_size=60))
def test_a_range_begins_before_it_ends_with_the_mean_in_it(mean: float, spread: float, scores: list[float]) -> None:
    side = Side()
    for score in scores:
        side.settle(score, score < -1, score > 1)
    told = expectation(Outlook(mean, spread), side)
    assert 0 <= told.low_s <= told.mean_s <= told.high_s
    assert told.low_s < told.high_s


@given(st.floats(0, 50_000))
def test_a_bound_is_told_in_steps_of_its_size(seconds: float) -> None:
    assert abs(rounded(seconds) - seconds) <= step(seconds) / 2
    assert rounded(seconds) % step(seconds) == 0


@pytest.mark.parametrize(
    ("seconds", "told"), [(3.4, 3), (44, 40), (94, 90), (130, 120), (400, 420), (1000, 900), (-20, 0)]
)
def test_bounds_as_people_speak(seconds: float, told: int) -> None:
    assert rounded(seconds) == told


def test_the_spread_is_learnt_of_the_whole_lane_and_what_never_ends_has_no_outlook() -> None:
    near, far, never = outlooks([[10.0, 30.0], [90.0, 130.0], [3600.0, 3600.0]], 2.0, 3600.0)
    assert (near and near.mean_s, far and far.mean_s, never) == (22.0, 112.0, None)
    assert near
    assert far
    assert near.spread_s < far.spread_s


TOLD = Expectation(120, 180, 240)


@pytest.mark.parametrize(
    ("new", "since_s", "same_place", "again"),
    [
        (TOLD, 100, True, False),
        (TOLD, 29, False, False),
        (TOLD, 30, False, True),
        (Expectation(120, 170, 210), 14, False, False),
        (Expectation(120, 170, 210), 15, True, True),
        (Expectation(10, 20, 40), 1, True, True),  # apart from what was told
        (None, 1, True, True),
    ],
)
def test_who_waits_is_told_anew_when_it_is_worth_it(
    new: Expectation | None, since_s: float, same_place: bool, again: bool
) -> None:
    assert tell_again(TOLD, new, since_s, same_place) == again


def test_rules_in_use_elsewhere() -> None:
    assert recent_average(40, 80) == 50
    assert (average_left(90, 30), average_left(90, 100)) == (60, 0)
    assert (place_rule(6, 180, 12), place_rule(6, 180, 0)) == (90, None)


@pytest.mark.parametrize(
    ("expected", "nobody", "ways"),
    [
        (Expectation(60, 120, 200), False, None),
        (Expectation(60, 121, 200), False, (Way.MESSAGE, Way.CALLBACK)),
        (None, True, (Way.MESSAGE, Way.CALLBACK)),
        (None, False, None),
    ],
)
def test_above_the_threshold_the_ways_that_exist_are_offered_in_their_order(
    expected: Expectation | None, nobody: bool, ways: tuple[Way, ...] | None
) -> None:
    notice = congestion_notice(expected, nobody, 120, [Way.CALLBACK, Way.MESSAGE])
    assert (None if notice is None else notice.ways) == ways
