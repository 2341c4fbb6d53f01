"""The counsellor's desk as data: what is offered, what is in hand, and what is known of a contact."""

from dataclasses import dataclass
from datetime import datetime

from sori.conversations.model import Channel, ContactState, CounsellorState, Medium, Result, Sender
from sori.platform.translation import Language, Text


@dataclass(frozen=True, slots=True)
class QueueName:
    """A queue by name."""

    id: int
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class CounsellorName:
    """A counsellor by name."""

    id: int
    display_name: str


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The last thing that somebody wrote."""

    body: str
    sent_at: datetime
    sender: Sender


@dataclass(frozen=True, slots=True)
class ContactSummary:
    """A contact as a line in a list; `unread` counts the citizen's messages that no counsellor has seen."""

    id: int
    channel: Channel
    medium: Medium
    state: ContactState
    queue: QueueName
    menu_key: str | None
    citizen_id: int
    started_at: datetime
    waiting_since: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    last_message: LastMessage | None
    unread: int
    citizen_connected: bool
    simulated: bool
    counsellor: CounsellorName | None
    taken_by: CounsellorName | None = None
    """The team leader who talks in the counsellor's stead."""
    called_back: bool = False
    """Nobody is on the line: the citizen is called once somebody takes it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A contact offered to this counsellor until `expires_at`."""

    id: int
    contact: ContactSummary
    offered_at: datetime
    expires_at: datetime
    transfer_note: str | None
    transferred_by: str | None


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many chats at once, and whether calls too."""

    chats: int
    calls: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on one counsellor's desk."""

    now: datetime
    state: CounsellorState
    state_since: datetime
    reason: str | None
    capacity: Capacity
    in_hand: int
    offers: list[Offer]
    contacts: list[ContactSummary]


@dataclass(frozen=True, slots=True)
class TransferNote:
    """Who passed the contact to whom, and why."""

    id: int
    at: datetime
    by: str
    to_queue: Text
    to_counsellor: str | None
    note: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class WrapUp:
    """The disposition (상담 코드): topic, result and note."""

    topic_id: int
    result: Result
    note: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """An earlier contact of the same citizen, on any channel; `topic` from the first level to the third."""

    contact_id: int
    channel: Channel
    started_at: datetime
    queue: QueueName
    state: ContactState
    counsellor_name: str | None
    topic: list[Text] | None
    result: Result | None
    note: str | None
    masked: bool = False


@dataclass(frozen=True, slots=True)
class RatingShown:
    """How a citizen found it, as staff are shown it."""

    score: int
    comment: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """A contact with everything that its counsellor needs beside the messages."""

    summary: ContactSummary
    language: Language
    citizen_read: int
    transfer_notes: list[TransferNote]
    history: list[HistoryItem]
    wrap_up: WrapUp | None
    wrap_up_started_at: datetime | None
    wrap_up_limit_s: int
    rating: RatingShown | None
    guessed_topic_id: int | None = None
    """What the chatbot took the contact to be about, before a person did."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A counsellor to whom a contact could be transferred; `room` says whether one more fits now."""

    id: int
    display_name: str
    state: CounsellorState
    skills: list[str]
    in_hand: int
    room: bool
