"""What is told of a conversation: messages for both sides, and the citizen's own picture of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.conversations.model import ContactState, Notice, Sender
from sori.platform.attachment import CheckedFile
from sori.platform.translation import Text
from sori.routing.congestion import Busyness
from sori.routing.expected_wait import Way


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with a message; width and height in pixels where it is an image."""

    id: int
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Message:
    """One message; a system message has an `event` and no text, and `sender_name` is the counsellor concerned."""

    id: int
    sender: Sender
    sender_name: str | None
    body: str
    event: Notice | None
    client_key: UUID | None
    sent_at: datetime
    attachments: list[Attachment]
    masked: bool = False
    """Whether something in `body` or a file's name is masked; who may read the contact may ask for it as written."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words that were said before a contact began: the citizen's and the chatbot's."""

    sender: Sender
    body: str
    at: datetime
    files: Sequence[CheckedFile] = ()


@dataclass(frozen=True, slots=True)
class ExpectedWait:
    """The range told of a wait, in seconds: four of five waits lie in it."""

    low_s: int
    mean_s: int
    high_s: int


@dataclass(frozen=True, slots=True)
class Congestion:
    """How busy a queue is (상담혼잡도): in words, how many wait, how many people are on duty for it.

    `expected` is what one who joins now has to expect, None where that is not known. `ways` is None unless the wait is
    so long that it is told; then the other ways that are offered, which may be none.
    """

    level: Busyness
    waiting: int
    on_duty: int
    expected: ExpectedWait | None = None
    ways: list[Way] | None = None


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """One entry of the menu as a citizen sees it now; `busyness` is None where further choices lie below its key.

    `full`: as many wait as may."""

    key: str
    label: Text
    open: bool
    full: bool
    opens_at: datetime | None
    busyness: Congestion | None


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu with what is announced; entries whose key begins with another's lie below it."""

    city: Text
    notice: Text | None
    simulated: bool
    entries: list[MenuChoice]


@dataclass(frozen=True, slots=True)
class ShownCounsellor:
    """Whom a citizen talks to."""

    display_name: str


@dataclass(frozen=True, slots=True)
class Rating:
    """How a citizen found it, from 1 to 5."""

    score: int
    comment: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """The citizen's picture of one contact; `place` is 1 for the next to be served.

    `expected` is how long it still waits, as told last, `ways` as in `Congestion`. A message that was left is answered
    later: nobody waits for it.
    """

    contact_id: int
    state: ContactState
    queue: Text
    menu_key: str | None
    place: int | None
    waiting_since: datetime | None
    busyness: Congestion
    counsellor: ShownCounsellor | None
    counsellor_connected: bool
    counsellor_read: int
    simulated_counsellor: bool
    messages: list[Message]
    rating: Rating | None
    may_rate: bool
    ended_at: datetime | None
    expected: ExpectedWait | None
    ways: list[Way] | None
    left_message: bool


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be kept; `client_key` makes sending it twice the same as once."""

    client_key: UUID
    body: str
    attachment_ids: list[int]
