"""What the call flow asks of the centre for one call, whoever keeps its queues: the database, or a simulation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sori.platform.translation import Text
from sori.routing.caller import Miss


class Stand(StrEnum):
    """Where a call's contact stands, as far as the caller is concerned."""

    WAITING = "waiting"
    TALKING = "talking"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Option:
    """One key of the menu with what it stands for."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a caller hears first: who answers, what is announced, and the whole menu."""

    city: Text
    announced: tuple[Text, ...]
    menu: tuple[Option, ...]
    zone: str
    texts: bool = False
    """Whether a text message with links to our pages can be had by keypad."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A call's contact as it stands. `place` is 1 for the next; the expected wait is a range in seconds."""

    stand: Stand
    queue: Text
    place: int = 1
    low_s: int | None = None
    high_s: int | None = None
    congested: bool = False
    """Whether the wait is so long that it is told before anything else."""
    counsellor_id: int | None = None
    counsellor: str | None = None
    simulated_counsellor: bool = False
    """Somebody of the demo, who writes and cannot speak."""
    written: tuple[str, ...] = ()
    """What the counsellor wrote since it was asked last."""
    may_be_called_back: bool = False
    """Whether the caller is offered to be called back instead of waiting."""
    warning_due: bool = False
    """The counsellor has the caller warned, who has not heard it yet."""
    ended_for_abuse: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """The key led to a queue, in which the caller waits now."""

    contact_id: int


@dataclass(frozen=True, slots=True)
class Below:
    """Further choices lie below the key."""


@dataclass(frozen=True, slots=True)
class Missed:
    """The key led nowhere; `opens_at` is when a closed queue opens next."""

    why: Miss
    opens_at: datetime | None = None


class Promised(StrEnum):
    """What became of asking for a callback, or for a text message."""

    YES = "yes"
    NO_SUCH_NUMBER = "no_such_number"
    """The number is none that can be written to."""
    NO_LONGER = "no_longer"
    """Somebody has just taken the call, or there are none; or the call has had its text message."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A citizen is to be rung for so long."""

    citizen_id: int
    within_s: float


class Callbacks(Protocol):
    """The centre, for one callback whose place has come up."""

    async def ring(self, contact_id: int) -> Ring | None:
        """The citizen is rung from now on; None where somebody else calls them, or nobody has to any more."""

    async def miss(self, contact_id: int) -> None:
        """Nobody took it."""

    async def unconnected(self, contact_id: int, counsellor_id: int) -> None:
        """The counsellor's phone does not answer: the contact goes back to its place, the counsellor is freed."""


class Reception(Protocol):
    """The centre, for one call."""

    async def welcome(self) -> Welcome:
        """What is said first."""

    async def held(self) -> int | None:
        """The contact that this call is about already: its line broke, and the caller is back."""

    async def choose(self, key: str) -> Joined | Below | Missed:
        """What a key leads to; the caller joins the queue behind it if there is one."""

    async def standing(self, contact_id: int) -> Standing:
        """How the contact stands now."""

    async def changed(self, within_s: float) -> None:
        """Returns when something of this call may have changed, or after so many seconds."""

    async def text(self, number: str) -> Promised:
        """The caller asks for a text message with links to the chat and the report page; once a call."""

    async def call_back(self, contact_id: int, number: str | None) -> Promised:
        """The caller asks to be called back, at this number or on their page; they hang up and keep the place."""

    async def leave(self, contact_id: int) -> None:
        """The caller has hung up."""

    async def warned(self, contact_id: int) -> None:
        """The caller has heard the warning to its end."""

    async def unconnected(self, contact_id: int, counsellor_id: int) -> None:
        """The counsellor's phone does not answer: the caller goes back to their place, the counsellor is freed."""

    async def lost(self, contact_id: int | None) -> None:
        """The caller's line broke; they may be back."""

    async def over(self) -> None:
        """The call has ended, by whomever."""
