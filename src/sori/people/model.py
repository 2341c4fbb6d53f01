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


class Owed(StrEnum):
    """What somebody must do before anything else."""

    PASSWORD = "password"  # noqa: S105 (a word, and no password)
    """Change the password that another person gave them."""
    SECOND_FACTOR = "second_factor"
    """Set up the second factor that one of their roles needs."""


class WayIn(StrEnum):
    """How somebody logged in."""

    PASSWORD = "password"  # noqa: S105
    SECOND_FACTOR = "second_factor"
    """Password, then a code."""
    SINGLE_SIGN_ON = "single_sign_on"


@dataclass(frozen=True, slots=True)
class Actor:
    """The member of staff on whose behalf something is done."""

    id: int
    login: str
    display_name: str
    roles: frozenset[Role]
    simulated: bool
    owes: tuple[Owed, ...] = ()

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
    owes: list[Owed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """A log-in whose password was right, and which goes on with a code of the second factor."""

    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Visitor:
    """The browser in front of a log-in."""

    user_agent: str
    address: str
    counted: bool
    """Whether failed log-ins of this address are counted together."""


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A session as its owner and administrators see it."""

    id: int
    way: WayIn
    browser: str
    address: str
    since: datetime
    last_seen_at: datetime
    expires_at: datetime
    this_one: bool


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Somebody's second factor: since when, and how many recovery codes are left."""

    since: datetime
    recovery_codes: int


@dataclass(frozen=True, slots=True)
class NewSecondFactor:
    """What an authenticator app is told: the secret to type, its address, and a picture (SVG) of that to point at."""

    secret: str
    address: str
    picture: str


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """Codes for a lost telephone, shown once."""

    codes: list[str]


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody gets in."""

    login: str
    display_name: str
    has_password: bool
    password_must_change: bool
    second_factor: SecondFactor | None
    second_factor_needed: bool
    identity_email: str | None
    """The e-mail address by which the identity provider knows them; None: their log-in, where it is one."""
    identity_linked: bool
    """Whether they have come in through the identity provider."""
    failures: int
    """Failed log-ins that count now."""
    sessions: list[SessionShown]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a log-in is checked against."""

    id: int
    login: str
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
class City:
    """What the rules about staff need to know of the centre: the names that a password may not consist of, and its
    time zone."""

    names: tuple[str, ...]
    time_zone: str


@dataclass(frozen=True, slots=True)
class Department:
    """A department of the city or a district, and the log-ins of the officers who speak for it."""

    id: int
    code: str
    name: Text
    officers: list[str]


SESSION_LASTS = timedelta(hours=12)
"""A shift and a little more: after it one logs in again."""
SESSION_IDLES = timedelta(hours=1)
"""Without a request for so long a session is over (NIST SP 800-63B-4, 2.2.3). An open page asks all the time."""
STEP_LASTS = timedelta(minutes=10)
"""How long a log-in waits for its code, or for the identity provider."""

_FREE_FAILURES = 5
_FREE_FAILURES_OF_ADDRESS = 100
FAILURES_COUNT_FOR = timedelta(minutes=15)


def failures_counted_since(now: datetime) -> datetime:
    """Failed log-ins before this moment no longer count."""
    return now - FAILURES_COUNT_FOR


def must_wait(recent_failures: int) -> bool:
    """Whether a log-in has failed so often lately that further tries are refused for a while."""
    return recent_failures >= _FREE_FAILURES


def address_must_wait(recent_failures: int) -> bool:
    """Whether so many log-ins have failed lately from one address, which a whole office may share."""
    return recent_failures >= _FREE_FAILURES_OF_ADDRESS
