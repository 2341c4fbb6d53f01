"""What a measure needs to know of the machine: CPU by process, and percentiles."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import psutil


def sample(pids: Mapping[str, int]) -> dict[str, float]:
    """CPU seconds so far by process, PostgreSQL's sessions counted with it."""
    found: dict[str, float] = {}
    for name, pid in pids.items():
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            family = [process, *(process.children() if name == "postgres" else [])]
            found[name] = sum(_cpu_s(one) for one in family)
    return found


def cpu_ms(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Milliseconds of CPU between two samples."""
    return {name: 1000 * (after[name] - before[name]) for name in before if name in after}


def percentile(seconds: Sequence[float], per_cent: float) -> float:
    """A percentile by nearest rank, in milliseconds; nan of nothing."""
    if not seconds:
        return float("nan")
    ordered = sorted(seconds)
    return 1000 * ordered[max(0, min(len(ordered) - 1, round(per_cent / 100 * len(ordered) + 0.5) - 1))]


def _cpu_s(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        # Children that ended and were waited for are counted by their parent.
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0
