import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.replay import report
from sori.replay.citizen import End, Outcome
from sori.replay.report import Timing, service, spread
from sori.replay.tally import Tally

OUTCOMES = [
    Outcome(End.ANSWERED, "1", 10, 100, 1),
    Outcome(End.ANSWERED, "1", 20, 100, 2),
    Outcome(End.ANSWERED, "3", 60, 100, 3),
    Outcome(End.ABANDONED, "3", 90, 0, 4),
    Outcome(End.TURNED_AWAY, "9"),
]


def test_service_figures_as_computed_by_hand() -> None:
    # Three of the four who queued were answered, two of the four within 20 s; mean wait (10 + 20 + 60) / 3.
    total = service(OUTCOMES, 20)
    assert (total.offered, total.answered, total.abandoned, total.turned_away) == (5, 3, 1, 1)
    assert (total.answer_rate_pct, total.service_level_pct) == (75.0, 50.0)
    assert (total.wait_s.mean, total.wait_s.p50, total.wait_s.p90, total.wait_s.max) == (30, 20, 60, 60)


def test_nothing_has_no_rate() -> None:
    empty = service([], 20)
    assert empty.answer_rate_pct is None
    assert empty.wait_s.mean is None


def test_percentiles_are_by_nearest_rank() -> None:
    hundred = spread([float(number) for number in range(100, 0, -1)])
    assert (hundred.p50, hundred.p90, hundred.p99, hundred.max) == (50, 90, 99, 100)


@given(st.lists(st.floats(0, 1_000), min_size=1))
def test_percentiles_rise_and_are_values_that_occurred(values: list[float]) -> None:
    found = spread(values)
    assert found.p50 is not None
    assert found.p50 <= found.p90 <= found.p99 <= found.max
    assert {found.p50, found.p90, found.p99, found.max} <= {round(value, 3) for value in values}


def test_the_report_counts_what_has_no_end_or_was_given_twice_as_faults() -> None:
    outcomes = [*OUTCOMES, Outcome(End.FAILED, "1"), Outcome(End.ANSWERED, "1", 1, 1, 1)]
    made = report.made(outcomes, 2, 20, Timing(100, 10, 10, 10, 0.1), Tally(), [])
    assert made.faults == {"contact without an end": 1, "contact given twice": 1}
    assert made.by_key["3"].offered == 2
    assert made.bad_rows == 2


def test_the_table_tells_everything() -> None:
    tally = Tally()
    tally.asked(10, 200, 0.05)
    tally.retries["TimeoutError"] += 3
    text = report.table(report.made(OUTCOMES, 0, 20, Timing(100, 10, 10, 10, 0.1), tally, []))
    for told in ("75.0", "50.0", "30.00", "10 times as fast", "Faults: none", "3  TimeoutError"):
        assert told in text


@pytest.mark.parametrize("seconds", [0.01, 5.0])
def test_requests_are_counted_with_their_bytes_and_times(seconds: float) -> None:
    tally = Tally()
    tally.asked(10, 200, seconds)
    made = report.made([], 0, 20, Timing(0, 2, 1, 1, 0), tally, [])
    assert (made.requests, made.requests_per_s, made.sent_bytes, made.received_bytes) == (1, 0.5, 10, 200)
    assert made.request_s.max == pytest.approx(seconds)
