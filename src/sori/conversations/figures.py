"""The live floor as data: each queue's and each counsellor's figures at a moment, and the records behind them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sori.centre.model import AlertKind
from sori.conversations.comparison import Compared, HourFigures
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
    within_target: int
    answer_rate_pct: float | None
    service_level_pct: float | None
    target_s: int
    target_pct: int
    on_duty: int
    free: int
    hour: HourFigures


@dataclass(frozen=True, slots=True)
class FloorTotal:
    """All queues together: each contact by its own queue's target, each person once."""

    waiting: int
    longest_wait_s: int
    talking: int
    inbound: int
    answered: int
    abandoned: int
    within_target: int
    answer_rate_pct: float | None
    service_level_pct: float | None
    on_duty: int
    free: int
    hour: HourFigures


@dataclass(frozen=True, slots=True)
class FloorAlert:
    """Something that a rule says needs somebody, until it ends; once acknowledged it is quiet for everyone."""

    id: int
    rule_code: str
    kind: AlertKind
    queue_id: int | None
    counsellor_id: int | None
    counsellor_name: str | None
    contact_id: int | None
    since: datetime
    began_at: datetime
    ended_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Alerts, newest first; ask again `before` this id for more."""

    items: list[FloorAlert]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class HeldContact:
    """A contact in a counsellor's hands, and since when in this state."""

    id: int
    channel: Channel
    queue_id: int
    state: ContactState
    since: datetime
    taken_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class FloorCounsellor:
    """One counsellor now: state, since when, with what."""

    id: int
    display_name: str
    simulated: bool
    state: CounsellorState
    since: datetime
    reason: str | None
    ends_at: datetime | None
    """When the state ends or should be over by its limit."""
    contacts: list[HeldContact]
    capacity: int
    skills: list[str]


@dataclass(frozen=True, slots=True)
class Floor:
    """The whole floor at a moment."""

    now: datetime
    queues: list[FloorQueue]
    total: FloorTotal
    counsellors: list[FloorCounsellor]
    alerts: list[FloorAlert]
    simulated: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """One interval of a day's chart: the stays that began in it, and what became of them."""

    starts_at: datetime
    figures: Compared


@dataclass(frozen=True, slots=True)
class DayChart:
    """A day by intervals, and the day it is compared with, interval by interval."""

    minutes: int
    day: str
    other_day: str
    intervals: list[Interval]
    other: list[Interval]


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Records behind a figure, newest first; ask again `before` this id for more."""

    items: list[ContactSummary]
    next_before: int | None
