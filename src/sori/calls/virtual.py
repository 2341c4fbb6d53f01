"""Call legs in virtual time: a day of calls in a second, and every test of the flow the same each time it runs."""

import asyncio
import selectors
from collections.abc import Callable
from dataclasses import dataclass, field

from sori.calls.far_end import FarEnd
from sori.calls.leg import HungUp, Leg, Saying, Shown

SECONDS_A_CHARACTER = 0.12
"""About how long a spoken Korean syllable takes."""
MUSIC = "music"
SILENCE = "silence"


class _NoWaiting(selectors.SelectSelector):
    """A selector that tells how long it was to wait instead of waiting."""

    def __init__(self, skip: Callable[[float], None]) -> None:
        super().__init__()
        self._skip = skip

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout > 0:
            self._skip(timeout)
            timeout = 0
        return super().select(timeout)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer when nothing else is to do."""

    def __init__(self) -> None:
        self._virtual_s = 0.0
        super().__init__(_NoWaiting(self._jump))

    def _jump(self, seconds: float) -> None:
        self._virtual_s += seconds

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._virtual_s


@dataclass
class VirtualLeg:
    """A line on which nothing sounds; `heard` has what was said with its moment, `hears` what is heard now."""

    far_end: FarEnd = field(default_factory=FarEnd)
    heard: list[tuple[float, Saying]] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    hears: object = SILENCE
    answered: bool = False
    has_screen: bool = True

    async def answer(self) -> None:
        """Takes the call."""
        if self.far_end.is_gone:
            raise HungUp(lost=await self.far_end.gone())
        self.answered = True

    async def play(self, saying: Saying) -> str | None:
        """Says something; it takes as long as its words."""
        return await self.far_end.hears(self._say(saying, SILENCE))

    async def key(self, within_s: float) -> str | None:
        """The next key."""
        return await self.far_end.key(within_s)

    async def hold(self) -> None:
        """Plays music."""
        self.far_end.forget_keys()
        self.hears = MUSIC

    async def announce(self, saying: Saying) -> str | None:
        """Says something over the music."""
        return await self.far_end.hears(self._say(saying, MUSIC))

    async def show(self, shown: Shown) -> None:
        """Keeps what is shown."""
        self.shown.append(shown)

    async def gone(self) -> bool:
        """Returns once the far end is gone."""
        return await self.far_end.gone()

    async def hang_up(self) -> None:
        """Ends the call."""
        self.hears = SILENCE
        self.far_end.leave(lost=False)

    async def _say(self, saying: Saying, afterwards: object) -> None:
        self.hears = saying
        self.heard.append((asyncio.get_running_loop().time(), saying))
        try:
            await asyncio.sleep(len(saying.text) * SECONDS_A_CHARACTER)
        finally:
            self.hears = afterwards


@dataclass
class VirtualConnection:
    """Two virtual legs that hear each other."""

    caller: VirtualLeg
    counsellor: VirtualLeg

    async def part(self) -> None:
        """Ends it."""
        self.caller.hears = self.counsellor.hears = SILENCE


@dataclass
class VirtualSwitch:
    """Joins virtual legs; `picks_up` says after how many seconds a counsellor's phone answers, None for never."""

    picks_up: Callable[[int], float | None]
    phones: list[VirtualLeg] = field(default_factory=list)
    takes: Callable[[int], float | None] = lambda _: None
    """After how many seconds a citizen who is rung takes the call, None for never."""
    rung: list[tuple[float, int]] = field(default_factory=list)

    async def dial(self, counsellor_id: int, contact_id: int, within_s: float) -> Leg | None:
        """A counsellor's phone."""
        del contact_id
        after_s = self.picks_up(counsellor_id)
        await asyncio.sleep(within_s if after_s is None else min(after_s, within_s))
        if after_s is None or after_s > within_s:
            return None
        phone = VirtualLeg()
        self.phones.append(phone)
        return phone

    async def ring(self, citizen_id: int, within_s: float) -> Leg | None:
        """A citizen's telephone."""
        self.rung.append((asyncio.get_running_loop().time(), citizen_id))
        after_s = self.takes(citizen_id)
        await asyncio.sleep(within_s if after_s is None else min(after_s, within_s))
        return None if after_s is None or after_s > within_s else VirtualLeg()

    async def connect(self, caller: Leg, counsellor: Leg) -> VirtualConnection:
        """Lets both hear each other."""
        assert isinstance(caller, VirtualLeg)  # noqa: S101
        assert isinstance(counsellor, VirtualLeg)  # noqa: S101
        caller.hears, counsellor.hears = counsellor, caller
        return VirtualConnection(caller, counsellor)
