"""An outgoing message: its life as one table, who may be written to, when a failed try is made again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sori.platform.translation import Language


class OutgoingChannel(StrEnum):
    """How a message leaves."""

    SMS = "sms"
    EMAIL = "email"


class OutgoingState(StrEnum):
    """Where an outgoing message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    """The other side has taken it."""
    DELIVERED = "delivered"
    """A receipt says that it arrived."""
    FAILED = "failed"
    """Refused for good, or a receipt says that it didn't arrive."""
    GIVEN_UP = "given_up"
    """Not sent, by a rule of ours: too many tries, too late, too many to one recipient."""
    KEPT = "kept"
    """Shown to administrators and never sent, since this centre has no provider for it."""


class OutgoingMove(StrEnum):
    """What happens to an outgoing message."""

    TAKE = "take"
    ACCEPT = "accept"
    DEFER = "defer"
    REFUSE = "refuse"
    GIVE_UP = "give_up"
    KEEP = "keep"
    ARRIVE = "arrive"
    MISCARRY = "miscarry"
    SEND_AGAIN = "send_again"


OUTGOING_MOVES: Mapping[tuple[OutgoingState, OutgoingMove], OutgoingState] = {
    (OutgoingState.WAITING, OutgoingMove.TAKE): OutgoingState.SENDING,
    (OutgoingState.WAITING, OutgoingMove.GIVE_UP): OutgoingState.GIVEN_UP,
    (OutgoingState.WAITING, OutgoingMove.KEEP): OutgoingState.KEPT,
    # Whoever was sending it died, or came back too late: it is taken again.
    (OutgoingState.SENDING, OutgoingMove.TAKE): OutgoingState.SENDING,
    (OutgoingState.SENDING, OutgoingMove.ACCEPT): OutgoingState.SENT,
    (OutgoingState.SENDING, OutgoingMove.DEFER): OutgoingState.WAITING,
    (OutgoingState.SENDING, OutgoingMove.REFUSE): OutgoingState.FAILED,
    (OutgoingState.SENDING, OutgoingMove.GIVE_UP): OutgoingState.GIVEN_UP,
    (OutgoingState.SENDING, OutgoingMove.KEEP): OutgoingState.KEPT,
    (OutgoingState.SENT, OutgoingMove.ARRIVE): OutgoingState.DELIVERED,
    (OutgoingState.SENT, OutgoingMove.MISCARRY): OutgoingState.FAILED,
    (OutgoingState.FAILED, OutgoingMove.SEND_AGAIN): OutgoingState.WAITING,
    (OutgoingState.GIVEN_UP, OutgoingMove.SEND_AGAIN): OutgoingState.WAITING,
    (OutgoingState.KEPT, OutgoingMove.SEND_AGAIN): OutgoingState.WAITING,
}
"""A message's life; it begins waiting. What isn't here doesn't happen: what was taken isn't sent again."""


class Fault(StrEnum):
    """Why a message was not sent or didn't arrive, or why a channel sends nothing."""

    NO_CONNECTION = "no_connection"
    LOG_IN_REFUSED = "log_in_refused"
    NOT_SECURE = "not_secure"
    BUSY = "busy"
    TEMPORARY = "temporary"
    RECIPIENT_REFUSED = "recipient_refused"
    CONTENT_REFUSED = "content_refused"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_DELIVERED = "not_delivered"
    TOO_MANY_TRIES = "too_many_tries"
    TOO_LATE = "too_late"
    TOO_MANY_TO_RECIPIENT = "too_many_to_recipient"


RETRIES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
)
"""How long after each failed try the next one follows, about sixteen hours in all; then it is given up."""
SENT_WITHIN = timedelta(hours=24)
"""What wasn't sent by then, through whatever trouble, is not sent any more where nothing else was said."""
TO_RECIPIENT_A_DAY = 20
"""Messages of one channel to one recipient in 24 hours; more is a fault, or somebody who means harm."""
LONGEST_TEXT = 1_000
"""Signs of a text message: fifteen of its parts."""
LONGEST_EMAIL = 50_000


def tried_again_at(attempts: int, now: datetime) -> datetime | None:
    """When a message that has failed so often is tried again; None: it is given up."""
    return now + RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


_BETWEEN_DIGITS = re.compile(r"[\s.()‐-―ー-]")
_MOBILE = re.compile(r"01[016789]\d{7,8}")
_NUMBER_IN_WORDS = re.compile(r"(?<![\d+])(?:\+82[\s.()‐-―ー-]*)?0?1[016789](?:[\s.()‐-―ー-]*\d){7,8}(?!\d)")
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+")
_LONGEST_ADDRESS = 254


def mobile_number(written: str) -> str | None:
    """A mobile number as it is dialled in the country ("01012345678"), however it is written; None for any other."""
    digits = _BETWEEN_DIGITS.sub("", written.strip())
    if digits.startswith("+82"):
        digits = "0" + digits[3:].removeprefix("0")
    return digits if digits.isascii() and _MOBILE.fullmatch(digits) else None


def mobile_number_in(words: str) -> str | None:
    """The mobile number that is written in somebody's words, as `mobile_number` has it; None where there isn't one."""
    found = _NUMBER_IN_WORDS.search(words)
    return mobile_number(found[0]) if found else None


def email_address(written: str) -> str | None:
    """An email address without the spaces around it; None for what is none."""
    address = written.strip()
    return address if len(address) <= _LONGEST_ADDRESS and _EMAIL.fullmatch(address) else None


def recipient(channel: OutgoingChannel, written: str) -> str | None:
    """To whom a message of a channel can be sent, as it is kept; None where that is nobody."""
    return mobile_number(written) if channel is OutgoingChannel.SMS else email_address(written)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent.

    Attributes:
        key: what it is sent for, such as "booking:12:made". The same key is put once, for ever; it must not hold
            anything of a person.
        to: a mobile number or an email address, however it is written.
        template: which text of the translations, in the citizen's language: `outgoing.TEMPLATE`, with `values` filled
            in, and for an email `outgoing.TEMPLATE.subject`.
        text: the words themselves, in place of a template; an email has its `subject` then.
        about: what it is about, noun → id, such as {"contact": 5} or {"case": 7}.
        sent_until: it isn't sent any more after this moment; None: a day after it was put.
    """

    key: str
    channel: OutgoingChannel
    to: str
    language: Language = Language.KO
    template: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    subject: str | None = None
    about: Mapping[str, int] = field(default_factory=dict)
    sent_until: datetime | None = None


class Result(StrEnum):
    """What became of a try."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """For good: the same would be refused again."""
    DEFERRED = "deferred"
    """For now; it is tried again by `RETRIES`."""
    UNCLEAR = "unclear"
    """It was handed over and nobody knows whether it was taken; it is tried again, and may arrive twice."""
    UNREACHED = "unreached"
    """The other side couldn't be reached or takes nothing at the moment: that was no try, and the channel rests."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: why, what the other side called it, and by which reference it knows each part it took."""

    result: Result
    fault: Fault | None = None
    code: str | None = None
    parts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to be sent now, with the parts of it that were taken before."""

    id: int
    key: str
    recipient: str
    language: Language
    subject: str | None
    body: str
    made_at: datetime
    attempts: int
    """With this one."""
    parts: list[int]


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """An outgoing message as administrators see it: its recipient and text masked, null where they are forgotten."""

    id: int
    channel: OutgoingChannel
    recipient: str | None
    language: Language
    template: str | None
    subject: str | None
    body: str | None
    about: dict[str, int]
    state: OutgoingState
    made_at: datetime
    due_at: datetime | None
    attempts: int
    unclear: int
    last_at: datetime | None
    last_fault: Fault | None
    last_code: str | None
    sent_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class OutgoingPage:
    """Outgoing messages, newest first; ask again `before` this id for more."""

    items: list[OutgoingMessage]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Provided:
    """Whether a centre has a provider for a channel, and how many messages it may send by it in an hour."""

    provided: bool
    most_an_hour: int


@dataclass(frozen=True, slots=True)
class ChannelStanding:
    """How a channel fares.

    `provided`: whether messages leave the house by it; `trouble`: why nothing leaves at the moment, `since` when.
    """

    channel: OutgoingChannel
    provided: bool
    trouble: Fault | None
    code: str | None
    since: datetime | None
    waiting: int
    tried_in_hour: int
    most_an_hour: int
