"""What is said on a telephone line, as files that Asterisk plays: 16 kHz, one channel, 16 bits, without a header."""

import asyncio
import hashlib
from pathlib import Path

from sori.calls.leg import Saying
from sori.channels.voice.sound import Sound, read_sound
from sori.channels.voice.speech import Speech

_SUFFIX = ".sln16"
_MOST_KEPT = 2_000


class Prompts:
    """The files in a folder that Asterisk sees under the same path."""

    def __init__(self, speech: Speech, folder: Path) -> None:
        self._speech = speech
        self._folder = folder

    @property
    def can_speak(self) -> bool:
        """Whether words can be made into sound at all."""
        return self._speech.can_speak

    async def sound(self, saying: Saying) -> Sound | None:
        """How it sounds; None where nothing here can say it."""
        return await self._speech.sound(saying)

    async def media(self, saying: Saying) -> str | None:
        """What Asterisk is asked to play for it; None where nothing here can say it."""
        source = await self._speech.file(saying)
        return None if source is None else await asyncio.to_thread(self._put, source)

    def put_music(self, music: Sound) -> None:
        """Lays down what waiting callers hear, where the folder has no music of the centre's own."""
        folder = self._folder / "music"
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if not any(folder.iterdir()):
            _write(folder / f"sori{_SUFFIX}", music)

    def _put(self, source: Path) -> str:
        # A recording that was replaced is another file.
        name = hashlib.sha256(f"{source}\n{source.stat().st_mtime_ns}".encode()).hexdigest()
        said = self._folder / "said"
        path = said / f"{name}{_SUFFIX}"
        if path.exists():
            path.touch()
        else:
            said.mkdir(mode=0o755, parents=True, exist_ok=True)
            _write(path, read_sound(source.read_bytes()))
            kept = sorted(said.iterdir(), key=lambda one: one.stat().st_mtime)
            for old in kept[: max(0, len(kept) - _MOST_KEPT)]:
                old.unlink(missing_ok=True)
        return f"sound:{path.with_suffix('')}"


def _write(path: Path, sound: Sound) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.write_bytes(sound.tobytes())
    unfinished.chmod(0o644)
    unfinished.rename(path)
