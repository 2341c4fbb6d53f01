"""What is told to whom: kinds of events, messages and their signature, and when a failed delivery is tried again."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sori.conversations.model import Channel


class EventKind(StrEnum):
    """What can be told of a contact."""

    QUEUED = "contact.queued"
    OFFERED = "contact.offered"
    ANSWERED = "contact.answered"
    BOUNCED = "contact.bounced"
    TRANSFERRED = "contact.transferred"
    TAKEN_OVER = "contact.taken_over"
    RETURNED = "contact.returned"
    LEFT_MESSAGE = "contact.left_message"
    ABANDONED = "contact.abandoned"
    ENDED = "contact.ended"
    CLOSED = "contact.closed"
    RATED = "contact.rated"


TEST = "webhook.test"
"""The kind of a message that only tries whether it arrives."""


class DisabledWhy(StrEnum):
    """Why nothing is sent: somebody chose so, it failed for days, or the receiver says that it is gone (410)."""

    CHOSEN = "chosen"
    FAILING = "failing"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Told:
    """What a receiver is told of a contact; nothing of a person."""

    event_id: int
    contact_id: int
    queue: str | None
    channel: Channel
    simulated: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A message as Standard Webhooks has it."""

    type: str
    timestamp: datetime
    data: Told | None


_PREFIX = "whsec_"
KEPT_BESIDE = timedelta(days=1)
"""How long the secret before a rotation signs too."""


def new_secret() -> str:
    """A secret of 32 random bytes, as Standard Webhooks writes it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, at: datetime, body: str) -> str:
    """`v1,…` of a message by a secret: HMAC-SHA256 over id, time in seconds and body, in base64.

    Source: Standard Webhooks specification, "Symmetric".
    """
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{int(at.timestamp())}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(message_id: str, at: datetime, body: str, secrets_in_force: list[str]) -> dict[str, str]:
    """The headers with which a message is sent: signed with each secret, so that a receiver may know either."""
    return {
        "content-type": "application/json",
        "user-agent": "sori-webhooks",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signature(secret, message_id, at, body) for secret in secrets_in_force),
    }


RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long after each failed try the next one follows: three days in all (Standard Webhooks, "Retry schedule")."""
DISABLED_AFTER = timedelta(days=3)
"""A receiver for which nothing has worked for so long is sent nothing any more."""


def tried_again_at(attempts: int, now: datetime) -> datetime | None:
    """When a delivery that has failed so often is tried again; None: it is given up."""
    return now + RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


class Failure(StrEnum):
    """Why nothing was answered."""

    TIMEOUT = "timeout"
    NAME_UNKNOWN = "name_unknown"
    ADDRESS_FORBIDDEN = "address_forbidden"
    NO_CONNECTION = "no_connection"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: a status, or why there was none; and how long it took."""

    status: int | None
    failure: Failure | None
    took_ms: int

    @property
    def delivered(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether the receiver wants nothing any more."""
        return self.status == 410


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events are sent, as administrators see it: its secret is shown once, when it is made."""

    id: int
    address: str
    kinds: list[EventKind]
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str | None
    """None where it was disabled because it failed."""
    previous_until: datetime | None
    """Until when the secret before the last rotation signs too."""
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_why: DisabledWhy | None
    waiting: int
    """Deliveries that are still to be made."""
    version: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to a receiver and what became of it; with no `due_at` it is settled."""

    id: int
    event_id: int | None
    kind: str
    contact_id: int | None
    created_at: datetime
    due_at: datetime | None
    attempts: int
    delivered_at: datetime | None
    given_up_at: datetime | None
    last_at: datetime | None
    last_status: int | None
    last_error: Failure | None
    last_ms: int | None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """Deliveries, newest first; ask again `before` this id for more."""

    items: list[Delivery]
    next_before: int | None
