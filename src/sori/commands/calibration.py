"""`sori twin calibrate`: a scenario fitted to the centre's own contacts, and how well it replays one of its days."""

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from os import cpu_count
from pathlib import Path

import numpy as np

from sori.commands.installation import in_database
from sori.commands.twin import SHARING_PAYS_FROM, TITLES, told, with_progress
from sori.platform.database import Transaction
from sori.twin import compiled, service
from sori.twin import scenario as scenarios
from sori.twin.agreement import (
    COMPARED,
    Agreement,
    Beside,
    agreement,
    calls_drawn,
    day_counted,
    recorded_day,
)
from sori.twin.calibration import Calibrated, FittedTopic, Past, Shortage, calibrate
from sori.twin.durations import Fitted
from sori.twin.figures import TwinFigure
from sori.twin.run import replications
from sori.twin.scenario import Duration, Shape

_COLUMNS = ("calls", *COMPARED)
_NEEDS = {
    "days": "days of the same weekday before it with contacts (see --weeks)",
    "people": "counsellors available on the day",
    "contacts": "contacts",
    "offers": "offers that were accepted",
    "talks": "contacts that were answered and ended",
    "wrap-ups": "contacts that were wrapped up",
    "who gave up": "contacts that gave up",
}
_ENTIRE_CENTRE_NEEDS_TIME = frozenset(["days", "people", "contacts", "offers"])


@dataclass(frozen=True)
class Asked:
    """What to calibrate: which day, of how many weeks, in intervals of how many minutes, and where it is written."""

    file: Path
    day: date | None
    weeks: int
    interval_min: int
    within_s: float
    replays: int
    pool: bool


def run(asked: Asked) -> int:
    """Fits, writes and replays; the exit status: 1 where too little is known, and then nothing is written."""
    if asked.file.exists():
        print(f"sori: {asked.file} is there already; name another file, or remove it.", file=sys.stderr)
        return 2
    found: list[Past] = []

    async def read(transaction: Transaction) -> int:
        found.append(await service.past(transaction, asked.day, asked.weeks, datetime.now(UTC)))
        return 0

    status = in_database(read)
    if status != 0:
        return status
    [past] = found
    fitted = calibrate(past, asked.interval_min, asked.within_s, pool=asked.pool)
    if isinstance(fitted, list):
        _print_missing(past, fitted, asked)
        return 1
    about = _about(past, fitted)
    asked.file.write_text(scenarios.written(fitted.scenario, *about), "utf-8")
    print("\n".join(about), end="\n\n")
    _print(_replayed(past, fitted, asked.replays), fitted, asked.replays)
    print(f"\nWritten: {asked.file}. Play it with `sori twin run {asked.file}`.")
    return 0


def _replayed(past: Past, fitted: Calibrated, replays: int) -> Agreement:
    recorded = recorded_day(past, fitted)
    scenario = scenarios.repeated(fitted.scenario, replays)
    contacts = replays * len(recorded.called)
    workers = min(cpu_count() or 1, replays) if contacts > SHARING_PAYS_FROM else 1
    counts = replications(scenario, workers, fast=compiled.pays(contacts), recorded=recorded)
    played = np.stack(list(with_progress(counts, scenario)))
    return agreement(day_counted(past, fitted), played, calls_drawn(scenario, replays))


def _print_missing(past: Past, missing: list[Shortage], asked: Asked) -> None:
    weekday = f"{past.day:%A} {past.day}"
    print(f"sori: {weekday} can't be fitted; too little is known of {asked.weeks} weeks before it:", file=sys.stderr)
    for one in missing:
        where = "" if one.queue is None else f"{one.queue}: "
        print(f"  {where}{one.seen} {_NEEDS[one.what]}; it takes {one.needed}", file=sys.stderr)
    ways = ["more days (--weeks)", "another day (--day)"]
    if not asked.pool and not any(one.what in _ENTIRE_CENTRE_NEEDS_TIME for one in missing):
        ways.append("all queues together in place of those with too few (--pool)")
    print(f"Take {', or '.join(ways)}.", file=sys.stderr)


def _about(past: Past, fitted: Calibrated) -> list[str]:
    contacts = sum(map(len, past.days.values()))
    weekday = f"{past.day:%A}"
    lines = [
        f"Callers: {len(fitted.days)} {weekday}s from {fitted.days[0]} to {fitted.days[-1]}, {contacts:,} contacts.",
        f"People and rules: those of {weekday} {past.day}, {len(past.came):,} contacts.",
        f"Such days differ by {100 * fitted.spread.day:.0f} % of the mean, and their intervals by "
        f"{100 * fitted.spread.interval:.0f} % more, beside what chance alone would do.",
    ]
    lines += [_about_topic(one) for one in fitted.topics]
    lines += [
        f"{queue}: left out, {count} contacts of the day; nobody on duty then may serve it."
        for queue, count in fitted.unserved.items()
    ]
    if fitted.elsewhere:
        lines.append(f"{fitted.elsewhere:,} asked to be called back or left a message: here they wait like others.")
    return lines


def _about_topic(one: FittedTopic) -> str:
    patience = (
        f"patience {_duration(one.patience)} ± {100 * one.patience.sure_to:.0f} %, "
        f"{one.patience.ended:,} of {one.waited:,} gave up"
    )
    pooled = f"; of all queues together: {', '.join(one.pooled)}" if one.pooled else ""
    return (
        f"{one.topic.name}: {sum(one.topic.calls):,.1f} a day, talk {_duration(one.talks)}, "
        f"wrap-up {_duration(one.wrap_up)}, {patience}{pooled}."
    )


def _duration(fitted: Fitted) -> str:
    duration: Duration = fitted.duration
    shape = "" if duration.shape is Shape.EXPONENTIAL else f" {duration.variation:.2f}"
    return f"{duration.mean_s:.1f} s ({duration.shape}{shape})"


def _print(found: Agreement, fitted: Calibrated, replays: int) -> None:
    print(f"{'the day':<14}{'was':>10}{f'{replays} replays of it':>26}")
    for name in _COLUMNS:
        one = found.day[name]
        outside = "" if one.agrees in (True, None) else "  outside"
        print(f"{TITLES[name]:<14}{_value(name, one.was):>10}{_between(name, one):>26}{outside}")
    scenario = fitted.scenario
    print("\n" + f"{'from':<7}" + "".join(f"{TITLES[name]:>9}{'':>16}" for name in _COLUMNS))
    for interval in found.busy:
        minute = interval * scenario.interval_min
        told_here = [found.intervals[name][interval] for name in _COLUMNS]
        columns = "".join(
            f"{_value(name, one.was):>9}{'*' if one.agrees is False else ' '}{_between(name, one):<15}"
            for name, one in zip(_COLUMNS, told_here, strict=True)
        )
        print(f"{minute // 60:02}:{minute % 60:02}  {columns}")
    print("\nBeside each figure of the day: the least and the greatest of the replays, which have its own arrivals and")
    print(
        "people; calls: of days drawn from the scenario. * lies outside. Of 100 that agree, expect "
        f"{100 * (replays - 1) / (replays + 1):.0f} inside."
    )
    for name in _COLUMNS:
        inside, told_of = found.agreeing(name)
        print(f"{TITLES[name]:<14}{inside:>4} of {told_of} intervals inside")


def _value(name: str, value: float) -> str:
    return told(name, TwinFigure(value if np.isfinite(value) else None, 0))


def _between(name: str, one: Beside) -> str:
    if not np.isfinite(one.least):
        return "–"
    return f"{_value(name, one.least).split(' ')[0]} – {_value(name, one.most)}"
