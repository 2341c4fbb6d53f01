"""How good the expected waits were that were told, and what those did who were told of congestion: figures, records."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sori.conversations.conversation import ExpectedWait
from sori.conversations.deflection import Taken
from sori.conversations.expectation import Outcome
from sori.conversations.model import percentage
from sori.platform.translation import Text


class EstimateFigure(StrEnum):
    """A figure that opens the estimates behind it."""

    GIVEN = "given"
    INSIDE = "inside"
    OUTSIDE = "outside"
    ANSWERED = "answered"
    GAVE_UP = "gave_up"
    NO_END = "no_end"


@dataclass(frozen=True, slots=True)
class Counts:
    """Estimates of one queue and phase, counted, with sums of absolute errors in seconds over those answered."""

    queue_id: int
    during: bool
    given: int
    inside: int
    outside: int
    answered: int
    gave_up: int
    no_end: int
    error_s: float
    average_error_s: float
    by_place: int
    place_error_s: float


@dataclass(frozen=True, slots=True)
class Score:
    """How good estimates were.

    `coverage_pct` is inside ÷ (inside + outside). Who gave up before the end of the range (`gave_up`) leaves open
    whether it would have held, and is counted on neither side; who gave up after it is outside. The mean errors, in
    seconds, are of the same estimates, whose contact was answered: ours, the average of recent waits, and place × mean
    handling ÷ people.
    """

    given: int
    inside: int
    outside: int
    coverage_pct: float | None
    answered: int
    gave_up: int
    no_end: int
    error_s: float | None
    average_error_s: float | None
    place_error_s: float | None


@dataclass(frozen=True, slots=True)
class QueueScore:
    """The score of one queue's estimates."""

    id: int
    name: Text
    score: Score


@dataclass(frozen=True, slots=True)
class TakenCount:
    """How many took this way; None: it is not known yet."""

    taken: Taken | None
    count: int


@dataclass(frozen=True, slots=True)
class ExpectedWaitReport:
    """All figures of a period that ends now: in all, of those told before and during queueing, and by queue."""

    since: datetime
    total: Score
    before: Score
    during: Score
    queues: list[QueueScore]
    notices: int
    taken: list[TakenCount]


@dataclass(frozen=True, slots=True)
class EstimateRecord:
    """One estimate with what came of it."""

    id: int
    contact_id: int
    queue_id: int
    given_at: datetime
    during: bool
    place: int
    told: ExpectedWait | None
    average_s: float
    by_place_s: float | None
    waited_s: float | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class EstimatePage:
    """Estimates behind a figure, newest first; ask again `before` this id for more."""

    items: list[EstimateRecord]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """One congestion notice with what came of it; who went away before queueing has no contact."""

    id: int
    contact_id: int | None
    queue_id: int
    shown_at: datetime
    during: bool
    mean_s: int | None
    taken: Taken | None


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Notices behind a figure, newest first; ask again `before` this id for more."""

    items: list[NoticeRecord]
    next_before: int | None


def score(counts: list[Counts]) -> Score:
    """The score of these estimates together."""
    answered = sum(one.answered for one in counts)
    inside, outside = sum(one.inside for one in counts), sum(one.outside for one in counts)
    return Score(
        given=sum(one.given for one in counts),
        inside=inside,
        outside=outside,
        coverage_pct=percentage(inside, inside + outside),
        answered=answered,
        gave_up=sum(one.gave_up for one in counts),
        no_end=sum(one.no_end for one in counts),
        error_s=_mean(sum(one.error_s for one in counts), answered),
        average_error_s=_mean(sum(one.average_error_s for one in counts), answered),
        place_error_s=_mean(sum(one.place_error_s for one in counts), sum(one.by_place for one in counts)),
    )


def _mean(total: float, count: int) -> float | None:
    return round(total / count, 1) if count else None
