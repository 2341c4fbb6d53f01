"""A centre with telephone lines: Asterisk beside the voice process's work, and citizens' telephones."""

import asyncio
import json
import wave
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from asterisk import AsteriskProcess
from phones import Telephone
from sip_phone import SipPhone
from voices import CITIZEN_HZ, COUNSELLOR_HZ, Voice

from factories import Counsellor, Leader, rows, until
from running import People
from sori.channels.telephone.lines import Lines
from sori.channels.voice.sound import RATE
from sori.platform.settings import ROOT

MUSIC_HZ = 600.0
_SAID_HZ = {"greeting": 1000.0, "menu": 1100.0, "notice": 1200.0, "goodbye": 1300.0}
_OTHER_HZ = 1400.0
__all__ = ["CITIZEN_HZ", "COUNSELLOR_HZ", "MUSIC_HZ", "Centre"]


@dataclass
class Centre:
    """What is said sounds, each code as a tone of its own."""

    voice: Voice
    asterisk: AsteriskProcess
    telephones: list[SipPhone] = field(default_factory=list)

    async def start(self) -> None:
        (self.asterisk.sounds / "music").mkdir(parents=True, exist_ok=True)
        tone(MUSIC_HZ, 8.0).tofile(self.asterisk.sounds / "music" / "tone.sln16")
        await self.asterisk.start()
        await self.connect()

    async def connect(self) -> None:
        """The voice process begins to take lines."""
        self.lines = Lines(
            self.asterisk.settings, self.voice.database, self.voice.office, self.voice.speech, self.voice.clock
        )
        self.running = asyncio.ensure_future(self.lines.run())
        # What calls before that is taken up then.
        await until(self.is_taken)

    async def is_taken(self) -> bool:
        return "sori" in await self.asterisk.says("ari show apps")

    async def disconnect(self) -> None:
        self.running.cancel()
        await asyncio.wait({self.running})

    async def stop(self) -> None:
        for telephone in self.telephones:
            await telephone.close()
        await self.disconnect()
        self.asterisk.kill()

    async def dials(self, number: str = "01012345678") -> SipPhone:
        """A citizen dials on a telephone."""
        telephone = SipPhone(("127.0.0.1", self.asterisk.sip_port), CITIZEN_HZ, number)
        self.telephones.append(telephone)
        await telephone.calls()
        return telephone

    async def calls(self, number: str = "01012345678") -> SipPhone:
        """A citizen calls, and is answered."""
        telephone = await self.dials(number)
        await until(lambda: telephone.state == "talking")
        return telephone

    async def talks(self, people: People, leader: Leader) -> tuple[SipPhone, Telephone, Counsellor, int]:
        """A citizen on the telephone and a counsellor in the browser, who hear each other."""
        telephone = await self.calls()
        telephone.press("9")
        contact_id = await self.waits()
        counsellor = await people.counsellor("cheol")
        await leader.steps()
        await counsellor.takes(contact_id)
        phone = await self.voice.picks_up(counsellor, contact_id)
        await until(lambda: phone.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))
        return telephone, phone, counsellor, contact_id

    def said_hz(self, code: str) -> float:
        return _SAID_HZ.get(code, _OTHER_HZ)

    async def waits(self) -> int:
        """The contact of the one call, once it waits."""
        found = await until(
            lambda: rows(
                self.voice.database_url, "select contact_id from call where contact_id is not null and ended_at is null"
            )
        )
        return int(found[0][0])


def record(speech: Path) -> None:
    """Lays down a recording of each saying, as a centre does that has no voice of its own."""
    folder = speech / "recorded" / "ko"
    folder.mkdir(parents=True)
    texts = json.loads((ROOT / "src/sori/translations/ko.json").read_text("utf-8"))
    for code in {*_SAID_HZ, "closed_until", *(key.removeprefix("call.") for key in texts if key.startswith("call."))}:
        with wave.open(str(folder / f"{code}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(tone(_SAID_HZ.get(code, _OTHER_HZ), 0.7).tobytes())


def tone(hertz: float, seconds: float) -> np.ndarray:
    return (9_000 * np.sin(2 * np.pi * hertz * np.arange(int(RATE * seconds)) / RATE)).astype(np.int16)
