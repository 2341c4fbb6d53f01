"""`sori twin`: play a scenario many times, or compare two."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from os import cpu_count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sori.twin import compiled, contacts
from sori.twin import scenario as scenarios
from sori.twin.figures import MEASURES, TwinFigure, TwinFigures, difference, figures
from sori.twin.run import replications
from sori.twin.scenario import Scenario, ScenarioError

COMPILING_PAYS_FROM = 3_000_000
"""Contacts from which compiling, which takes half a minute, is worth it."""

SHARING_PAYS_FROM = 100_000
"""Contacts from which further processes are worth starting."""

_PERCENT = frozenset(["answer_rate", "service_level", "occupancy"])
_TITLES = {
    "calls": "calls",
    "answered": "answered",
    "answer_rate": "answer rate",
    "service_level": "in time",
    "mean_wait_s": "mean wait",
    "occupancy": "occupancy",
    "gave_up": "gave up",
    "turned_away": "turned away",
}


def run(file: Path, repeat: int | None, output: Path | None, as_json: bool) -> int:
    """Plays one scenario and prints its figures; the exit status."""
    scenario = _read(file, repeat)
    if scenario is None:
        return 2
    found = figures(_played(scenario))
    if output is not None:
        contacts.write(scenario, output)
        print(f"Every contact: {output}", file=sys.stderr)
    if as_json:
        print(json.dumps(asdict(found)))
        return 0
    _print(scenario, found)
    return 0


def compare(before: Path, after: Path, repeat: int | None) -> int:
    """Plays two scenarios with the same chance and prints what differs; the exit status."""
    one, other = _read(before, repeat), _read(after, repeat)
    if one is None or other is None:
        return 2
    if (one.seed, one.replications) != (other.seed, other.replications):
        print("sori: to compare, both scenarios need the same seed and number of replications.", file=sys.stderr)
        return 2
    counted = [_played(scenario) for scenario in (one, other)]
    first, second = (figures(each).day for each in counted)
    differs = difference(*counted)
    print(f"{'':<13}{'before':>20}{'after':>20}{'difference':>20}")
    for name in MEASURES:
        told = "".join(f"{_told(name, each):>20}" for each in (first[name], second[name], differs[name]))
        print(f"{_TITLES[name]:<13}{told}")
    print(f"\n{one.replications} replications with the same callers; ± is 95 % confidence of the mean.")
    return 0


def schema() -> int:
    """Prints the form of a scenario as JSON Schema."""
    print(json.dumps(scenarios.schema(), indent=1, ensure_ascii=False))
    return 0


def _read(file: Path, repeat: int | None) -> Scenario | None:
    try:
        text = file.read_text("utf-8")
        scenario = scenarios.read(text)
    except (OSError, UnicodeDecodeError) as error:
        print(f"sori: {file}: {error}", file=sys.stderr)
        return None
    except ScenarioError as error:
        place = f"{file}:{error.line}" if error.line else str(file)
        print(f"sori: {place}: {error.what}", file=sys.stderr)
        return None
    return scenario if repeat is None else scenarios.repeated(scenario, repeat)


def _played(scenario: Scenario) -> NDArray[np.float64]:
    expected = scenario.replications * sum(sum(topic.calls) for topic in scenario.topics)
    fast = compiled.available() and expected >= COMPILING_PAYS_FROM
    workers = min(cpu_count() or 1, scenario.replications) if expected > SHARING_PAYS_FROM else 1
    return np.stack(list(_with_progress(replications(scenario, workers, fast=fast), scenario)))


def _with_progress(counts: Iterator[NDArray[np.float64]], scenario: Scenario) -> Iterator[NDArray[np.float64]]:
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
        print(f"{_TITLES[name]:<13}{_told(name, found.day[name]):>20}")
    print("\n" + f"{'from':<7}" + "".join(f"{_TITLES[name]:>13}" for name in MEASURES))
    for interval in range(scenario.intervals):
        minute = scenario.start_min + interval * scenario.interval_min
        values = "".join(f"{_told(name, TwinFigure(found.intervals[name][interval].mean, 0)):>13}" for name in MEASURES)
        print(f"{minute // 60:02}:{minute % 60:02}  {values}")


def _told(name: str, figure: TwinFigure) -> str:
    if figure.mean is None:
        return "–"
    if name in _PERCENT:
        value, sure = f"{100 * figure.mean:.1f} %", f" ± {100 * figure.sure_to:.1f}"
    elif name == "mean_wait_s":
        value, sure = f"{figure.mean:.1f} s", f" ± {figure.sure_to:.1f}"
    else:
        value, sure = f"{figure.mean:,.0f}", f" ± {figure.sure_to:,.0f}"
    return value + (sure if figure.sure_to else "")
