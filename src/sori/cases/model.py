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


class CaseMove(StrEnum):
    """What happens to a case."""

    FILED = "filed"


CASE_MOVES: Mapping[tuple[CaseState | None, CaseMove], CaseState] = {
    (None, CaseMove.FILED): CaseState.RECEIVED,
}
"""What becomes of a case when something happens to it; None is before there was one. All else is refused."""


def moved(state: CaseState | None, move: CaseMove) -> CaseState:
    """The state after a move; LookupError where it isn't possible."""
    return CASE_MOVES[state, move]


@dataclass(frozen=True, slots=True)
class Point:
    """A point in WGS84 degrees."""

    longitude: float
    latitude: float


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
        CaseAnswer(question.code, question.kind, question.ask, given.get(question.code))
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
