"""What is drawn has the mean and the variation that the scenario says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sori.twin.chance import SECOND, quantile
from sori.twin.scenario import Duration, Shape
from sori.twin.weibull import weibull_shape, weibull_variation


@given(some.floats(0.01, 10))
def test_a_weibull_shape_and_its_variation(variation: float) -> None:
    assert weibull_variation(weibull_shape(variation)) == pytest.approx(variation, rel=1e-9)


def test_weibull_draws_have_their_mean_and_variation() -> None:
    times = quantile(Duration(100, Shape.WEIBULL, 1.4), np.random.default_rng(120).random(400_000)) / SECOND
    assert times.mean() == pytest.approx(100, rel=0.01)
    assert times.std() / times.mean() == pytest.approx(1.4, rel=0.02)
