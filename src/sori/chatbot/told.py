"""What is told of a conversation with the chatbot: to its citizen, and to those who review what was said."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sori.cases.case import PhotoSent
from sori.cases.duplicates.service import AlikeReport
from sori.cases.forms import QuestionKind
from sori.chatbot.model import Stage
from sori.platform.translation import Language, Text


class Speaker(StrEnum):
    """Who said it."""

    CITIZEN = "citizen"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """The article that an answer comes from: which version, whose, and as of which day."""

    code: str
    version: int
    question: str
    department: Text
    published_on: date | None


@dataclass(frozen=True, slots=True)
class CitedSource:
    """What a phrased answer cites, by the number that stands in it."""

    number: int
    source: AnswerSource


@dataclass(frozen=True, slots=True)
class PhrasedAnswer:
    """An answer in a language model's words, each sentence with the numbers of what it cites in square brackets."""

    text: str
    sources: list[CitedSource]


@dataclass(frozen=True, slots=True)
class BotTurn:
    """Words of a conversation; of the chatbot's, what can be chosen by number, and the source.

    `phrased` is what the citizen is shown of an answer instead of `body`. While it is `phrasing`, that is still to be
    decided: the turn's stream tells its sentences, and in the end the turn.
    """

    id: int
    sender: Speaker
    body: str
    at: datetime
    client_key: UUID | None = None
    choices: list[str] | None = None
    source: AnswerSource | None = None
    helped: bool | None = None
    phrased: PhrasedAnswer | None = None
    phrasing: bool = False
    photos: list[PhotoSent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asking:
    """The question of a complaint that is being asked: which of how many, and what can be done beside answering it."""

    form: Text
    at: int
    of: int
    kind: QuestionKind
    may_skip: bool
    may_keep: bool
    """It was answered before, and that can stay."""


@dataclass(frozen=True, slots=True)
class BotConversation:
    """A citizen's conversation with the chatbot.

    Where it is `handed_over` and has no contact yet, it isn't known which queue is meant, or that one is closed: the
    citizen chooses from the menu.
    """

    key: UUID
    stage: Stage
    language: Language
    menu_key: str | None
    started_at: datetime
    ended_at: datetime | None
    contact_id: int | None
    turns: list[BotTurn]
    asking: Asking | None = None
    filed: list[str] = field(default_factory=list)
    """The numbers of the cases that were filed in it."""
    alike: list[AlikeReport] = field(default_factory=list)
    """While a complaint waits to be confirmed: what everybody may see that may be of the same thing."""


@dataclass(frozen=True, slots=True)
class NewBotConversation:
    """What a citizen's page begins with; `key` makes asking twice the same as once.

    `notice_key` is that of the congestion notice that was shown before, if any.
    """

    key: UUID
    language: Language
    menu_key: str | None = None
    notice_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewWords:
    """Something that a citizen says, or photos that they send; `client_key` makes saying it twice the same as once."""

    client_key: UUID
    body: str = ""
    photo_ids: list[int] = field(default_factory=list)
