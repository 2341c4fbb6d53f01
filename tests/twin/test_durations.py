"""What is fitted finds what was put in, and agrees with published examples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.special import gamma

from sori.twin.arrivals import spread
from sori.twin.chance import SECOND, quantile
from sori.twin.durations import censored, censored_fits, kaplan_meier, whole
from sori.twin.scenario import Duration, Shape
from sori.twin.weibull import weibull_shape

# Weeks until relapse of the 21 patients treated with 6-mercaptopurine, and whether it was seen: E. Freireich and
# others, Blood 21, 1963; the estimates as in J. Kalbfleisch and R. Prentice, The Statistical Analysis of Failure Time
# Data.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
SURVIVED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def test_kaplan_and_meiers_estimate_of_a_published_trial() -> None:
    found = kaplan_meier(WEEKS, RELAPSED)
    assert dict(zip(found.times, found.shares.round(3), strict=True)) == SURVIVED
    assert (found.after(5), found.after(21.9), found.after(100)) == (1, found.shares[4], found.shares[-1])


def test_the_likeliest_distributions_of_a_published_trial() -> None:
    """Exponential: all time seen ÷ those who relapsed, 359 ÷ 9 weeks; Weibull: shape 1.354, scale 33.77."""
    found = {fit.duration.shape: fit for fit in censored_fits(WEEKS, RELAPSED)}
    assert found[Shape.EXPONENTIAL].duration == Duration(359 / 9)
    assert found[Shape.EXPONENTIAL].log_likelihood == pytest.approx(-42.17, abs=0.01)
    shape = weibull_shape(found[Shape.WEIBULL].duration.variation)
    assert shape == pytest.approx(1.354, abs=0.001)
    assert found[Shape.WEIBULL].duration.mean_s == pytest.approx(33.77 * gamma(1 + 1 / shape), abs=0.01)
    assert {fit.ended for fit in found.values()} == {9}


shapes = some.sampled_from([Shape.EXPONENTIAL, Shape.WEIBULL, Shape.LOGNORMAL])
variations = some.floats(0.5, 1.5)
seeds = some.integers(0, 2**32 - 1)


def drawn(duration: Duration, count: int, chance: np.random.Generator) -> np.ndarray:
    return quantile(duration, chance.random(count)) / SECOND


@given(shape=shapes, variation=variations, mean=some.floats(40, 400), seed=seeds)
@settings(max_examples=12, deadline=None)
def test_patience_is_found_behind_the_waits_of_those_answered(
    shape: Shape, variation: float, mean: float, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    truth = Duration(mean, shape, 1 if shape is Shape.EXPONENTIAL else variation)
    patience, offered = drawn(truth, 10_000, chance), chance.exponential(1.5 * mean, 10_000)
    gave_up = patience < offered
    waited = np.minimum(patience, offered)
    found = censored(waited, gave_up)
    assert found is not None
    assert found.duration.mean_s == pytest.approx(mean, rel=0.12)
    assert found.duration.variation == pytest.approx(truth.variation, rel=0.2)
    assert waited[gave_up].mean() < 0.9 * mean, "the mean wait of those who gave up is too short"
    # Kaplan and Meier suppose nothing, and see the same.
    seen = kaplan_meier(waited, gave_up)
    for time in (mean / 4, mean / 2, mean):
        assert seen.after(time) == pytest.approx(float(np.mean(patience > time)), abs=0.03)


@given(
    shape=some.sampled_from([Shape.EXPONENTIAL, Shape.GAMMA, Shape.LOGNORMAL]),
    variation=variations,
    mean=some.floats(20, 600),
    seed=seeds,
)
@settings(max_examples=25, deadline=None)
def test_talks_keep_their_mean_and_find_their_shape(shape: Shape, variation: float, mean: float, seed: int) -> None:
    truth = Duration(mean, shape, 1 if shape is Shape.EXPONENTIAL else variation)
    talks = drawn(truth, 5_000, np.random.default_rng(seed))
    found = whole(talks)
    assert found.duration.mean_s == pytest.approx(talks.mean(), rel=1e-3)
    assert found.duration.variation == pytest.approx(truth.variation, rel=0.15)
    if abs(variation - 1) > 0.2 and shape is not Shape.EXPONENTIAL:
        assert found.duration.shape is shape


def test_nobody_gave_up_or_all_at_once() -> None:
    assert censored([3.0, 5.0], [False, False]) is None
    found = censored([4.0, 4.0, 8.0], [True, True, False])
    assert found is not None
    assert found.duration == Duration(8.0)
    assert whole([7.0]).duration == Duration(7.0)
    assert censored([0.0, 0.0, 0.0, 1.0], [True, True, True, False]) is not None


@given(of_day=some.sampled_from([0.0, 0.15, 0.4]), of_interval=some.sampled_from([0.0, 0.1, 0.3]), seed=seeds)
@settings(max_examples=20, deadline=None)
def test_days_that_differ_more_than_chance(of_day: float, of_interval: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    expected = np.linspace(20, 120, 48).reshape(2, 24) * np.array([1.0, 0.4])[:, None]

    def factor(variation: float, *size: int) -> np.ndarray:
        return chance.gamma(variation**-2, variation**2, size) if variation else np.ones(size)

    weekdays = [day % 5 for day in range(250)]
    level = np.array([1.0, 0.8, 0.9, 1.1, 1.4])[weekdays][:, None, None]
    counts = chance.poisson(expected * level * factor(of_day, 250, 1, 1) * factor(of_interval, 250, 2, 24))
    found = spread(counts.astype(float), weekdays)
    assert found is not None
    assert found.day == pytest.approx(of_day, rel=0.25, abs=0.04)
    assert found.interval == pytest.approx(of_interval, rel=0.25, abs=0.06)


def test_how_far_days_differ_is_not_known_of_one() -> None:
    assert spread(np.ones((2, 1, 4)), [0, 1]) is None
    assert spread(np.zeros((0, 1, 4)), []) is None
