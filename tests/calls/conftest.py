"""The voice process for tests of calls."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from asterisk import AsteriskProcess, unpacked
from lines import Centre, record
from voices import Voice

from factories import Clock
from running import People


@pytest.fixture
async def voice(
    people: People, database_url: str, clock: Clock, tmp_path: Path, monkeypatch: Any
) -> AsyncIterator[Voice]:
    # Nothing is spoken here, whatever the machine has: what is said takes the time of reading it.
    monkeypatch.setattr("sori.channels.voice.speech.espeak", lambda: None)
    monkeypatch.setattr("sori.channels.voice.webrtc._READ_S_A_CHARACTER", 0.0)
    monkeypatch.setattr("sori.channels.voice.webrtc._SHORTEST_READ_S", 0.1)
    voice = Voice(database_url, clock, tmp_path)
    await voice.start()
    yield voice
    for telephone in voice.telephones:
        await telephone.close()
    await voice.stop()


@pytest.fixture(scope="session")
def asterisk_root() -> Path:
    return unpacked()


@pytest.fixture
async def centre(voice: Voice, asterisk_root: Path, tmp_path: Path) -> AsyncIterator[Centre]:
    """A centre with telephone lines."""
    record(voice.folder)
    centre = Centre(voice, AsteriskProcess(asterisk_root, tmp_path / "asterisk", tmp_path / "sounds", trunk_port=9))
    await centre.start()
    yield centre
    await centre.stop()
