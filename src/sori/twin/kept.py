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
