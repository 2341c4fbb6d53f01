"""Scenarios that were kept, and what a day of the centre was like."""

from dataclasses import dataclass
from datetime import datetime

from sori.twin.scenario import Scenario


@dataclass(frozen=True, slots=True)
class KeptScenario:
    """A scenario that somebody kept, to be played again and shown to others."""

    id: int
    title: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class KeptScenarioWhole:
    """The same with the scenario itself."""

    id: int
    title: str
    made_by: str
    made_at: datetime
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class QueueDay:
    """What came to one queue on one day."""

    queue_id: int
    medium: str
    calls: list[int]
    """By hour of the day."""
    waited_s: float
    """All waits together, of those answered and those who gave up."""
    gave_up: int
    talks: int
    talk_mean_s: float
    talk_deviation_s: float
    wrap_up_mean_s: float


@dataclass(frozen=True, slots=True)
class StaffDay:
    """Counsellors of the same skills, and how many of them were available, on average, in each hour of a day."""

    skills: dict[str, int]
    chats: int
    takes_calls: bool
    available: list[float]


@dataclass(frozen=True, slots=True)
class Came:
    """One contact that queued: its first stay, and whose hands it came into. Seconds, and None where there was none."""

    queue_id: int
    medium: str
    minute: float
    """When, in minutes after midnight by the city's clock."""
    outcome: str
    waited_s: float
    stayed_s: float
    """How long the citizen was seen to have patience: until answered, gone, or told to be called back."""
    gave_up: bool
    elsewhere: bool
    """Left a message, or asked to be called back."""
    accept_s: float | None
    """How long the offer lay that was accepted."""
    talk_s: float | None
    wrap_up_s: float | None
    """The last person's."""
    moved_to: int | None
    """The queue it was passed on to."""
    again_after_s: float | None
    """When the next person answered, after it came."""
    again_s: float | None
    """How long it talked with the next person."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A counsellor who was available, from one minute of the city's day until another."""

    skills: dict[str, int]
    chats: int
    takes_calls: bool
    since_minute: float
    until_minute: float
