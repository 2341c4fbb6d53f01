"""Staff and what they may do: roles, skills, sessions, and the rules of logging in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sori.platform.translation import Language, Text


class Role(StrEnum):
    """What a member of staff is here to do; each route and query names the roles it serves."""

    COUNSELLOR = "counsellor"
    TEAM_LEADER = "team_leader"
    KNOWLEDGE_EDITOR = "knowledge_editor"
    QUALITY_ANALYST = "quality_analyst"
    PLANNER = "planner"
    ANALYST = "analyst"
    OFFICER = "officer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


ALL_ROLES = tuple(Role)
FLOOR_ROLES = (Role.TEAM_LEADER, Role.MANAGER, Role.PLANNER, Role.ADMINISTRATOR)
"""Who sees the live floor with its figures."""
WATCHING_ROLES = (Role.TEAM_LEADER,)
"""Who may read any conversation; each look is logged."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The member of staff on whose behalf something is done."""

    id: int
    login: str
    display_name: str
    roles: frozenset[Role]
    simulated: bool

    def has_any(self, *roles: Role) -> bool:
        """Whether one of the actor's roles is among `roles`."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """A skill at a level from 1 (can) to 5 (teaches it)."""

    code: str
    name: Text
    level: int


@dataclass(frozen=True, slots=True)
class Me:
    """What a member of staff is told of themselves."""

    id: int
    login: str
    display_name: str
    roles: list[Role]
    skills: list[SkillLevel]
    chat_capacity: int
    language: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a log-in is checked against."""

    id: int
    password_hash: str
    active: bool


@dataclass(frozen=True, slots=True)
class StaffSetup:
    """A member of staff as an administrator keeps them; skills map a skill's code to its level."""

    display_name: str
    roles: list[Role]
    skills: dict[str, int] = field(default_factory=dict)
    chat_capacity: int = 0
    takes_calls: bool = False
    language: Language = Language.KO
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Department:
    """A department of the city or a district, and the log-ins of the officers who speak for it."""

    id: int
    code: str
    name: Text
    officers: list[str]


SESSION_LASTS = timedelta(hours=12)
"""A shift and a little more: after it one logs in again."""

_FREE_FAILURES = 5
_FAILURES_COUNT_FOR = timedelta(minutes=15)


def failures_counted_since(now: datetime) -> datetime:
    """Failed log-ins before this moment no longer count."""
    return now - _FAILURES_COUNT_FOR


def must_wait(recent_failures: int) -> bool:
    """Whether a log-in has failed so often lately that further tries are refused for a while."""
    return recent_failures >= _FREE_FAILURES


_SHORTEST_PASSWORD = 10


def password_is_acceptable(password: str) -> bool:
    """Whether a new password is long enough (length over composition rules: NIST SP 800-63B, 5.1.1.2)."""
    return len(password) >= _SHORTEST_PASSWORD
