"""A case: what it may be, its life as one table, its number, and what is kept of a finished form."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sori.cases.forms import Form, QuestionKind
from sori.conversations.model import Channel
from sori.platform.translation import Language


class CaseState(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    TRANSFERRED = "transferred"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    NEEDS_INFORMATION = "needs_information"
    MERGED = "merged"
    DONE = "done"
    REJECTED = "rejected"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class CaseMove(StrEnum):
    """What happens to a case."""

    FILED = "filed"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    STARTED = "started"
    TRANSFERRED = "transferred"
    RETURNED = "returned"
    ASKED = "asked"
    ANSWERED = "answered"
    COMPLETED = "completed"
    REJECTED = "rejected"
    EXTENDED = "extended"
    NOTICED = "noticed"
    MERGED = "merged"
    SEPARATED = "separated"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    CLOSED = "closed"
    CLOSED_AS_REPEATED = "closed_as_repeated"


_S, _M = CaseState, CaseMove
TO_ACCEPT = (_S.DISPATCHED, _S.TRANSFERRED, _S.REOPENED)
"""Lying before a department that hasn't taken it on yet."""
IN_HAND = (_S.ACCEPTED, _S.IN_PROGRESS)
UNDISPATCHED = (_S.RECEIVED, _S.RETURNED)
"""Waiting for a person who says whose it is."""
OPEN = (*UNDISPATCHED, *TO_ACCEPT, *IN_HAND, _S.NEEDS_INFORMATION)
"""Lying before people."""
UNFINISHED = (*OPEN, _S.MERGED)
"""Owed an answer: those dealt with together with another are too."""
FINISHED = (_S.DONE, _S.REJECTED, _S.WITHDRAWN)
"""Over, unless it is reopened in time."""

CASE_MOVES: Mapping[tuple[CaseState | None, CaseMove], CaseState] = {
    (None, _M.FILED): _S.RECEIVED,
    **{(state, _M.DISPATCHED): _S.DISPATCHED for state in UNDISPATCHED},
    **{(state, _M.ACCEPTED): _S.ACCEPTED for state in TO_ACCEPT},
    **{(state, _M.TRANSFERRED): _S.TRANSFERRED for state in (*TO_ACCEPT, *IN_HAND)},
    **{(state, _M.RETURNED): _S.RETURNED for state in (*TO_ACCEPT, *IN_HAND)},
    (_S.ACCEPTED, _M.STARTED): _S.IN_PROGRESS,
    **{(state, _M.ASKED): _S.NEEDS_INFORMATION for state in IN_HAND},
    (_S.NEEDS_INFORMATION, _M.ANSWERED): _S.IN_PROGRESS,
    **{(state, _M.COMPLETED): _S.DONE for state in IN_HAND},
    **{(state, _M.REJECTED): _S.REJECTED for state in (*IN_HAND, _S.NEEDS_INFORMATION)},
    **{(state, _M.EXTENDED): state for state in IN_HAND},
    **{(state, _M.NOTICED): state for state in UNFINISHED},
    **{(state, _M.MERGED): _S.MERGED for state in (*UNDISPATCHED, *TO_ACCEPT, *IN_HAND, _S.MERGED)},
    (_S.MERGED, _M.SEPARATED): _S.DISPATCHED,
    **{(_S.MERGED, move): _S.MERGED for move in (_M.DISPATCHED, _M.TRANSFERRED, _M.EXTENDED)},
    (_S.MERGED, _M.COMPLETED): _S.DONE,
    (_S.MERGED, _M.REJECTED): _S.REJECTED,
    **{(state, _M.WITHDRAWN): _S.WITHDRAWN for state in UNFINISHED},
    **{(state, _M.CLOSED_AS_REPEATED): _S.CLOSED for state in (*TO_ACCEPT, *IN_HAND)},
    **{(state, _M.REOPENED): _S.REOPENED for state in (_S.DONE, _S.REJECTED)},
    **{(state, _M.CLOSED): _S.CLOSED for state in FINISHED},
}
"""What becomes of a case when something happens to it; None is before there was one. All else is refused."""


def moved(state: CaseState | None, move: CaseMove) -> CaseState:
    """The state after a move; LookupError where it isn't possible."""
    return CASE_MOVES[state, move]


def possible(state: CaseState) -> list[CaseMove]:
    """The moves that a case in this state can make."""
    return [move for move in CaseMove if (state, move) in CASE_MOVES]


SHARED_MOVES = (_M.DISPATCHED, _M.TRANSFERRED, _M.COMPLETED, _M.REJECTED)
"""Made of a case, they are made of those dealt with together with it; so is an extension where it is allowed."""
SEPARATING_MOVES = (_M.WITHDRAWN, _M.CLOSED_AS_REPEATED)
"""They end a case for its own citizen alone: those dealt with together with it go on by themselves."""

REPEATED_AFTER = 2
"""After so many answers to the same citizen the same petition may be closed by a person (the Act, Article 23)."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point in WGS84 degrees."""

    longitude: float
    latitude: float


def point_of(longitude: float | None, latitude: float | None) -> Point | None:
    """The point of two degrees; None where either isn't known."""
    return None if longitude is None or latitude is None else Point(longitude, latitude)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case lies, as far as it is known: the point, and the codes of district and neighbourhood."""

    point: Point | None = None
    district: str | None = None
    neighbourhood: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """A finished form as a citizen confirmed it, and where it comes from.

    From the chatbot it is the n-th complaint of a conversation; else `key` says which filing it is, chosen by who
    files. `place` is what was told of where it is beside the answers.
    """

    citizen_id: int
    channel: Channel
    language: Language
    bot_conversation_id: int | None
    complaint: int | None
    form: Form
    answers: Mapping[str, str]
    key: UUID | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """A question as it was asked, and the answer to it; None where it was left out."""

    question: str
    kind: QuestionKind
    ask: str
    value: str | None


def answers_of(form: Form, given: Mapping[str, str]) -> list[CaseAnswer]:
    """What is kept of a finished form: each question in order, without those for photos, which are kept themselves.

    An answer to a question that the form no longer has stands at the end: it was given, so it is kept.
    """
    asked = [
        CaseAnswer(question.code, question.kind, question.ask.ko, given.get(question.code))
        for question in form.questions
        if question.kind is not QuestionKind.PHOTO
    ]
    known = {question.code for question in form.questions}
    return asked + [
        CaseAnswer(code, QuestionKind.TEXT, code, value) for code, value in sorted(given.items()) if code not in known
    ]


def case_number(year: int, nth: int) -> str:
    """The number by which people call a case: the n-th of the city's year."""
    return f"{year:04}-{nth:06}"
