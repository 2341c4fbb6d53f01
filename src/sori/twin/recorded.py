"""Recorded arrivals: when each called, and whatever else is known, as a file that a scenario names instead of rates."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sori.routing import NONE
from sori.twin.scenario import Scenario, ScenarioError

SECOND = 1_000_000
COLUMNS = ("at", "topic", "patience_s", "talk_s", "wrap_up_s")
_MOST_S = 604_800


@dataclass(frozen=True)
class Recorded:
    """Callers in the order in which they called; times in microseconds, NONE where chance is to say it."""

    called: NDArray[np.int64]
    """After the day began."""
    topic: NDArray[np.int64]
    patience: NDArray[np.int64]
    talk: NDArray[np.int64]
    wrap_up: NDArray[np.int64]


@dataclass(frozen=True)
class BadLine:
    """A line that can't be used, counted from 1 with the headings, and why."""

    line: int
    what: str


def read(path: Path, scenario: Scenario) -> tuple[Recorded, list[BadLine]]:
    """Read a scenario's recorded arrivals: those that are right, and what is wrong with the other lines.

    CSV in UTF-8 with headings, or Parquet. `at` is when each called: a time of day (09:30:00.25), or a moment of which
    the time of day counts, as it is written. `topic` names one of the scenario's, and need not where there is one.
    `patience_s`, `talk_s` and `wrap_up_s` may be left out or empty. ScenarioError where no line can be used.
    """
    found: list[tuple[int, ...]] = []
    bad: list[BadLine] = []
    topics = {topic.name: number for number, topic in enumerate(scenario.topics)}
    for line, row in _rows(path, topics):
        try:
            found.append(_caller(row, scenario, topics))
        except ValueError as error:
            bad.append(BadLine(line, str(error)))
    if not found:
        first = f"; line {bad[0].line}: {bad[0].what}" if bad else ""
        raise ScenarioError(f"{path}: no arrival that can be played{first}")
    columns = np.array(found, dtype=np.int64).T
    order = np.argsort(columns[0], kind="stable")
    return Recorded(*columns[:, order]), bad


def _rows(path: Path, topics: Mapping[str, int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            _check_columns(path, table.column_names, topics)
            yield from enumerate(table.to_pylist(), 1)
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            _check_columns(path, rows.fieldnames or [], topics)
            for row in rows:
                yield rows.line_num, row
    except (OSError, UnicodeDecodeError, pa.ArrowInvalid, csv.Error) as error:
        raise ScenarioError(f"{path} can't be read: {error}") from None


def _check_columns(path: Path, names: Iterable[str], topics: Mapping[str, int]) -> None:
    needed = {"at"} if len(topics) == 1 else {"at", "topic"}
    if missing := needed - set(names):
        raise ScenarioError(f"{path}: line 1: no column is called {sorted(missing)[0]!r}")
    if unknown := [name for name in names if name not in COLUMNS]:
        raise ScenarioError(f"{path}: line 1: {unknown[0]!r} is none of the columns {', '.join(COLUMNS)}")


def _caller(row: Mapping[Any, Any], scenario: Scenario, topics: Mapping[str, int]) -> tuple[int, ...]:
    """ValueError says what is wrong, field first."""
    if None in row:
        raise ValueError(f"{len(row[None])} more fields than headings")
    called = _moment(row["at"]) - scenario.start_min * 60 * SECOND
    if not 0 <= called < scenario.intervals * scenario.interval_min * 60 * SECOND:
        raise ValueError(f"at: {row['at']} is not between {scenario.from_} and {scenario.to}")
    topic = row.get("topic") or (next(iter(topics)) if len(topics) == 1 else "")
    if topic not in topics:
        raise ValueError(f"topic: no [[topics]] is called {topic!r}")
    return called, topics[topic], *(_length(row.get(name), name) for name in COLUMNS[2:])


def _moment(told: object) -> int:
    """Microseconds after midnight."""
    if isinstance(told, str):
        try:
            text = told.strip()
            told = time.fromisoformat(text) if "-" not in text and "T" not in text else datetime.fromisoformat(text)
        except ValueError:
            pass
    if isinstance(told, datetime):
        told = told.time()
    if not isinstance(told, time):
        raise ValueError(f"at: {told!r} is no time of day such as 09:30:00")
    return ((told.hour * 60 + told.minute) * 60 + told.second) * SECOND + told.microsecond


def _length(told: Any, name: str) -> int:
    """Microseconds; NONE where nothing is told."""
    if told is None or (isinstance(told, str) and not told.strip()):
        return NONE
    try:
        seconds = float(told)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: {told!r} is no number of seconds") from None
    if not 0 <= seconds <= _MOST_S:
        raise ValueError(f"{name}: {told} is not between 0 and {_MOST_S} seconds")
    return round(seconds * SECOND)
