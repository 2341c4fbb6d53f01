"""`sori staffing`: how many people one queue takes, by the formulas."""

import sys

import numpy as np

from sori.staffing import Counted, ServiceTarget, delay_queue, erlang_a, least_agents


def show(
    calls: float, per_min: float, handling_s: float, patience_s: float | None, share: float, within_s: float
) -> int:
    """Prints the least number of people for a target and what a few more and fewer would bring; the exit status."""
    if not (calls > 0 and per_min > 0 and handling_s > 0 and (patience_s is None or patience_s > 0) and within_s >= 0):
        print("sori: calls and times are above zero; --within may be zero.", file=sys.stderr)
        return 2
    if not 0 <= share < 1:
        print("sori: --target is a share from 0 to below 1, such as 0.8.", file=sys.stderr)
        return 2
    rate = calls / (60 * per_min)
    patience = np.inf if patience_s is None else patience_s
    least = int(least_agents(rate, handling_s, ServiceTarget(share, within_s), patience))
    load = rate * handling_s
    print(f"{calls:g} calls in {per_min:g} min, {handling_s:g} s each: a load of {load:.1f} Erlang.")
    print(f"{share:.0%} answered within {within_s:g} s takes {least} people at their desks.\n")
    agents = np.arange(max(1, least - 5), least + 6)
    if patience_s is None:
        queue = delay_queue(agents, rate, handling_s)
        print(f"{'people':>8}{'must wait':>11}{'within':>9}{'mean wait':>11}{'90 % wait':>11}{'occupancy':>11}")
        rows = zip(
            agents,
            queue.wait_probability,
            queue.service_level(within_s),
            queue.mean_wait,
            queue.wait_percentile(0.9),
            queue.occupancy,
            strict=True,
        )
        for n, waits, level, mean, percentile, occupancy in rows:
            print(f"{n:>8}{waits:>11.1%}{level:>9.1%}{_seconds(mean):>11}{_seconds(percentile):>11}{occupancy:>11.1%}")
        return 0
    impatient = erlang_a(agents, rate, handling_s, patience_s)
    print(
        f"{'people':>8}{'answered':>10}{'of all':>9}{'of answ.':>10}{'of stayed':>11}{'mean wait':>11}{'90 % wait':>11}"
        f"{'occupancy':>11}"
    )
    levels = [impatient.service_level(within_s, counted) for counted in Counted]
    columns = (1 - impatient.abandon_probability, *levels, impatient.mean_wait, impatient.wait_percentile(0.9))
    for n, answered, every, of_answered, stayed, mean, percentile, occupancy in zip(
        agents, *columns, impatient.occupancy, strict=True
    ):
        print(
            f"{n:>8}{answered:>10.1%}{every:>9.1%}{of_answered:>10.1%}{stayed:>11.1%}{_seconds(mean):>11}"
            f"{_seconds(percentile):>11}{occupancy:>11.1%}"
        )
    print(f"\nWithin {within_s:g} s: of all calls, of those answered, of all but those who gave up before.")
    return 0


def _seconds(value: float) -> str:
    return f"{value:.1f} s" if np.isfinite(value) else "no end"
