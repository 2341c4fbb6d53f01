"""What a run needed: CPU seconds and peak memory of the driver and, on the same machine, of the centre."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Need:
    """One process (with its children): CPU seconds during the run, and its largest share of memory."""

    name: str
    cpu_s: float
    peak_mb: float


class Machine:
    """Looks at the processes now and then; a process that was started again counts on under its name."""

    def __init__(self, state: Path | None) -> None:
        self._state = state
        self._begun: dict[int, float] = {}
        self._latest: dict[int, tuple[str, float]] = {}
        self._peak: dict[str, float] = {}
        self._first = True

    def look(self) -> None:
        """Takes a sample."""
        for name, pid in {"driver": psutil.Process().pid, **self._centre()}.items():
            with suppress(psutil.Error):
                process = psutil.Process(pid)
                # Only PostgreSQL's processes are not listed one by one.
                family = [process, *(process.children() if name == "postgres" else [])]
                cpu_s = sum(_cpu_s(one) for one in family)
                # What began during the run counts from zero.
                self._begun.setdefault(pid, cpu_s if self._first else 0.0)
                self._latest[pid] = (name, cpu_s)
                self._peak[name] = max(self._peak.get(name, 0.0), sum(_memory_mb(one) for one in family))
        self._first = False

    def needs(self) -> list[Need]:
        """What was needed so far."""
        cpu_s = dict.fromkeys(self._peak, 0.0)
        for pid, (name, latest) in self._latest.items():
            cpu_s[name] += latest - self._begun[pid]
        return [Need(name, round(cpu_s[name], 2), round(peak, 1)) for name, peak in self._peak.items()]

    def _centre(self) -> dict[str, int]:
        if self._state is None:
            return {}
        with suppress(OSError, ValueError):
            return {str(name): int(pid) for name, pid in json.loads((self._state / "run.json").read_text()).items()}
        return {}


def _cpu_s(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        # Children that ended and were waited for are counted by their parent.
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


def _memory_mb(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        # A share of what several processes map together, as PostgreSQL's do, not the whole for each.
        return float(process.memory_full_info().pss) / 1e6
    return 0.0
