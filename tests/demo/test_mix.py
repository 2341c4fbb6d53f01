from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.demo import mix
from sori.demo.city import CITY, SIMULATED_COUNSELLORS

hours = st.floats(0, 24, exclude_max=True)


@given(hours)
def test_the_curve_is_never_dead_nor_above_its_peak(hour: float) -> None:
    assert 0.15 <= mix.curve(hour) <= 1


def test_the_curve_goes_through_its_numbers_at_half_past_and_is_closed() -> None:
    assert [mix.curve(hour + 0.5) for hour in range(24)] == pytest.approx(mix.DAILY_CURVE)
    assert mix.curve(0) == pytest.approx(mix.curve(23.999999), abs=1e-4)
    assert mix.curve(10.5) == 1
    assert mix.curve(3.5) < 0.3


def test_arrivals_have_the_rate_asked() -> None:
    random = Random(1)
    gaps = [mix.next_arrival_s(0.2, random) for _ in range(20_000)]
    assert sum(gaps) / len(gaps) == pytest.approx(5, rel=0.03)


def test_the_channels_have_the_published_shares() -> None:
    random = Random(1)
    drawn = Counter(mix.person(random).channel for _ in range(40_000))
    calls = drawn["phone"] + drawn["foreign_language"]
    whole = sum(mix.CHANNEL_COUNTS.values())
    assert calls / 40_000 == pytest.approx(mix.CHANNEL_COUNTS["phone"] / whole, abs=0.01)
    assert drawn["sms"] / 40_000 == pytest.approx(mix.CHANNEL_COUNTS["sms"] / whole, abs=0.01)
    assert drawn["smart_report"] / 40_000 == pytest.approx(mix.CHANNEL_COUNTS["smart_report"] / whole, abs=0.01)
    assert drawn.keys() <= {*mix.CHANNEL_COUNTS, "foreign_language"}


def test_about_a_quarter_of_the_calls_are_about_covid() -> None:
    random = Random(1)
    calls = [one for one in (mix.person(random) for _ in range(20_000)) if one.channel in ("phone", "foreign_language")]
    covid = sum(one.script.menu_key == "0" for one in calls)
    assert covid / len(calls) == pytest.approx(0.25, abs=0.02)


def test_shares_name_keys_of_the_menu_and_add_up() -> None:
    assert set(mix.MENU_SHARES) == set(CITY.menu)
    assert sum(mix.MENU_SHARES.values()) == pytest.approx(1)


@given(hours)
def test_somebody_of_every_line_is_on_duty_at_any_hour(hour: float) -> None:
    there = mix.on_duty(hour, SIMULATED_COUNSELLORS)
    assert 10 <= len(there) <= SIMULATED_COUNSELLORS


def test_the_same_seed_draws_the_same_day() -> None:
    assert [mix.person(Random(5)) for _ in range(3)] == [mix.person(Random(5)) for _ in range(3)]
