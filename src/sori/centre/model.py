"""How a centre is set up, as its administrator keeps it: queues, steps, hours, the menu, phrases and topics."""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sori.calendar import opening
from sori.calendar.opening import Hours
from sori.calendar.public_holidays import public_holidays
from sori.platform.translation import Text
from sori.routing.callback import CallbackRule


@dataclass(frozen=True, slots=True)
class Step:
    """Who may serve a queue once a contact has waited `after_s`: people with `skill` at `level` or better."""

    after_s: int
    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class Elastic:
    """How a queue's dedicated group grows and shrinks with the number waiting."""

    minimum: int
    maximum: int
    waiting_per_person: int
    cooldown_s: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue (상담 파트): where contacts wait for people with the skills."""

    id: int
    code: str
    name: Text
    head_start_s: int
    target_s: int
    target_pct: int
    after_hours_queue_id: int | None
    open_on_holidays: bool
    elastic: Elastic | None
    steps: list[Step]
    hours: list[Hours]
    most_waiting: int | None = None
    """How many may wait at once; further citizens are told that it is full. None: as many as come."""
    retired: bool = False
    """No longer of the setup; here since contacts of it may still be under way, and its name is asked for."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the menu (ARS): the keys that lead to it, and its queue or, with entries below it, none."""

    key: str
    label: Text
    queue_id: int | None


class AlertKind(StrEnum):
    """What an alert rule watches."""

    LONGEST_WAIT = "longest_wait"
    NOBODY_ON_DUTY = "nobody_on_duty"
    LONG_WRAP_UP = "long_wrap_up"


@dataclass(frozen=True, slots=True)
class AlertRule:
    """The floor calls for attention when something has lasted `after_s`: in one queue, or (None) in any."""

    code: str
    kind: AlertKind
    queue_id: int | None
    after_s: int


@dataclass(frozen=True, slots=True)
class DutyRule:
    """Limits of a state that counsellors choose: how long, how many in a hundred of those at work at once, and why."""

    duty: str
    limit_min: int | None
    most_pct: int | None
    reasons: list[Text]


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency that is on: until when, what citizens are told, and what its line becomes."""

    since: datetime
    until: datetime
    notice: Text
    queue_id: int
    menu_key: str
    label: Text
    head_start_s: int
    elastic: Elastic


@dataclass(frozen=True, slots=True)
class Centre:
    """One centre's whole setup at a moment."""

    city: Text
    time_zone: str
    accept_within_s: int
    wrap_up_limit_s: int
    sticky_days: int
    sticky_wait_s: int
    desk_wait_s: int
    demo: bool
    simulation_on: bool
    queues: list[Queue]
    menu: list[MenuEntry]
    holidays: list[date]
    """The centre's own, beside public ones."""
    skills: list[str]
    notice_after_s: int = 120
    """Above this expected wait a citizen is told of the congestion before queueing, and offered other ways."""
    message_queue_id: int | None = None
    """Where messages left to be answered later go; None: they are not offered."""
    alerts: list[AlertRule] = field(default_factory=list)
    duty_rules: list[DutyRule] = field(default_factory=list)
    emergency: Emergency | None = None
    holiday_country: str | None = None
    """Whose public holidays close queues, ISO 3166-1; None: only the centre's own holidays do."""
    worked_days: list[date] = field(default_factory=list)
    """Public holidays on which the centre works all the same."""
    callback: CallbackRule | None = None
    """How callers are called back; None: they are not."""

    def in_force(self) -> "Centre":
        """The centre as it works now: in an emergency its line has the group, priority and key prepared for it."""
        if self.emergency is None:
            return self
        plan = self.emergency
        entry = MenuEntry(plan.menu_key, plan.label, plan.queue_id)
        return replace(
            self,
            queues=[
                replace(queue, head_start_s=plan.head_start_s, elastic=plan.elastic)
                if queue.id == plan.queue_id
                else queue
                for queue in self.queues
            ],
            menu=[entry, *(other for other in self.menu if other.key != plan.menu_key)],
        )

    def local(self, moment: datetime) -> datetime:
        """A moment in the city's zone."""
        return moment.astimezone(ZoneInfo(self.time_zone))

    def day_start(self, moment: datetime) -> datetime:
        """When the city's day began that `moment` lies in."""
        return self.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)

    def queue(self, queue_id: int) -> Queue:
        """The queue with this id; KeyError where there is none."""
        for queue in self.queues:
            if queue.id == queue_id:
                return queue
        raise KeyError(queue_id)

    def is_open(self, queue: Queue, moment: datetime) -> bool:
        """Whether a contact may join the queue now."""
        return opening.is_open(queue.hours, self._closed_days(queue), self.local(moment))

    def opens_at(self, queue: Queue, moment: datetime) -> datetime | None:
        """When the queue opens next."""
        opens = opening.opens_at(queue.hours, self._closed_days(queue), self.local(moment))
        return None if opens is None else opens.astimezone(UTC)

    def closed_days(self) -> Container[date]:
        """The holidays: the centre's own, and its country's but for those on which it works."""
        return _ClosedDays(self)

    def _closed_days(self, queue: Queue) -> Container[date]:
        return () if queue.open_on_holidays else self.closed_days()


@dataclass(frozen=True, slots=True)
class _ClosedDays(Container[date]):
    """The days on which a centre's queues close: its own, and its country's but for those on which it works."""

    centre: Centre

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date) or day in self.centre.holidays:
            return day in self.centre.holidays
        country = self.centre.holiday_country
        return country is not None and day not in self.centre.worked_days and day in public_holidays(country, day.year)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a contact was about, on one of three levels."""

    id: int
    parent_id: int | None
    level: int
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class CannedPhrase:
    """A phrase that a counsellor inserts by its shortcut."""

    id: int
    shortcut: str
    title: Text
    body: Text
