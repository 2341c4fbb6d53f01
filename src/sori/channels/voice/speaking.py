"""A leg whose sound goes through this process while two talk: a browser's, or a telephone line's."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from sori.calls.far_end import FarEnd
from sori.calls.leg import Saying, Shown
from sori.channels.voice.ear import Ear
from sori.channels.voice.sound import Sound

KEYS = frozenset("0123456789*#")


class SpeakingLeg(ABC):
    """One party's line, which the exchange can join with any other."""

    def __init__(self, music: Sound) -> None:
        self.ear = Ear(music)
        self.far_end = FarEnd()
        self.spoken: Callable[[Sound], None] = _nobody
        """Who is given what the far end speaks while it talks."""
        self.told: Callable[[dict[str, Any]], None] = _nobody
        """Who is given what else the far end's page tells."""

    @property
    @abstractmethod
    def has_screen(self) -> bool:
        """Whether the far end sees what it is shown."""

    @abstractmethod
    async def answer(self) -> None:
        """Takes the call."""

    @abstractmethod
    async def play(self, saying: Saying) -> str | None:
        """Says something to its end, or to the first key."""

    async def key(self, within_s: float) -> str | None:
        """The next key."""
        return await self.far_end.key(within_s)

    @abstractmethod
    async def hold(self) -> None:
        """Plays music."""

    @abstractmethod
    async def announce(self, saying: Saying) -> str | None:
        """Says something in between the music."""

    @abstractmethod
    async def show(self, shown: Shown) -> None:
        """Shows where the call stands."""

    async def gone(self) -> bool:
        """Returns once the far end is gone."""
        return await self.far_end.gone()

    @abstractmethod
    async def hang_up(self) -> None:
        """Ends the call on this leg."""

    @abstractmethod
    async def begin_talk(self) -> None:
        """From now on the far end hears its `ear`, and what it speaks is given to `spoken`."""

    async def end_talk(self) -> None:
        """Nobody is told any more what it speaks; the leg stays up."""
        self.spoken = self.told = _nobody
        self.ear.plays_music = False
        self.ear.forget()

    @abstractmethod
    async def send_key(self, key: str) -> None:
        """Lets the far end have a key's tones."""


def _nobody(_: object) -> None:
    """Where nobody listens."""
