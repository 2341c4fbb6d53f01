from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.replay import timing
from sori.replay.timing import Pace


@pytest.mark.parametrize(
    ("draw", "mean"),
    [(timing.handling, 170), (timing.patience, 180), (timing.wrap_up, 20), (timing.accepting, 2.5)],
)
def test_draws_have_the_mean_of_the_pace(draw, mean: float) -> None:
    random = Random(7)
    drawn = [draw(Pace(), random) for _ in range(20_000)]
    assert sum(drawn) / len(drawn) == pytest.approx(mean, rel=0.03)
    assert min(drawn) > 0


def test_handling_is_skewed_and_patience_has_no_memory() -> None:
    random = Random(7)
    talks = sorted(timing.handling(Pace(), random) for _ in range(20_000))
    assert talks[10_000] < 0.9 * 170
    waits = [timing.patience(Pace(), random) for _ in range(20_000)]
    still_there = [wait - 100 for wait in waits if wait > 100]
    assert sum(still_there) / len(still_there) == pytest.approx(180, rel=0.05)


@given(st.floats(1, 100_000))
def test_a_faster_pace_is_shorter_and_never_below_its_floor(speed: float) -> None:
    pace = Pace().at_speed(speed)
    assert timing.HANDLING_FLOOR_S <= pace.handling_s <= Pace().handling_s
    assert timing.PATIENCE_FLOOR_S <= pace.patience_s <= Pace().patience_s
    assert timing.TARGET_FLOOR_S <= pace.target_s <= Pace().target_s


def test_at_recorded_speed_nothing_changes() -> None:
    assert Pace().at_speed(1) == Pace()


@given(st.floats(0.001, 10_000))
def test_each_side_speaks_at_least_once_and_not_for_ever(handling_s: float) -> None:
    assert timing.FEWEST_LINES <= timing.lines(Pace(), handling_s) <= timing.MOST_LINES


def test_the_same_seed_draws_the_same() -> None:
    assert timing.handling(Pace(), Random(3)) == timing.handling(Pace(), Random(3))
