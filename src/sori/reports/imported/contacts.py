"""Individual contacts of a file: every value checked, a column at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sori.reports.imported.checking import Bools, Checking, Ints
from sori.reports.imported.columns import Durations, Moments, durations
from sori.reports.imported.headings import Layout
from sori.reports.imported.source import Batch, Fault

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


def checked(batch: Batch, layout: Layout, known: Known) -> tuple[Contacts, list[Fault]]:
    """The contacts of a batch that are right, and what is wrong with the others.

    Raises Problem 422 where a column of a Parquet file has a type that the field can't be of.
    """
    rows = Checking(batch, layout, known.zone)
    opened = rows.opened(known.now)
    channel = rows.named("channel", known.channels, "import.channel_missing")
    queue = rows.named("queue", known.queues)
    topic = rows.named("topic", known.topics)
    counsellor = rows.named("counsellor", known.counsellors)
    outcome = rows.named("outcome", OUTCOMES)
    answered, ended = rows.moment("answered"), rows.moment("ended")
    wait, handling = (durations(rows.column(field), rows.rows, field) for field in ("wait", "handling"))
    for field, told in (("wait", wait), ("handling", handling)):
        rows.mark(told.wrong, field, "import.duration_wrong")
    outcome = _outcome(rows, outcome, answered, handling)
    wait_ms = _wait(rows, opened, answered, ended, wait, outcome == ANSWERED)
    handling_ms = _handling(rows, answered, ended, handling, outcome == ANSWERED)
    right = rows.right
    made = Contacts(
        *(
            one[right]
            for one in (rows.lines, opened.us, channel, outcome, queue, topic, counsellor, wait_ms, handling_ms)
        )
    )
    return made, rows.faults


def _outcome(rows: Checking, outcome: Ints, answered: Moments, handling: Durations) -> Ints:
    """What became of each: as told, else answered where there is a moment or a length of that, else abandoned."""
    rows.mark((outcome == ABANDONED) & answered.told, "outcome", "import.abandoned_yet_answered")
    rows.mark((outcome == ABANDONED) & (handling.ms > 0), "outcome", "import.abandoned_yet_handled")
    derived = np.where(answered.told | handling.told, ANSWERED, ABANDONED)
    return np.where(outcome == 0, derived, outcome)


def _wait(
    rows: Checking, opened: Moments, answered: Moments, ended: Moments, wait: Durations, is_answered: Bools
) -> Ints:
    until = np.where(is_answered, answered.us, ended.us)
    has_until = np.where(is_answered, answered.told, ended.told)
    rows.mark(answered.told & (answered.us < opened.us), "answered", "import.answered_before_opened")
    rows.mark(ended.told & (ended.us < opened.us), "ended", "import.ended_before_opened")
    between = (until - opened.us) // _MS
    both = has_until & wait.told
    rows.mark(both & (np.abs(between - wait.ms) > _TOLERANCE_MS), "wait", "import.wait_differs")
    return _kept(rows, "wait", np.where(wait.told, wait.ms, np.where(has_until, between, -1)))


def _handling(rows: Checking, answered: Moments, ended: Moments, handling: Durations, is_answered: Bools) -> Ints:
    both = answered.told & ended.told
    rows.mark(both & (ended.us < answered.us), "ended", "import.ended_before_answered")
    between = np.where(both, (ended.us - answered.us) // _MS, -1)
    return _kept(rows, "handling", np.where(is_answered, np.where(handling.told, handling.ms, between), -1))


def _kept(rows: Checking, field: str, ms: Ints) -> Ints:
    rows.mark(ms > _LONGEST_MS, field, "import.duration_too_long")
    return ms
