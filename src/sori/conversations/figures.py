"""The live floor as data: each queue's and each counsellor's figures at a moment, and the records behind them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sori.conversations.desk import ContactSummary
from sori.conversations.model import Channel, ContactState, CounsellorState
from sori.platform.translation import Text


class Figure(StrEnum):
    """A figure of the floor that opens the contacts behind it."""

    WAITING = "waiting"
    TALKING = "talking"
    INBOUND = "inbound"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    WITHIN_TARGET = "within_target"


@dataclass(frozen=True, slots=True)
class FloorQueue:
    """One queue today.

    Inbound counts the stays that began today and, to be fair to those still waiting, answer rate and service level
    are of the stays that ended: answered ÷ (answered + abandoned), and answered within `target_s` ÷ the same.
    """

    id: int
    code: str
    name: Text
    open: bool
    waiting: int
    longest_wait_s: int
    talking: int
    inbound: int
    answered: int
    abandoned: int
    answer_rate_pct: float | None
    service_level_pct: float | None
    target_s: int
    target_pct: int
    on_duty: int
    free: int


@dataclass(frozen=True, slots=True)
class HeldContact:
    """A contact in a counsellor's hands, and since when in this state."""

    id: int
    channel: Channel
    queue_id: int
    state: ContactState
    since: datetime


@dataclass(frozen=True, slots=True)
class FloorCounsellor:
    """One counsellor now: state, since when, with what."""

    id: int
    display_name: str
    simulated: bool
    state: CounsellorState
    since: datetime
    contacts: list[HeldContact]
    capacity: int
    skills: list[str]


@dataclass(frozen=True, slots=True)
class Floor:
    """The whole floor at a moment."""

    now: datetime
    queues: list[FloorQueue]
    counsellors: list[FloorCounsellor]
    simulated: bool


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Records behind a figure, newest first; ask again `before` this id for more."""

    items: list[ContactSummary]
    next_before: int | None
