"""A call leg over WebRTC: a browser's microphone and loudspeaker, its keypad and what it shows over a data channel."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import av
import structlog
from aiortc import MediaStreamTrack, RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from sori.calls.far_end import FarEnd
from sori.calls.leg import HungUp, Saying, Shown
from sori.channels.voice.sound import FRAME, NO_SOUND, RATE, Sound, frame_of, piece, resampling, samples
from sori.channels.voice.speech import Speech
from sori.platform.log import cause
from sori.platform.problem import Problem

log = structlog.get_logger()

_CONNECTED_WITHIN_S = 20.0
_READ_S_A_CHARACTER = 0.09
"""How long words that cannot be spoken stand before what follows."""
_MOST_BUFFERED = 10
"""Frames of the other party that may wait to be sent: 200 ms, then the oldest go."""
_KEYS = frozenset("0123456789*#")
_SHORTEST_READ_S = 1.5


class Ear(MediaStreamTrack):
    """What the far end hears: what is being said, else the other party, else music, else silence."""

    kind = "audio"

    def __init__(self, music: Sound) -> None:
        super().__init__()
        self._music = music
        self._music_at = 0
        self.plays_music = False
        self._said: tuple[Sound, int, asyncio.Future[None]] | None = None
        self._other: deque[Sound] = deque(maxlen=_MOST_BUFFERED)
        self._sent = 0
        self._began: float | None = None

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

    async def recv(self) -> av.AudioFrame:
        """The next 20 ms, when their time has come."""
        time = asyncio.get_running_loop().time
        if self._began is None:
            self._began = time()
        due = self._began + self._sent * FRAME / RATE - time()
        if due > 0:
            await asyncio.sleep(due)
        elif due < -1.0:
            # The process stood still for long: what is past is not made up for in a burst.
            self._began -= due
        frame = frame_of(self._next(), self._sent * FRAME)
        self._sent += 1
        return frame

    def _next(self) -> Sound:
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


class RtcLeg:
    """One browser's line. `on_hold` is told when its far end asks to put the other party on hold, or back."""

    def __init__(self, speech: Speech, music: Sound) -> None:
        self._speech = speech
        # No servers: browsers and this process see each other, or the operator has put a relay into the network.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.ear = Ear(music)
        self.far_end = FarEnd()
        self.spoken: Callable[[Sound], None] = lambda _: None
        """Who is given what the far end speaks."""
        self.told: Callable[[dict[str, Any]], None] = lambda _: None
        """Who is given what else the far end's page tells."""
        self._channel: RTCDataChannel | None = None
        self._untold: deque[str] = deque(maxlen=50)
        self._connected = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._connection.on("connectionstatechange", self._state_changed)
        self._connection.on("track", self._track_came)
        self._connection.on("datachannel", self._channel_came)

    async def accept(self, sdp: str) -> str:
        """The answer to a browser's offer; Problem 422 where that cannot be read."""
        try:
            await self._connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
            if not any(one.kind == "audio" for one in self._connection.getTransceivers()):
                raise ValueError("no audio")
            self._connection.addTrack(self.ear)
            answer = await self._connection.createAnswer()
            if answer is None:
                raise ValueError("no answer")
            await self._connection.setLocalDescription(answer)
        except Exception as error:
            # Anybody may send anything here, and the parser raises whatever it trips over.
            log.info("voice.offer_unusable", **cause(error))
            await self.hang_up()
            raise Problem(422, "voice_offer_unusable", field="sdp") from error
        return self._connection.localDescription.sdp

    async def answer(self) -> None:
        """Waits until both sides hear each other."""
        try:
            async with asyncio.timeout(_CONNECTED_WITHIN_S):
                await self._connected.wait()
        except TimeoutError:
            self.far_end.leave(lost=True)
        if self.far_end.is_gone:
            raise HungUp(lost=await self.far_end.gone())

    async def play(self, saying: Saying) -> str | None:
        """Says and shows something."""
        self.ear.plays_music = False
        return await self.far_end.hears(self._say(saying))

    async def key(self, within_s: float) -> str | None:
        """The next key."""
        return await self.far_end.key(within_s)

    async def hold(self) -> None:
        """Plays music."""
        self.far_end.forget_keys()
        self.ear.plays_music = True

    async def announce(self, saying: Saying) -> str | None:
        """Says something in between the music."""
        return await self.far_end.hears(self._say(saying))

    async def show(self, shown: Shown) -> None:
        """Tells the page where the call stands."""
        self._tell(
            {
                "kind": "state",
                "state": shown.state,
                "queue": shown.queue,
                "place": shown.place,
                "low_s": shown.low_s,
                "high_s": shown.high_s,
                "counsellor": shown.counsellor,
                "written": list(shown.written),
            }
        )

    async def gone(self) -> bool:
        """Returns once the browser is gone."""
        return await self.far_end.gone()

    async def hang_up(self) -> None:
        """Ends the call on this leg."""
        if not self.far_end.is_gone:
            self._tell({"kind": "over"})
            # The word over is to leave before the line does.
            await asyncio.sleep(0.2)
        self.far_end.leave(lost=False)
        if self._listening is not None:
            self._listening.cancel()
        await self._connection.close()

    async def _say(self, saying: Saying) -> None:
        sound = await self._speech.sound(saying)
        self._tell(
            {
                "kind": "say",
                "code": saying.code,
                "text": saying.text,
                "keys": list(saying.keys),
                "spoken": sound is not None,
            }
        )
        if sound is None:
            await asyncio.sleep(max(_SHORTEST_READ_S, len(saying.text) * _READ_S_A_CHARACTER))
        else:
            await self.ear.say(sound)

    def _tell(self, message: dict[str, Any]) -> None:
        line = json.dumps(message, ensure_ascii=False)
        if self._channel is None or self._channel.readyState != "open":
            self._untold.append(line)
            return
        with suppress(Exception):  # a channel that is closing
            self._channel.send(line)

    def _channel_came(self, channel: RTCDataChannel) -> None:
        self._channel = channel
        channel.on("message", self._message_came)
        while self._untold:
            channel.send(self._untold.popleft())

    def _message_came(self, message: object) -> None:
        try:
            told = json.loads(message) if isinstance(message, str) and len(message) < 1_000 else None
        except ValueError:
            return
        if not isinstance(told, dict):
            return
        key = told.get("key")
        if told.get("hang_up") is True:
            self.far_end.leave(lost=False)
        elif isinstance(key, str) and key in _KEYS:
            self.far_end.press(key)
            self.told({"key": key})
        elif isinstance(told.get("hold"), bool):
            self.told({"hold": told["hold"]})

    def _track_came(self, track: MediaStreamTrack) -> None:
        if track.kind == "audio" and self._listening is None:
            self._listening = asyncio.ensure_future(self._listen(track))

    async def _listen(self, track: MediaStreamTrack) -> None:
        resampler = resampling(FRAME)
        with suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                if isinstance(frame, av.AudioFrame):
                    for one in resampler.resample(frame):
                        self.spoken(samples(one))

    def _state_changed(self) -> None:
        state = self._connection.connectionState
        if state == "connected":
            self._connected.set()
        elif state in ("failed", "closed"):
            # A page that hangs up says so first; one that just goes may be back.
            self.far_end.leave(lost=True)
            self._connected.set()
            if state == "failed":
                self._closing = asyncio.ensure_future(self._connection.close())
