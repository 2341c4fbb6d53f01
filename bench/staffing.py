"""Staffing formulas a second, beside pyworkforce 0.5.1, which planners find today; and whether the two agree.

pyworkforce has Erlang C and no Erlang A. It asks for older packages than Sori does, so it gets an environment of
its own:

    uv venv .cache/bench && uv pip install --python .cache/bench/bin/python -e '.[bench,twin]'
    .cache/bench/bin/python bench/staffing.py

Without it only Sori is measured. CPU seconds of one core, the best of five, in turn.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from sori.staffing import ServiceTarget, delay_queue, erlang_a, erlang_c, least_agents

RATE, HANDLING, PATIENCE = 1000 / 1800, 240.0, 120.0
MANY = 200_000


def a_second(do: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        do()
        best = min(best, time.process_time() - began)
    return times / best


def main() -> None:
    rates = np.linspace(RATE * 0.98, RATE * 1.02, MANY)
    target = ServiceTarget(0.8, 20)
    ours = {
        "Erlang C, P(wait)": a_second(lambda: erlang_c(142, rates * HANDLING), MANY),
        "Erlang C, one number at a time": a_second(
            lambda: [erlang_c(142, rate * HANDLING) for rate in rates[:500]], 500
        ),
        "Erlang C, service level": a_second(lambda: delay_queue(142, rates, HANDLING).service_level(20), MANY),
        "Erlang C, least n for 80/20": a_second(lambda: least_agents(rates, HANDLING, target), MANY),
        "Erlang A, P(wait) and P(abandon)": a_second(lambda: erlang_a(133, rates, HANDLING, PATIENCE), MANY),
        "Erlang A, service level": a_second(lambda: erlang_a(133, rates, HANDLING, PATIENCE).service_level(20), MANY),
        "Erlang A, least n for 80/20": a_second(lambda: least_agents(rates, HANDLING, target, PATIENCE), MANY),
    }
    theirs = _theirs()
    print(f"{'a second, at 133 Erlang':<36}{'Sori':>12}{'pyworkforce':>14}{'ratio':>8}")
    for name, rate in ours.items():
        other = theirs.get(name)
        print(
            f"{name:<36}{rate:>12,.0f}" + (f"{other:>14,.0f}{rate / other:>8,.0f}" if other else f"{'–':>14}{'–':>8}")
        )


def _theirs() -> dict[str, float]:
    try:
        from pyworkforce.queuing import ErlangC  # noqa: PLC0415
    except ImportError:
        return {}

    def queue(asa: float = 20 / 60) -> object:
        return ErlangC(transactions=1000, aht=4.0, interval=30, asa=asa, shrinkage=0.0)

    found = queue().required_positions(service_level=0.8, max_occupancy=1.0)
    least = int(least_agents(RATE, HANDLING, ServiceTarget(0.8, 20)))
    level = float(delay_queue(142, RATE, HANDLING).service_level(20))
    print(f"least n for 80/20: {least}, pyworkforce {found['raw_positions']}")
    print(f"service level with 142: {level:.9f}, pyworkforce {queue().service_level(142):.9f}")
    large = ErlangC(transactions=2400, aht=10.0, interval=30, asa=10.0, shrinkage=0.0)
    ours = float(delay_queue(805, 2400 / 1800, 600).service_level(600))
    print(f"805 people, 800 Erlang, ten minutes: {ours:.5f}, pyworkforce {large.service_level(805):.5f}\n")
    return {
        "Erlang C, one number at a time": a_second(lambda: [queue().waiting_probability(142) for _ in range(200)], 200),
        "Erlang C, P(wait)": a_second(lambda: [queue().waiting_probability(142) for _ in range(200)], 200),
        "Erlang C, service level": a_second(lambda: [queue().service_level(142) for _ in range(200)], 200),
        "Erlang C, least n for 80/20": a_second(
            lambda: [queue().required_positions(service_level=0.8, max_occupancy=1.0) for _ in range(20)], 20
        ),
    }


if __name__ == "__main__":
    main()
