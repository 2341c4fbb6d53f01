"""`sori twin`: play a scenario many times, or compare two."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from os import cpu_count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sori.twin import compiled, contacts, recorded
from sori.twin import scenario as scenarios
from sori.twin.figures import MEASURES, TwinFigure, TwinFigures, difference, figures
from sori.twin.recorded import Recorded
from sori.twin.run import replications
from sori.twin.scenario import Scenario, ScenarioError

SHARING_PAYS_FROM = 100_000
"""Contacts from which further processes are worth starting."""

_PERCENT = frozenset(["answer_rate", "service_level", "occupancy"])
TITLES = {
    "calls": "calls",
    "answered": "answered",
    "answer_rate": "answer rate",
    "service_level": "in time",
    "mean_wait_s": "mean wait",
    "occupancy": "occupancy",
    "gave_up": "gave up",
    "turned_away": "turned away",
}
"""What the figures are called where a terminal shows them."""


_SOME_LINES_LEFT_OUT = 3
"""The exit status where lines of recorded arrivals were left out and the others played."""
_MOST_LINES_TOLD = 20


@dataclass(frozen=True)
class _Read:
    """A scenario as its file has it, with its recorded arrivals."""

    scenario: Scenario
    recorded: Recorded | None
    status: int


def run(file: Path, repeat: int | None, output: Path | None, as_json: bool) -> int:
    """Plays one scenario and prints its figures; the exit status."""
    read = _read(file, repeat)
    if read is None:
        return 2
    found = figures(_played(read))
    if output is not None:
        contacts.write(read.scenario, output, read.recorded)
        print(f"Every contact: {output}", file=sys.stderr)
    if as_json:
        print(json.dumps(asdict(found)))
        return read.status
    _print(read.scenario, found)
    return read.status


def compare(before: Path, after: Path, repeat: int | None) -> int:
    """Plays two scenarios with the same chance and prints what differs; the exit status."""
    one, other = _read(before, repeat), _read(after, repeat)
    if one is None or other is None:
        return 2
    scenario, after_it = one.scenario, other.scenario
    if (scenario.seed, scenario.replications) != (after_it.seed, after_it.replications):
        print("sori: to compare, both scenarios need the same seed and number of replications.", file=sys.stderr)
        return 2
    counted = [_played(read) for read in (one, other)]
    first, second = (figures(each).day for each in counted)
    differs = difference(*counted)
    print(f"{'':<13}{'before':>20}{'after':>20}{'difference':>20}")
    for name in MEASURES:
        line = "".join(f"{told(name, each):>20}" for each in (first[name], second[name], differs[name]))
        print(f"{TITLES[name]:<13}{line}")
    print(f"\n{scenario.replications} replications with the same callers; ± is 95 % confidence of the mean.")
    return max(one.status, other.status)


def schema() -> int:
    """Prints the form of a scenario as JSON Schema."""
    print(json.dumps(scenarios.schema(), indent=1, ensure_ascii=False))
    return 0


def _read(file: Path, repeat: int | None) -> _Read | None:
    try:
        scenario = scenarios.read(file.read_text("utf-8"))
        arrivals = None if scenario.arrivals is None else file.parent / scenario.arrivals
        callers, bad = (None, []) if arrivals is None else recorded.read(arrivals, scenario)
    except (OSError, UnicodeDecodeError) as error:
        print(f"sori: {file}: {error}", file=sys.stderr)
        return None
    except ScenarioError as error:
        place = f"{file}:{error.line}" if error.line else str(file)
        print(f"sori: {place}: {error.what}", file=sys.stderr)
        return None
    for one in bad[:_MOST_LINES_TOLD]:
        print(f"sori: {arrivals}:{one.line}: {one.what}", file=sys.stderr)
    if bad:
        print(f"sori: {len(bad)} lines of {arrivals} are left out; put them right and play it again.", file=sys.stderr)
    status = _SOME_LINES_LEFT_OUT if bad else 0
    return _Read(scenario if repeat is None else scenarios.repeated(scenario, repeat), callers, status)


def _played(read: _Read) -> NDArray[np.float64]:
    scenario = read.scenario
    calls = scenario.expected_calls if read.recorded is None else len(read.recorded.called)
    expected = scenario.replications * calls
    fast = compiled.pays(expected)
    workers = min(cpu_count() or 1, scenario.replications) if expected > SHARING_PAYS_FROM else 1
    return np.stack(list(with_progress(replications(scenario, workers, fast=fast, recorded=read.recorded), scenario)))


def with_progress(counts: Iterator[NDArray[np.float64]], scenario: Scenario) -> Iterator[NDArray[np.float64]]:
    """Gives the counts on, with a bar of how many have come where somebody watches."""
    shown = sys.stderr.isatty()
    total = scenario.replications
    for number, counted in enumerate(counts, 1):
        yield counted
        if shown:
            filled = 30 * number // total
            bar = "█" * filled + "░" * (30 - filled)
            print(f"\r{bar} {number}/{total} {scenario.title[:40]}", end="", file=sys.stderr, flush=True)
    if shown:
        print(file=sys.stderr)


def _print(scenario: Scenario, found: TwinFigures) -> None:
    print(f"{scenario.title}: {scenario.replications} replications, ± is 95 % confidence of the mean\n")
    for name in MEASURES:
        print(f"{TITLES[name]:<13}{told(name, found.day[name]):>20}")
    print("\n" + f"{'from':<7}" + "".join(f"{TITLES[name]:>13}" for name in MEASURES))
    for interval in range(scenario.intervals):
        minute = scenario.start_min + interval * scenario.interval_min
        values = "".join(f"{told(name, TwinFigure(found.intervals[name][interval].mean, 0)):>13}" for name in MEASURES)
        print(f"{minute // 60:02}:{minute % 60:02}  {values}")


def told(name: str, figure: TwinFigure) -> str:
    """Gives a figure as people read it: rates in percent, waits in seconds."""
    if figure.mean is None:
        return "–"
    if name in _PERCENT:
        value, sure = f"{100 * figure.mean:.1f} %", f" ± {100 * figure.sure_to:.1f}"
    elif name == "mean_wait_s":
        value, sure = f"{figure.mean:.1f} s", f" ± {figure.sure_to:.1f}"
    else:
        value, sure = f"{figure.mean:,.0f}", f" ± {figure.sure_to:,.0f}"
    return value + (sure if figure.sure_to else "")
