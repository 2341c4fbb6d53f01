"""Services that are booked, when, for how many; a booking's life as one table; who gets a place that becomes free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from sori.platform.translation import Language

MOST_AHEAD = 3_650
"""By how many days, or hours, booking opens and closes ahead at most."""


class Category(StrEnum):
    """What kind of service it is."""

    SPORT = "sport"
    SPACE = "space"
    CULTURE = "culture"
    COURSE = "course"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class ServiceContent:
    """A service as the catalogue has it: on some weekdays (0: Monday) it begins at these times of the city.

    `capacity` people have a place each time, `most_people` in one booking. A time can be booked from
    `opens_days_before` days until `closes_hours_before` hours before it.
    """

    code: str
    name: str
    category: Category
    place: str
    district: str
    department: str
    fee_won: int
    capacity: int
    most_people: int
    weekdays: frozenset[int]
    times: tuple[time, ...]
    minutes: int
    first_day: date
    last_day: date
    opens_days_before: int
    closes_hours_before: int

    def faults(self) -> list[str]:
        """The fields that make no sense, by name."""
        checks = {
            "code": bool(self.code.strip()),
            "name": bool(self.name.strip()),
            "fee_won": self.fee_won >= 0,
            "capacity": self.capacity >= 1,
            "most_people": 1 <= self.most_people <= self.capacity,
            "weekdays": bool(self.weekdays) and self.weekdays <= set(range(7)),
            "times": bool(self.times) and sorted(set(self.times)) == list(self.times),
            "minutes": self.minutes >= 1,
            "last_day": self.first_day <= self.last_day,
            "opens_days_before": 0 <= self.opens_days_before <= MOST_AHEAD,
            "closes_hours_before": 0 <= self.closes_hours_before <= MOST_AHEAD,
        }
        return [field for field, holds in checks.items() if not holds]

    def begins(self, day: date, zone: tzinfo) -> list[datetime]:
        """When it begins on a day of the city."""
        if not self.first_day <= day <= self.last_day or day.weekday() not in self.weekdays:
            return []
        return [datetime.combine(day, at, zone) for at in self.times]

    def is_time(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether it begins at this moment."""
        return moment in self.begins(moment.astimezone(zone).date(), zone)

    def open_times(self, now: datetime, zone: tzinfo) -> list[datetime]:
        """The times that can be booked now, in their order."""
        today = now.astimezone(zone).date()
        days = (today + timedelta(days=after) for after in range(self.opens_days_before + 1))
        return [moment for day in days for moment in self.begins(day, zone) if moment > self._closed_until(now)]

    def is_open(self, moment: datetime, now: datetime, zone: tzinfo) -> bool:
        """Whether this time can be booked now."""
        latest_day = now.astimezone(zone).date() + timedelta(days=self.opens_days_before)
        return (
            self.is_time(moment, zone)
            and moment > self._closed_until(now)
            and moment.astimezone(zone).date() <= latest_day
        )

    def _closed_until(self, now: datetime) -> datetime:
        return now + timedelta(hours=self.closes_hours_before)


class BookingState(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class BookingMove(StrEnum):
    """What happens to a booking."""

    GETS_PLACE = "gets_place"
    IS_CANCELLED = "is_cancelled"


BOOKING_LIFE: Mapping[tuple[BookingState, BookingMove], BookingState] = {
    (BookingState.WAITING, BookingMove.GETS_PLACE): BookingState.BOOKED,
    (BookingState.WAITING, BookingMove.IS_CANCELLED): BookingState.CANCELLED,
    (BookingState.BOOKED, BookingMove.IS_CANCELLED): BookingState.CANCELLED,
}
"""A booking's life; it begins booked or waiting. What isn't here doesn't happen."""
LIVE = frozenset({BookingState.BOOKED, BookingState.WAITING})


@dataclass(frozen=True, slots=True)
class InLine:
    """A booking that waits for a place, for so many people."""

    id: int
    people: int


def first_state(capacity: int, taken: int, people: int, *, somebody_waits: bool) -> BookingState:
    """Where a new booking begins: with a place if there is one for all of its people and nobody waits already."""
    if somebody_waits or taken + people > capacity:
        return BookingState.WAITING
    return BookingState.BOOKED


def admitted(capacity: int, taken: int, line: Sequence[InLine]) -> list[int]:
    """Which of those who wait get the places that are free, in the order in which they came.

    Nobody passes somebody before them: who came first and needs more places than are free waits for more to become
    free, and everybody after them as well. So a family isn't passed by single people for ever.
    """
    got = []
    for one in line:
        if taken + one.people > capacity:
            break
        taken += one.people
        got.append(one.id)
    return got


@dataclass(frozen=True, slots=True)
class Opening:
    """A time that can be booked: how many places are free, how many people wait for one."""

    starts_at: datetime
    free: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that can be booked, with its next times."""

    id: int
    content: ServiceContent
    openings: Sequence[Opening]


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking as its citizen sees it; `ahead` people wait before it (None: it doesn't wait).

    `called_off_because` is why the centre called it off; None where it didn't.
    """

    id: int
    service_id: int
    service: str
    place: str
    starts_at: datetime
    people: int
    state: BookingState
    ahead: int | None
    called_off_because: str | None = None


@dataclass(frozen=True, slots=True)
class Notices:
    """Where a citizen wants text messages of a booking to go, and in which language."""

    to: str
    language: Language


@dataclass(frozen=True, slots=True)
class BookableLine:
    """A service in the staff's list: how many people have places from now on, how many wait, when the first comes."""

    id: int
    code: str
    name: str
    category: Category
    place: str
    department: str
    is_offered: bool
    booked: int
    waiting: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class BookingLine:
    """A booking as staff see it; of the citizen they see only whether messages go to a number."""

    id: int
    starts_at: datetime
    people: int
    state: BookingState
    made_at: datetime
    cancelled_at: datetime | None
    called_off_because: str | None
    is_told_by_text: bool


@dataclass(frozen=True, slots=True)
class BookableTime:
    """A time of a service; `off_because` is why it is off, None where it takes place."""

    starts_at: datetime
    booked: int
    waiting: int
    off_because: str | None
    bookings: Sequence[BookingLine]


@dataclass(frozen=True, slots=True)
class BookableDayCount:
    """A day on which a service takes place, or has bookings: for how many people."""

    day: date
    booked: int
    waiting: int


@dataclass(frozen=True, slots=True)
class BookableDay:
    """A service with one day's times, and the days there are to choose from."""

    id: int
    content: ServiceContent
    is_offered: bool
    day: date
    times: Sequence[BookableTime]
    days: Sequence[BookableDayCount]
