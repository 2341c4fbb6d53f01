"""`sori twin`: play a scenario many times, compare two, or find the people that a target takes."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sori.twin import compiled, contacts, recorded
from sori.twin import scenario as scenarios
from sori.twin.figures import MEASURES, TwinFigure, TwinFigures, difference, figures
from sori.twin.recorded import Recorded
from sori.twin.requirement import Levels, LevelTarget, OutOfReach, people_needed
from sori.twin.run import by_queue, replications
from sori.twin.scenario import Scenario, ScenarioError, written

SHARING_PAYS_FROM = 100_000
"""Contacts from which further processes are worth starting."""

_SHARING_TRIALS_PAYS_FROM = 5_000
"""The same where a day is tried a hundred times."""

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


@dataclass(frozen=True)
class StaffAsked:
    """What people are to be found for: this share in time, in each queue or all `together`."""

    scenario: Path
    share: float
    together: bool
    replications: int | None
    output: Path | None


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


def staff(asked: StaffAsked) -> int:
    """Finds how many people each interval takes, prints and writes them; the exit status."""
    read = _read(asked.scenario, asked.replications)
    if read is None:
        return 2
    scenario, target = read.scenario, LevelTarget(asked.share, each_queue=not asked.together)
    with ExitStack() as stack:
        each: Callable[..., Iterator[NDArray[np.float64]]] = map
        if scenario.replications * _calls(read) > _SHARING_TRIALS_PAYS_FROM:
            workers = min(cpu_count() or 1, scenario.replications)
            each = stack.enter_context(ProcessPoolExecutor(workers, get_context("spawn"))).map

        def levels(tried: Scenario, first: int) -> Levels:
            numbers = range(first, first + tried.replications)
            counts = np.mean(list(each(partial(by_queue, tried, recorded=read.recorded), numbers)), axis=0)
            return Levels(counts[0], counts[1])

        found = people_needed(scenario, target, _telling(partial(levels, first=0)))
        if isinstance(found, list):
            _tell_out_of_reach(scenario, target, found)
            return 1
        # On days on which nothing was chosen.
        kept = levels(found.scenario, first=scenario.replications)
    _print_people(found.scenario, target, kept)
    if asked.output is not None:
        asked.output.write_text(
            written(found.scenario, f"People found for {asked.share:.0%} in {scenario.within_s:g} s"), "utf-8"
        )
        print(f"The scenario with these people: {asked.output}", file=sys.stderr)
    return read.status


def _telling(plays: Callable[[Scenario], Levels]) -> Callable[[Scenario], Levels]:
    """Tells how often the day was tried, where somebody watches."""
    shown, tries = sys.stderr.isatty(), count(1)

    def played(scenario: Scenario) -> Levels:
        if shown:
            at_desk = sum(sum(group.at_desk) for group in scenario.people)
            hours = at_desk * scenario.interval_min / 60
            print(f"\rtrial {next(tries)}: {hours:,.1f} person-hours   ", end="", file=sys.stderr, flush=True)
        return plays(scenario)

    return played


def _tell_out_of_reach(scenario: Scenario, target: LevelTarget, beyond: Sequence[OutOfReach]) -> None:
    print(f"sori: {target.share:.0%} in time is out of reach whoever is at their desk:", file=sys.stderr)
    for one in beyond[:_MOST_LINES_TOLD]:
        queue = "all together" if one.queue is None else scenario.queues[one.queue].name
        print(f"  {_clock(scenario, one.interval)} {queue}: {one.share:.1%} at most", file=sys.stderr)
    print("The queue's room, head start, steps, or nobody with its skill is why.", file=sys.stderr)


def _print_people(scenario: Scenario, target: LevelTarget, levels: Levels) -> None:
    all_came, all_in_time = target.counted(levels)
    people = np.array([group.at_desk for group in scenario.people])
    queues = [queue.name for queue in scenario.queues] if target.each_queue else ["all"]
    names = [group.name for group in scenario.people]
    print(f"{scenario.title}: people for {target.share:.0%} in {scenario.within_s:g} s in every interval\n")
    print(
        f"{'from':<7}" + "".join(f"{name[:12]:>13}" for name in names) + "".join(f"{name[:12]:>13}" for name in queues)
    )
    for interval in range(scenario.intervals):
        row = "".join(f"{number:>13}" for number in people[:, interval])
        shares = zip(all_in_time[:, interval], all_came[:, interval], strict=True)
        row += "".join(f"{in_time / came:>13.1%}" if came else f"{'–':>13}" for in_time, came in shares)
        print(f"{_clock(scenario, interval)}  {row}")
    hours = people.sum() * scenario.interval_min / 60
    print(f"\n{hours:,.1f} person-hours at the desk; the shares are of {scenario.replications} days not searched on.")


def _clock(scenario: Scenario, interval: int) -> str:
    minute = scenario.start_min + interval * scenario.interval_min
    return f"{minute // 60:02}:{minute % 60:02}"


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
    expected = scenario.replications * _calls(read)
    fast = compiled.pays(expected)
    workers = min(cpu_count() or 1, scenario.replications) if expected > SHARING_PAYS_FROM else 1
    return np.stack(list(with_progress(replications(scenario, workers, fast=fast, recorded=read.recorded), scenario)))


def _calls(read: _Read) -> float:
    return read.scenario.expected_calls if read.recorded is None else len(read.recorded.called)


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
        values = "".join(f"{told(name, TwinFigure(found.intervals[name][interval].mean, 0)):>13}" for name in MEASURES)
        print(f"{_clock(scenario, interval)}  {values}")


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
