"""What holds of the formulas whatever the numbers, and how exact they are."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sori.staffing import (
    AbandonTarget,
    Counted,
    ServiceTarget,
    UncertainRate,
    WaitTarget,
    delay_queue,
    erlang_a,
    erlang_b,
    erlang_c,
    finite_room,
    garnett_wait,
    halfin_whitt_wait,
    interval_loads,
    least_agents,
    mean_over_rates,
    quality_for_wait,
    square_root_agents,
)

people = st.integers(1, 10_000)
loads = st.floats(0.05, 0.9999)
patiences = st.floats(0.01, 100)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3_000), st.floats(0.3, 3))
def test_erlang_b_to_twelve_digits(agents: int, per_person: float) -> None:
    with mpmath.workdps(40):
        load, loss = mpmath.mpf(agents * per_person), mpmath.mpf(1)
        for busy in range(1, agents + 1):
            loss = load * loss / (busy + load * loss)
        if loss > 1e-290:
            assert abs(float(erlang_b(agents, agents * per_person)) / loss - 1) < 1e-12


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3_000), st.floats(0.5, 1.2), st.floats(0.01, 10))
def test_erlang_a_to_twelve_digits(agents: int, per_person: float, patience: float) -> None:
    rate = agents * per_person
    with mpmath.workdps(40):
        loss, total, term, j = mpmath.mpf(1), mpmath.mpf(1), mpmath.mpf(1), 0
        for busy in range(1, agents + 1):
            loss = rate * loss / (busy + rate * loss)
        weighted = mpmath.mpf(0)
        while term > total * mpmath.mpf("1e-30"):
            j += 1
            term = term * rate / (agents + j / mpmath.mpf(patience))
            total += term
            weighted += j * term
        wait = total / (1 / loss + total - 1)
        leaving = weighted / total / (rate * mpmath.mpf(patience)) * wait
        queue = erlang_a(agents, rate, 1, patience)
        if loss > 1e-290:
            assert abs(float(queue.wait_probability) / wait - 1) < 1e-12
            assert abs(float(queue.abandon_probability) / leaving - 1) < 1e-12


@given(people, loads, patiences)
def test_more_people_and_fewer_calls_are_never_worse(agents: int, per_person: float, patience: float) -> None:
    rate = np.array([agents * per_person, agents * per_person, agents * per_person * 0.99])
    number = np.array([agents, agents + 1, agents])
    same, more, fewer = erlang_a(number, rate, 1, patience).wait_probability
    assert more <= same * (1 + 1e-12)
    assert fewer <= same * (1 + 1e-12)
    same, more, fewer = erlang_c(number, rate)
    assert more <= same * (1 + 1e-12)
    assert fewer <= same * (1 + 1e-12)
    assert 0 <= same <= 1


@given(people, loads)
def test_much_patience_is_erlang_c_and_none_is_erlang_b(agents: int, per_person: float) -> None:
    load = agents * per_person
    drain = agents - load
    patient = erlang_a(agents, load, 1, 1e9 * agents / drain**2)
    assert float(patient.wait_probability) == pytest.approx(float(erlang_c(agents, load)), rel=1e-6, abs=1e-290)
    hasty = erlang_a(agents, load, 1, 1e-12)
    assert float(hasty.abandon_probability) == pytest.approx(float(erlang_b(agents, load)), rel=1e-6, abs=1e-290)


@given(st.integers(1, 500), loads, patiences, st.floats(0, 5))
def test_the_service_levels_keep_their_order(agents: int, per_person: float, patience: float, within: float) -> None:
    queue = erlang_a(agents, agents * per_person, 1, patience)
    every, answered, stayed = (float(queue.service_level(within, counted)) for counted in Counted)
    assert -1e-12 <= every <= stayed + 1e-12
    assert every <= answered + 1e-12
    assert answered <= 1 + 1e-12
    assert stayed <= 1 + 1e-12


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 300), loads, patiences, st.floats(0.5, 0.99))
def test_a_percentile_is_where_the_wait_exceeds_it(
    agents: int, per_person: float, patience: float, share: float
) -> None:
    queue = erlang_a(agents, agents * per_person, 1, patience)
    time = queue.wait_percentile(share)
    if time > 0:
        assert float(queue.wait_exceeds(time)) == pytest.approx(1 - share, rel=1e-9)
    else:
        assert queue.wait_probability <= 1 - share + 1e-12


targets = st.one_of(
    st.builds(ServiceTarget, st.floats(0.01, 0.999), st.floats(0, 3), st.sampled_from(Counted)),
    st.builds(WaitTarget, st.floats(0.001, 3)),
    st.builds(AbandonTarget, st.floats(0.0001, 0.5)),
)


@settings(deadline=None)
@given(st.floats(0.01, 3000), targets, st.one_of(st.just(np.inf), st.floats(0.05, 20)))
def test_the_least_number_reaches_the_target_and_one_fewer_does_not(
    rate: float, target: ServiceTarget | WaitTarget | AbandonTarget, patience: float
) -> None:
    least = int(least_agents(rate, 1, target, patience))

    def reached(agents: int) -> bool:
        if np.isinf(patience):
            return bool(target.reached(delay_queue(agents, rate, 1)))
        return bool(target.reached(erlang_a(agents, rate, 1, patience)))

    assert reached(least)
    assert least == 1 or not reached(least - 1)


def test_least_numbers_of_a_whole_day_at_once() -> None:
    rates = np.array([0.0, 1.2, 40, 40, 900])
    target = ServiceTarget(0.8, 0.1)
    together = least_agents(rates, 1, target, [1, 1, np.inf, 2, 2])
    alone = [int(least_agents(rate, 1, target, p)) for rate, p in zip(rates, [1, 1, np.inf, 2, 2], strict=True)]
    assert together.tolist() == alone
    assert alone[0] == 0


@given(st.integers(1, 200), st.integers(0, 60), st.floats(0.05, 3))
def test_a_finite_room_is_its_birth_and_death_chain(agents: int, more: int, per_person: float) -> None:
    rate, room = agents * per_person, agents + more
    weight = np.cumsum([0.0, *(np.log(rate / min(k, agents)) for k in range(1, room + 1))])
    chain = np.exp(weight - weight.max())
    chain /= chain.sum()
    found = finite_room(agents, room, rate, 1)
    queue = float(np.dot(chain[agents:], np.arange(more + 1)))
    assert float(found.blocked) == pytest.approx(chain[-1], rel=1e-9)
    assert float(found.mean_queue) == pytest.approx(queue, rel=1e-9, abs=1e-300)
    assert float(found.mean_wait) == pytest.approx(queue / (rate * (1 - chain[-1])), rel=1e-9, abs=1e-300)
    if more == 0:
        assert float(found.blocked) == pytest.approx(float(erlang_b(agents, rate)), rel=1e-9)


@given(st.floats(0.01, 0.99))
def test_the_square_root_rule_holds_its_promise_for_many(wait: float) -> None:
    quality = quality_for_wait(wait)
    assert float(halfin_whitt_wait(quality)) == pytest.approx(wait)
    load = 4e6
    assert float(erlang_c(square_root_agents(load, quality), load)) == pytest.approx(wait, abs=0.002)


def test_the_limit_with_patience_is_near_for_many() -> None:
    load, quality = 10_000.0, np.array([-1.0, 0.0, 1.0])
    agents = square_root_agents(load, quality)
    assert erlang_a(agents, load, 1, 2).wait_probability == pytest.approx(garnett_wait(quality, 0.5), abs=0.005)


def test_load_lags_behind_the_calls_and_is_carried_on() -> None:
    loads = interval_loads([0.1, 0.2, 0.2, 0.0], interval=1800, handling=240)
    assert loads[0] < 24
    assert 24 < loads[1] < loads[2] < 48
    assert 0 < loads[3] < 48
    assert loads.sum() * 1800 < 0.5 * 1800 * 240 < loads.sum() * 1800 + 48 * 240


def test_an_uncertain_forecast_costs_service_and_takes_more_people() -> None:
    unsure = UncertainRate(mean=0.5, variation=0.1)
    level = mean_over_rates(unsure, lambda rates: erlang_a(128, rates, 240, 120).service_level(20))
    assert level < float(erlang_a(128, 0.5, 240, 120).service_level(20))
    assert mean_over_rates(unsure, np.ones_like) == pytest.approx(1)
    assert mean_over_rates(unsure, lambda rates: 1 / rates) == pytest.approx(2, rel=1e-3)  # E[1] / E[rate]
    for_most = unsure.quantile(0.9)
    assert float(unsure.share_of_days(for_most)) == pytest.approx(0.9)
    target = ServiceTarget(0.8, 20)
    assert least_agents(for_most, 240, target, 120) > least_agents(0.5, 240, target, 120)


@pytest.mark.parametrize("wrong", [(-1, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)])
def test_numbers_that_make_no_sense_are_refused(wrong: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="must be above zero"):
        erlang_a(*wrong)


def test_in_overload_all_wait_without_end() -> None:
    queue = delay_queue(10, 10, 1)
    assert queue.wait_probability == 1
    assert np.isinf(queue.mean_wait)
    assert queue.service_level(5) == 0
