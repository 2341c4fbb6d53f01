"""What the far end of a line hears of this process: what is being said, else the other party, else music, else
silence.
"""

import asyncio
from collections import deque

from sori.channels.voice.sound import FRAME, NO_SOUND, Sound, piece

_MOST_BUFFERED = 10
"""Frames of the other party that may wait to be sent: 200 ms, then the oldest go."""


class Ear:
    """One far end's, in frames of 20 ms; whoever has the line takes them at that pace."""

    def __init__(self, music: Sound) -> None:
        self._music = music
        self._music_at = 0
        self.plays_music = False
        self._said: tuple[Sound, int, asyncio.Future[None]] | None = None
        self._other: deque[Sound] = deque(maxlen=_MOST_BUFFERED)

    async def say(self, sound: Sound) -> None:
        """Says something to its end; cancelled, it stops in the middle."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._said = (sound, 0, done)
        try:
            await done
        finally:
            if self._said is not None and self._said[2] is done:
                self._said = None

    def hear(self, sound: Sound) -> None:
        """20 ms of the other party."""
        self._other.append(sound)

    def forget(self) -> None:
        """Nobody speaks any more: what the other party said and was not sent yet is not sent."""
        self._other.clear()

    def next(self) -> Sound:
        """The next 20 ms."""
        if self._said is not None:
            sound, at, done = self._said
            self._said = (sound, at + FRAME, done)
            if at + FRAME >= len(sound):
                self._said = None
                if not done.done():
                    done.set_result(None)
            return piece(sound, at)
        if self._other:
            return self._other.popleft()
        if self.plays_music:
            self._music_at = (self._music_at + FRAME) % len(self._music)
            return piece(self._music, self._music_at)
        return NO_SOUND
