"""Words made into sound: a recording of the centre's, a text-to-speech endpoint, or espeak-ng; each kept once made.

Where there is none of these nothing is said: the caller's page shows all words in any case, and tells that it is
silent.
"""

import asyncio
import hashlib
import os
import shutil
from pathlib import Path

import httpx
import structlog

from sori.calls.leg import Saying
from sori.channels.voice.sound import Sound, SoundUnusable, read_sound
from sori.platform.log import cause
from sori.platform.settings import ROOT, SpeechEndpoint

log = structlog.get_logger()

_WORDS_A_MINUTE = "150"
_SPOKEN_WITHIN_S = 15.0
_LONGEST_TEXT = 1_500
_MOST_KEPT = 2_000


class Speech:
    """The centre's voice; `folder` holds what was made and, below `recorded/ko` and `/en`, recordings by code."""

    def __init__(self, folder: Path, endpoint: SpeechEndpoint | None) -> None:
        self._folder = folder
        self._endpoint = endpoint
        self._engine = espeak()
        self._making = asyncio.Lock()

    @property
    def can_speak(self) -> bool:
        """Whether words can be made into sound at all."""
        return self._endpoint is not None or self._engine is not None

    async def sound(self, saying: Saying) -> Sound | None:
        """How it sounds; None where nothing here can say it."""
        path = await self.file(saying)
        return None if path is None else await self._read(path)

    async def file(self, saying: Saying) -> Path | None:
        """The file in which it can be heard; None where nothing here can say it."""
        recorded = self._folder / "recorded" / saying.language / f"{saying.code}.wav"
        if recorded.is_file():
            return recorded
        if not self.can_speak:
            return None
        kept = self._folder / "made" / f"{self._name(saying)}.wav"
        async with self._making:
            if not kept.is_file() and not await self._make(saying, kept):
                return None
        return kept

    async def _read(self, path: Path) -> Sound | None:
        try:
            return await asyncio.to_thread(lambda: read_sound(path.read_bytes()))
        except (OSError, SoundUnusable) as error:
            log.warning("speech.unreadable", file=path.name, **cause(error))
            return None

    def _name(self, saying: Saying) -> str:
        voice = "espeak" if self._endpoint is None else f"{self._endpoint.url} {self._endpoint.model}"
        return hashlib.sha256(f"{voice}\n{saying.language}\n{saying.text}".encode()).hexdigest()

    async def _make(self, saying: Saying, path: Path) -> bool:
        text = saying.text[:_LONGEST_TEXT]
        try:
            async with asyncio.timeout(_SPOKEN_WITHIN_S):
                content = await (self._ask(text) if self._endpoint else self._espeak(text, saying.language))
        except (OSError, TimeoutError, httpx.HTTPError, SoundUnusable) as error:
            log.warning("speech.not_made", code=saying.code, **cause(error))
            return False
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = sorted(path.parent.iterdir(), key=lambda one: one.stat().st_mtime)
        for old in made[: max(0, len(made) - _MOST_KEPT)]:
            old.unlink(missing_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.write_bytes(content)
        unfinished.rename(path)
        return True

    async def _ask(self, text: str) -> bytes:
        endpoint = self._endpoint
        if endpoint is None:
            raise SoundUnusable("no endpoint")
        headers = {"authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        asked = {"model": endpoint.model, "voice": endpoint.voice, "input": text, "response_format": "wav"}
        async with httpx.AsyncClient(timeout=_SPOKEN_WITHIN_S) as client:
            answer = await client.post(f"{endpoint.url}/audio/speech", json=asked, headers=headers)
        answer.raise_for_status()
        return answer.content

    async def _espeak(self, text: str, language: str) -> bytes:
        if self._engine is None:
            raise SoundUnusable("no engine")
        program, environment = self._engine
        process = await asyncio.create_subprocess_exec(
            program,
            *("-v", language, "-s", _WORDS_A_MINUTE, "--stdin", "--stdout"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        try:
            sound, _ = await process.communicate(text.encode())
        except RuntimeError as error:  # what uvloop raises where it ended before it was given the words
            raise SoundUnusable("espeak-ng ended at once") from error
        finally:
            if process.returncode is None:
                process.kill()
        if process.returncode != 0 or not sound:
            raise SoundUnusable(f"espeak-ng ended with {process.returncode}")
        return sound


def espeak() -> tuple[str, dict[str, str]] | None:
    """espeak-ng as the machine has it, or as `scripts/espeak` unpacked it; with the environment that it needs."""
    installed = shutil.which("espeak-ng")
    if installed:
        return installed, {}
    unpacked = ROOT / ".cache" / "espeak"
    program = unpacked / "usr" / "bin" / "espeak-ng"
    if not program.is_file():
        return None
    libraries = sorted(unpacked.glob("usr/lib/*-linux-gnu"))
    data = next((path for library in libraries if (path := library / "espeak-ng-data").is_dir()), None)
    environment = {"LD_LIBRARY_PATH": ":".join(str(path) for path in libraries)}
    return str(program), environment if data is None else {**environment, "ESPEAK_DATA_PATH": str(data.parent)}
