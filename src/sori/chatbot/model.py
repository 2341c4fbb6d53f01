"""What the chatbot's dialogue is made of: what was heard and understood, what is said, where a conversation stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sori.bookings.model import Booking, Offer
from sori.cases.forms import Form
from sori.geo.atlas import Atlas
from sori.platform.translation import Text


class About(StrEnum):
    """What a citizen's words can mean."""

    ARTICLE = "article"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that the words may mean, and the chance that they do."""

    about: About
    code: str
    chance: float


@dataclass(frozen=True, slots=True)
class Understood:
    """The classifier's answer: what the words may mean, the likeliest first. What is missing to 1 is none of these."""

    readings: tuple[Reading, ...] = ()
    away: bool = False
    """Nobody could be asked what the words mean."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An article as the chatbot answers from it, with its source. Not published is None in `published_on`."""

    code: str
    version: int
    question: str
    short: str
    department: Text
    public: bool = True
    published_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    topics: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether a citizen may be told this on this day of the city."""
        return (
            self.public
            and self.published_on is not None
            and self.published_on <= day
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Bookables:
    """What of the catalogue a step may come to: offers by id, what was found and by which words, own bookings."""

    offers: Mapping[int, Offer] = field(default_factory=dict)
    found: tuple[int, ...] = ()
    words: str = ""
    mine: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What may be answered from and filled in at this moment, by code, what can be booked, and where places are."""

    answers: Mapping[str, Answer]
    forms: Mapping[str, Form]
    bookables: Bookables = Bookables()
    atlas: Atlas = field(default_factory=lambda: Atlas([]))

    def has(self, reading: Reading, day: date) -> bool:
        """Whether this may be said to a citizen on this day."""
        if reading.about is About.ARTICLE:
            answer = self.answers.get(reading.code)
            return answer is not None and answer.holds_on(day)
        return reading.code in self.forms

    def name(self, reading: Reading) -> Text:
        """What a citizen is shown of it to choose by."""
        if reading.about is About.ARTICLE:
            question = self.answers[reading.code].question
            return Text(question, question)
        return self.forms[reading.code].name


@dataclass(frozen=True, slots=True)
class Said:
    """A citizen's words, with what the classifier makes of them, and the photos that came along, by their names."""

    text: str
    understood: Understood = Understood()
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing came for as long as the channel waits."""


@dataclass(frozen=True, slots=True)
class Left:
    """The citizen is gone."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An order was carried out (with the booking as it now is), or refused for a reason."""

    booking: Booking | None = None
    refusal: Text | None = None
    notified: bool = False
    """Whether it was about text messages: with a booking they go out from now on, with a refusal they don't."""


Heard = Said | Silent | Left | Settled


@dataclass(frozen=True, slots=True)
class Say:
    """Something to say: which text (`chatbot.…` of the translations), what is filled in, and what can be chosen."""

    what: str
    values: Mapping[str, str | Text] = field(default_factory=dict)
    choices: tuple[Text, ...] = ()
    source: Answer | None = None
    """The article that it says; None for what the chatbot says of its own."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Words of a conversation: a citizen's where `say` is None, else the chatbot's."""

    at: datetime
    text: str = ""
    photos: tuple[str, ...] = ()
    say: Say | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that a citizen gave to a question of a complaint; a later one to the same question counts instead."""

    complaint: int
    form: str
    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Filling:
    """A complaint being taken: the question asked now, None at the summary; and what was left out."""

    complaint: int
    form: str
    asking: str | None = None
    skipped: frozenset[str] = frozenset()
    place: str | None = None
    """What was answered to a question for a place, while it is asked back in which of several areas that is."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A finished form, ready to become a case: its answers by question."""

    number: int
    form: str
    answers: Mapping[str, str]


class Step(StrEnum):
    """What is asked of who books, or looks at what they booked."""

    SEARCH = "search"
    SERVICE = "service"
    TIME = "time"
    PEOPLE = "people"
    CONFIRM = "confirm"
    MINE = "mine"
    CANCEL = "cancel"
    NOTICES = "notices"


@dataclass(frozen=True, slots=True)
class Reserving:
    """A booking being made or cancelled: what is asked now, what was offered, and what was chosen of it.

    `words` are what services were found by; `written` is what the citizen wrote of days and times, which narrows the
    times of whichever service is chosen.
    """

    step: Step
    words: str = ""
    services: tuple[int, ...] = ()
    service: int | None = None
    written: str = ""
    times: tuple[datetime, ...] = ()
    starts_at: datetime | None = None
    people: int | None = None
    bookings: tuple[int, ...] = ()
    booking: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What the citizen has confirmed and is now to be done: a service booked, a booking cancelled, or told by text."""

    service: int | None = None
    starts_at: datetime | None = None
    people: int = 1
    cancels: int | None = None
    notices_of: int | None = None
    notices_to: str = ""
    """A mobile number; it goes to the booking, and is not kept in the conversation's state."""


class Stage(StrEnum):
    """Where a conversation stands."""

    LISTENING = "listening"
    CHOOSING = "choosing"
    OFFERED = "offered"
    FILLING = "filling"
    SUMMARY = "summary"
    RESERVING = "reserving"
    ENDED = "ended"
    HANDED_OVER = "handed_over"


MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.LISTENING: frozenset(Stage),
    Stage.CHOOSING: frozenset(Stage),
    Stage.OFFERED: frozenset(Stage),
    Stage.FILLING: frozenset({Stage.FILLING, Stage.SUMMARY, Stage.LISTENING, Stage.ENDED, Stage.HANDED_OVER}),
    Stage.SUMMARY: frozenset({Stage.FILLING, Stage.SUMMARY, Stage.LISTENING, Stage.ENDED, Stage.HANDED_OVER}),
    Stage.RESERVING: frozenset({Stage.RESERVING, Stage.LISTENING, Stage.ENDED, Stage.HANDED_OVER}),
    Stage.ENDED: frozenset({Stage.ENDED}),
    Stage.HANDED_OVER: frozenset({Stage.HANDED_OVER}),
}
"""Where a conversation can go from where it stands."""
OVER = frozenset({Stage.ENDED, Stage.HANDED_OVER})


class Reason(StrEnum):
    """Why a conversation goes to a person."""

    ASKED = "asked"
    NOT_UNDERSTOOD = "not_understood"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Handover:
    """What a person is told first: why, and what it is probably about. The conversation itself goes along."""

    reason: Reason
    guess: Reading | None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """All of a conversation so far. `given` only ever grows: no answer to a form's question is lost."""

    stage: Stage = Stage.LISTENING
    turns: tuple[Turn, ...] = ()
    given: tuple[Given, ...] = ()
    options: tuple[Reading, ...] = ()
    filling: Filling | None = None
    set_aside: tuple[Filling, ...] = ()
    reserving: Reserving | None = None
    order: Order | None = None
    complaints: tuple[Complaint, ...] = ()
    guess: Reading | None = None
    misses: int = 0
    silences: int = 0
    handover: Handover | None = None

    def answers(self, complaint: int) -> dict[str, str]:
        """The answers of a complaint by question, the last given of each."""
        return {given.question: given.value for given in self.given if given.complaint == complaint}


@dataclass(frozen=True, slots=True)
class Rules:
    """When to answer, to ask back, to give up. Chances are those the classifier states, which are calibrated."""

    answer_from: float = 0.6
    """Chance from which one reading is answered at once."""
    ask_from: float = 0.5
    """Chance of the readings named together from which it is asked which is meant."""
    guess_from: float = 0.35
    """Chance of them together from which they are named to words that weren't understood.

    Of 500 phrasings of complaint forms that nothing was learned from, 40 more led on than from .5 on; of 500 questions
    outside of what a city knows, 37 more were shown something (docs/chatbot.md).
    """
    name_from: float = 0.1
    """Chance of a reading from which it is named."""
    most_named: int = 3
    most_misses: int = 3
    """Times in a row that nothing was understood, until a person takes over."""
    most_silences: int = 2
    most_turns: int = 80
    """Words of the citizen, until a person takes over."""
