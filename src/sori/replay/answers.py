"""The part of the API's answers that the actors look at; what else they hold is passed over."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

LIVE = frozenset(["waiting", "offered", "talking"])


class Message(msgspec.Struct):
    """One message of a conversation."""

    id: int
    sender: str
    event: str | None
    client_key: UUID | None
    sent_at: datetime
    body: str = ""


class Said(msgspec.Struct):
    """A message as a stream brings it."""

    contact_id: int
    message: Message


class Changed(msgspec.Struct):
    """A hint of a stream: what of it must be looked at again."""

    kind: str
    contact_id: int | None = None


class Conversation(msgspec.Struct):
    """A contact as its citizen sees it."""

    contact_id: int
    state: str
    simulated_counsellor: bool
    messages: list[Message]
    may_rate: bool
    ended_at: datetime | None


class QueueName(msgspec.Struct):
    """A queue by name."""

    id: int
    code: str


class LastMessage(msgspec.Struct):
    """The last thing that somebody wrote."""

    sent_at: datetime
    sender: str


class CounsellorName(msgspec.Struct):
    """A member of staff by name."""

    id: int


class ContactLine(msgspec.Struct):
    """A contact as a line on the desk."""

    id: int
    state: str
    queue: QueueName
    simulated: bool
    last_message: LastMessage | None
    taken_by: CounsellorName | None = None


class Offer(msgspec.Struct):
    """A contact offered."""

    id: int
    contact: ContactLine


class Desk(msgspec.Struct):
    """What a counsellor has before them."""

    now: datetime
    state: str
    offers: list[Offer]
    contacts: list[ContactLine]


class ContactDetail(msgspec.Struct):
    """What a counsellor needs beside the messages."""

    language: Literal["ko", "en"]


class Skill(msgspec.Struct):
    """A skill by its code."""

    code: str


class Me(msgspec.Struct):
    """Who is logged in."""

    id: int
    skills: list[Skill]


class Topic(msgspec.Struct):
    """A topic of the disposition."""

    id: int
    level: int
    code: str


class Demo(msgspec.Struct):
    """Whether the centre is a demo with its simulation on."""

    demo: bool
    simulation_on: bool


class ProblemDetails(msgspec.Struct):
    """Why the centre refused (RFC 9457)."""

    type: str
    detail: str = ""
