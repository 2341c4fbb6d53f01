"""The setup as one document, as an administrator keeps it and as its file has it: everything named by its code.

`Setup` is the whole; what it consists of are entities, each of a kind and with a code, in which changes are told.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from sori.calendar.opening import Hours
from sori.centre.model import AlertKind, Elastic, Step
from sori.people.model import StaffSetup
from sori.platform.translation import Text
from sori.routing.callback import CallbackRule

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Kind(StrEnum):
    """What the setup consists of; the names are those of the tables of its file."""

    CENTRE = "centre"
    SKILLS = "skills"
    STAFF = "staff"
    QUEUES = "queues"
    HOLIDAYS = "holidays"
    MENU = "menu"
    ANNOUNCEMENTS = "announcements"
    PHRASES = "phrases"
    TOPICS = "topics"
    ALERTS = "alerts"
    DUTIES = "duties"
    EMERGENCY = "emergency"


SINGLE = (Kind.CENTRE, Kind.EMERGENCY)
"""Kinds of which there is one, whose code is empty."""


@dataclass(frozen=True, slots=True)
class CentreSetup:
    """What holds for the whole centre. `message_queue` takes messages left to be answered later.

    `callback` is how callers are called back who don't wish to wait; None: they are not.
    """

    city: Text
    time_zone: str
    accept_within_s: int = 20
    wrap_up_limit_s: int = 60
    sticky_days: int = 7
    sticky_wait_s: int = 0
    desk_wait_s: int = 60
    notice_after_s: int = 120
    message_queue: str | None = None
    holiday_country: str | None = None
    callback: CallbackRule | None = None


@dataclass(frozen=True, slots=True)
class SkillSetup:
    """A skill that queues ask for."""

    name: Text


@dataclass(frozen=True, slots=True)
class QueueSetup:
    """A queue; `hours` are spans such as "09:00-18:00" by weekday, `after_hours` the queue that stands in.

    `most_waiting` is how many may wait at once; None: as many as come.
    """

    name: Text
    steps: list[Step]
    hours: dict[str, list[str]] = field(default_factory=dict)
    head_start_s: int = 0
    target_s: int = 20
    target_pct: int = 80
    open_on_holidays: bool = False
    after_hours: str | None = None
    most_waiting: int | None = None
    elastic: Elastic | None = None


@dataclass(frozen=True, slots=True)
class HolidaySetup:
    """A day on which queues close, or (not `closed`) a public holiday on which they don't."""

    name: Text
    closed: bool = True


@dataclass(frozen=True, slots=True)
class MenuSetup:
    """An entry of the menu; without a queue it leads to the entries whose keys begin with its own."""

    label: Text
    queue: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class AnnouncementSetup:
    """What citizens are told, from one moment (None: always) until another."""

    body: Text
    shown_from: datetime | None = None
    shown_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhraseSetup:
    """A canned phrase, inserted by its shortcut."""

    title: Text
    body: Text


@dataclass(frozen=True, slots=True)
class TopicSetup:
    """A topic, on the level below its parent's."""

    name: Text
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class AlertSetup:
    """When the floor calls for attention."""

    kind: AlertKind
    after_s: int
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class DutySetup:
    """Limits of a state that counsellors choose: minutes, how many in a hundred at once, and the reasons offered."""

    limit_min: int | None = None
    most_pct: int | None = None
    reasons: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EmergencySetup:
    """What the emergency line becomes when the switch is thrown, prepared beforehand."""

    queue: str
    menu_key: str
    label: Text
    notice: Text
    head_start_s: int
    elastic: Elastic


@dataclass(frozen=True, slots=True)
class Setup:
    """The whole setup, each part by its code (the date of a holiday, the key of a menu entry, a log-in)."""

    centre: CentreSetup
    skills: dict[str, SkillSetup] = field(default_factory=dict)
    staff: dict[str, StaffSetup] = field(default_factory=dict)
    queues: dict[str, QueueSetup] = field(default_factory=dict)
    holidays: dict[str, HolidaySetup] = field(default_factory=dict)
    menu: dict[str, MenuSetup] = field(default_factory=dict)
    announcements: dict[str, AnnouncementSetup] = field(default_factory=dict)
    phrases: dict[str, PhraseSetup] = field(default_factory=dict)
    topics: dict[str, TopicSetup] = field(default_factory=dict)
    alerts: dict[str, AlertSetup] = field(default_factory=dict)
    duties: dict[str, DutySetup] = field(default_factory=dict)
    emergency: EmergencySetup | None = None


TYPES: dict[Kind, Any] = {
    Kind.CENTRE: CentreSetup,
    Kind.SKILLS: SkillSetup,
    Kind.STAFF: StaffSetup,
    Kind.QUEUES: QueueSetup,
    Kind.HOLIDAYS: HolidaySetup,
    Kind.MENU: MenuSetup,
    Kind.ANNOUNCEMENTS: AnnouncementSetup,
    Kind.PHRASES: PhraseSetup,
    Kind.TOPICS: TopicSetup,
    Kind.ALERTS: AlertSetup,
    Kind.DUTIES: DutySetup,
    Kind.EMERGENCY: EmergencySetup,
}

Entities = dict[tuple[Kind, str], dict[str, Any]]
"""Every part of a setup as JSON would have it, by its kind and code."""


def entities(setup: Setup) -> Entities:
    """The parts of a setup, one by one."""
    parts: Entities = {}
    for kind in Kind:
        of_kind = getattr(setup, kind)
        by_code = {"": of_kind} if kind in SINGLE else of_kind
        for code, part in by_code.items():
            if part is not None:
                parts[kind, code] = msgspec.to_builtins(part)
    return parts


def minutes(clock: str) -> int | None:
    """The minute of the day of a time such as "09:30" ("24:00" is its end); None for what is no time."""
    found = re.fullmatch(r"([01]\d|2[0-4]):([0-5]\d)", clock)
    if found is None:
        return None
    minute = int(found[1]) * 60 + int(found[2])
    return minute if minute <= 1440 else None


def span(written: str) -> tuple[int, int] | None:
    """The minutes of a span such as "09:00-18:00"; None for what is none, or ends before it begins."""
    begins, _, ends = written.partition("-")
    opens, closes = minutes(begins), minutes(ends)
    return None if opens is None or closes is None or opens >= closes else (opens, closes)


def hours(written: dict[str, list[str]]) -> list[Hours]:
    """Opening hours as the calendar has them; what is no span is left out (`validity` tells of it)."""
    return [
        Hours(weekday, *minutes_of)
        for weekday, name in enumerate(WEEKDAYS)
        for text in written.get(name, [])
        if (minutes_of := span(text)) is not None
    ]


def written_hours(opening: list[Hours]) -> dict[str, list[str]]:
    """Opening hours as the document has them, days and spans in order."""
    by_day: dict[str, list[str]] = {}
    for each in sorted(opening, key=lambda hours: (hours.weekday, hours.opens_minute)):
        by_day.setdefault(WEEKDAYS[each.weekday], []).append(
            f"{each.opens_minute // 60:02}:{each.opens_minute % 60:02}"
            f"-{each.closes_minute // 60:02}:{each.closes_minute % 60:02}"
        )
    return by_day
