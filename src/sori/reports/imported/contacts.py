"""Individual contacts of a file: every value checked, a column at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sori.reports.imported.columns import (
    Durations,
    Moments,
    durations,
    looked_up,
    moments,
)
from sori.reports.imported.headings import Layout
from sori.reports.imported.source import Batch, Fault

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ANSWERED, ABANDONED = 1, 2
"""Outcomes as they are stored."""
OUTCOMES = {
    "answered": ANSWERED,
    "응대": ANSWERED,
    "응답": ANSWERED,
    "abandoned": ABANDONED,
    "포기": ABANDONED,
    "미응대": ABANDONED,
}
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LONGEST_MS = 24 * 86_400_000
"""24 days: what a stored duration can hold."""
_TOLERANCE_MS = 1_000
"""A duration told beside two moments may differ from them by so much, since moments are often whole seconds."""
_MS = 1_000


@dataclass(frozen=True, slots=True)
class Known:
    """What names mean: spellings of channels, queues, topics and counsellors to their numbers; the city's zone."""

    channels: Mapping[str, int]
    queues: Mapping[str, int]
    topics: Mapping[str, int]
    counsellors: Mapping[str, int]
    zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts that are right, a column each; 0 is "none" of an id, -1 "unknown" of a duration."""

    lines: Ints
    opened_us: Ints
    channel: Ints
    outcome: Ints
    queue: Ints
    topic: Ints
    counsellor: Ints
    wait_ms: Ints
    handling_ms: Ints


class _Faults:
    """The first thing that is wrong with each row."""

    def __init__(self, rows: int) -> None:
        self.kinds: list[tuple[str, str]] = []
        self.of = np.zeros(rows, np.int16)

    def mark(self, wrong: Bools, field: str, code: str) -> None:
        self.kinds.append((field, code))
        self.of[wrong & (self.of == 0)] = len(self.kinds)


def checked(batch: Batch, layout: Layout, known: Known) -> tuple[Contacts, list[Fault]]:
    """The contacts of a batch that are right, and what is wrong with the others.

    Raises Problem 422 where a column of a Parquet file has a type that the field can't be of.
    """
    rows = len(batch.lines)
    faults = _Faults(rows)

    def column(field: str) -> pa.Array | None:
        if field in layout.fixed:
            return pa.array([layout.fixed[field]], pa.string()).take(pa.array(np.zeros(rows, np.int64)))
        return batch.columns[layout.columns[field]] if field in layout.columns else None

    def named(field: str, names: Mapping[str, int], missing: str = "") -> Ints:
        found = looked_up(column(field), rows, names, layout.values.get(field, {}), field)
        faults.mark(found < 0, field, f"import.unknown_{field}")
        if missing:
            faults.mark(found == 0, field, missing)
        return np.maximum(found, 0)

    opened = moments(column("opened"), rows, known.zone, "opened")
    faults.mark(~opened.told & ~opened.wrong, "opened", "import.opened_missing")
    _mark_moment(faults, opened, "opened")
    earliest, latest = _us(EARLIEST), _us(known.now + timedelta(days=1))
    faults.mark((opened.us < earliest) | (opened.us > latest), "opened", "import.opened_impossible")
    channel = named("channel", known.channels, "import.channel_missing")
    queue = named("queue", known.queues)
    topic = named("topic", known.topics)
    counsellor = named("counsellor", known.counsellors)
    outcome = named("outcome", OUTCOMES)
    answered = moments(column("answered"), rows, known.zone, "answered")
    _mark_moment(faults, answered, "answered")
    ended = moments(column("ended"), rows, known.zone, "ended")
    _mark_moment(faults, ended, "ended")
    wait, handling = durations(column("wait"), rows, "wait"), durations(column("handling"), rows, "handling")
    for field, told in (("wait", wait), ("handling", handling)):
        faults.mark(told.wrong, field, "import.duration_wrong")
    outcome = _outcome(faults, outcome, answered, handling)
    wait_ms = _wait(faults, opened, answered, ended, wait, outcome == ANSWERED)
    handling_ms = _handling(faults, answered, ended, handling, outcome == ANSWERED)
    right = faults.of == 0
    lines = np.asarray(batch.lines, np.int64)
    made = Contacts(
        *(one[right] for one in (lines, opened.us, channel, outcome, queue, topic, counsellor, wait_ms, handling_ms))
    )
    return made, [
        Fault(int(lines[row]), field, code, batch.values(int(row)))
        for row in np.flatnonzero(~right)
        for field, code in [faults.kinds[faults.of[row] - 1]]
    ]


def _mark_moment(faults: _Faults, moment: Moments, field: str) -> None:
    faults.mark(moment.wrong, field, "import.moment_wrong")


def _outcome(faults: _Faults, outcome: Ints, answered: Moments, handling: Durations) -> Ints:
    """What became of each: as told, else answered where there is a moment or a length of that, else abandoned."""
    faults.mark((outcome == ABANDONED) & answered.told, "outcome", "import.abandoned_yet_answered")
    faults.mark((outcome == ABANDONED) & (handling.ms > 0), "outcome", "import.abandoned_yet_handled")
    derived = np.where(answered.told | handling.told, ANSWERED, ABANDONED)
    return np.where(outcome == 0, derived, outcome)


def _wait(
    faults: _Faults, opened: Moments, answered: Moments, ended: Moments, wait: Durations, is_answered: Bools
) -> Ints:
    until = np.where(is_answered, answered.us, ended.us)
    has_until = np.where(is_answered, answered.told, ended.told)
    faults.mark(answered.told & (answered.us < opened.us), "answered", "import.answered_before_opened")
    faults.mark(ended.told & (ended.us < opened.us), "ended", "import.ended_before_opened")
    between = (until - opened.us) // _MS
    both = has_until & wait.told
    faults.mark(both & (np.abs(between - wait.ms) > _TOLERANCE_MS), "wait", "import.wait_differs")
    return _kept(faults, "wait", np.where(wait.told, wait.ms, np.where(has_until, between, -1)))


def _handling(faults: _Faults, answered: Moments, ended: Moments, handling: Durations, is_answered: Bools) -> Ints:
    both = answered.told & ended.told
    faults.mark(both & (ended.us < answered.us), "ended", "import.ended_before_answered")
    between = np.where(both, (ended.us - answered.us) // _MS, -1)
    return _kept(faults, "handling", np.where(is_answered, np.where(handling.told, handling.ms, between), -1))


def _kept(faults: _Faults, field: str, ms: Ints) -> Ints:
    faults.mark(ms > _LONGEST_MS, field, "import.duration_too_long")
    return ms


def _us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
