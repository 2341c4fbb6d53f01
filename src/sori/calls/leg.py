"""The abstract call leg: what the call flow asks of a line, whether a telephone's, a browser's or a simulated one.

Every waiting method of a leg raises `HungUp` as soon as its far end is gone.
"""

from dataclasses import dataclass, field
from typing import Protocol

from sori.platform.translation import Language


class HungUp(Exception):
    """The far end of a leg is gone."""

    def __init__(self, *, lost: bool = False) -> None:
        super().__init__("lost" if lost else "hung up")
        self.lost = lost
        """Whether the line broke; otherwise somebody hung up."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Words to be said to somebody; `code` names what they are, so that a recording can stand for them."""

    code: str
    text: str
    language: Language
    keys: tuple[str, ...] = ()
    """The keys that may be pressed now, for a leg with a screen."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a call stands, for a leg that has a screen; a telephone shows nothing."""

    state: str
    queue: str | None = None
    place: int | None = None
    low_s: int | None = None
    high_s: int | None = None
    counsellor: str | None = None
    written: tuple[str, ...] = field(default=())
    """What the counsellor wrote since it was shown last."""


class Leg(Protocol):
    """One party's line."""

    @property
    def has_screen(self) -> bool:
        """Whether the far end sees what it is shown: a browser does, a telephone does not."""

    async def answer(self) -> None:
        """Takes the call; afterwards both sides hear."""

    async def play(self, saying: Saying) -> str | None:
        """Says something to its end, or until a key is pressed, which it gives."""

    async def key(self, within_s: float) -> str | None:
        """The next key pressed, or None after so many seconds of silence."""

    async def hold(self) -> None:
        """Plays music from now on, until something is said, connected or hung up."""

    async def announce(self, saying: Saying) -> str | None:
        """Says something to one who holds, whose music goes on afterwards; gives a key pressed meanwhile."""

    async def show(self, shown: Shown) -> None:
        """Shows where the call stands, where there is a screen."""

    async def gone(self) -> bool:
        """Returns once the far end is gone: True where the line broke, False where somebody hung up."""

    async def hang_up(self) -> None:
        """Ends the call on this leg; nothing where it is over."""


class Connection(Protocol):
    """Two legs that hear each other."""

    async def part(self) -> None:
        """Ends it; both legs stay up."""


class Switch(Protocol):
    """What joins legs."""

    async def dial(self, counsellor_id: int, contact_id: int, within_s: float) -> Leg | None:
        """The leg of a counsellor's phone once it answers for this contact; None where it does not in time."""

    async def ring(self, citizen_id: int, within_s: float) -> Leg | None:
        """Rings a citizen; their leg once they take the call, None where they do not in time."""

    async def connect(self, caller: Leg, counsellor: Leg) -> Connection:
        """Lets both hear each other."""
