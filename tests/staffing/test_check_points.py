"""The formulas at points computed with 30 digits by an independent program, to the digits given."""

import numpy as np
import pytest

from sori.staffing import (
    Counted,
    ServiceTarget,
    delay_queue,
    erlang_a,
    erlang_b,
    erlang_c,
    finite_room,
    garnett_wait,
    halfin_whitt_wait,
    least_agents,
    mean_orbit,
    priority_waits,
    sinusoidal_load,
)

BUSY_RATE = 1000 / 1800


def printed(value: object) -> object:
    """Nine digits, as printed."""
    return pytest.approx(value, rel=6e-9)


def test_erlang_b() -> None:
    assert erlang_b([30, 10], [20, 5]) == pytest.approx([0.00845749834, 0.0183845703], rel=6e-9)


def test_erlang_c() -> None:
    assert erlang_c([30, 10], [20, 8]) == pytest.approx([0.0249504581, 0.409180151], rel=6e-9)


def test_waits_where_all_have_patience() -> None:
    queue = delay_queue(50, 48, 1)
    assert queue.wait_probability == printed(0.694455611)
    assert queue.mean_wait * 60 == pytest.approx(20.83367, abs=5e-6)
    assert queue.wait_percentile(0.9) * 60 == pytest.approx(58.13874, abs=5e-6)


def test_waits_where_people_give_up() -> None:
    queue = erlang_a(50, 48, 1, 2)
    assert queue.wait_probability == printed(0.467774069)
    assert queue.abandon_probability == printed(0.0309122492)
    assert queue.mean_wait * 60 == pytest.approx(3.709470, abs=5e-7)
    assert queue.wait_percentile(0.9) * 60 == pytest.approx(12.44465, abs=5e-6)
    assert queue.mean_queue == pytest.approx(2.967576, abs=5e-7)
    assert queue.occupancy == pytest.approx(0.930324, abs=5e-7)


@pytest.mark.parametrize(
    ("counted", "level"),
    [(Counted.ALL, 0.943018955), (Counted.ANSWERED, 0.973099654), (Counted.STAYED, 0.972029603)],
)
def test_the_three_service_levels_differ_by_three_points(counted: Counted, level: float) -> None:
    assert erlang_a(50, 48, 1, 2).service_level(20 / 60, counted) == printed(level)


def test_fourteen_people_for_a_hundred_calls_in_half_an_hour() -> None:
    queue = delay_queue(14, 100 / 30, 3)
    assert queue.service_level(20 / 60) == printed(0.888350019)
    assert queue.wait_probability == printed(0.174131934)


@pytest.mark.parametrize(
    ("rate", "handling", "within", "patience", "least"),
    [
        (100 / 30, 3, 20 / 60, np.inf, 14),
        (100 / 30, 3, 20 / 60, 5, 13),
        (BUSY_RATE, 240, 20, np.inf, 142),
        (BUSY_RATE, 240, 20, 120, 128),
    ],
)
def test_least_people_for_80_percent_in_20_seconds(
    rate: float, handling: float, within: float, patience: float, least: int
) -> None:
    assert least_agents(rate, handling, ServiceTarget(0.8, within), patience) == least


def test_a_thousand_calls_in_half_an_hour() -> None:
    patient, impatient = delay_queue(140, BUSY_RATE, 240), erlang_a(133, BUSY_RATE, 240, 120)
    assert patient.service_level(20) == printed(0.736440806)
    assert patient.mean_wait == pytest.approx(16.536949, abs=5e-7)
    assert impatient.abandon_probability == printed(0.0417449247)
    assert impatient.service_level(20) == printed(0.889488858)


def test_a_hundred_people_at_98_percent_load() -> None:
    queue = erlang_a(100, 98, 1, 2)
    assert queue.wait_probability == printed(0.502633696)
    assert queue.abandon_probability == printed(0.0247245884)
    assert queue.mean_wait == printed(0.0494491769)


def test_limits_of_the_square_root_rule() -> None:
    assert halfin_whitt_wait([0.5, 1, 2]) == pytest.approx([0.504538641, 0.223361275, 0.0268813624], rel=6e-9)
    assert garnett_wait(1, [1, 0.5]) == pytest.approx([0.158655254, 0.178957677], rel=6e-9)


def test_the_urgent_before_the_others() -> None:
    assert priority_waits(100, [9.8, 88.2], 1) == pytest.approx([0.00859313, 0.42965660], abs=5e-9)
    assert delay_queue(100, 98, 1).mean_wait == pytest.approx(0.38755026, abs=5e-9)


def test_room_for_so_many() -> None:
    room = finite_room(90, 120, 8.4, 10)
    assert room.blocked == pytest.approx(0.00364308, abs=5e-9)
    assert room.mean_wait == pytest.approx(0.45002276, abs=5e-9)


def test_those_about_to_call_again() -> None:
    assert mean_orbit([0.8, 0.5], 1, [2, 0.5]) == pytest.approx([9.6, 0.75])


def test_load_that_follows_the_day() -> None:
    assert sinusoidal_load(100, 20, 1, 1, np.pi * np.array([0.5, 1, 1.5])) == pytest.approx([110, 110, 90])
