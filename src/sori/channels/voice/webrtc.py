"""A call leg over WebRTC: a browser's microphone and loudspeaker, its keypad and what it shows over a data channel."""

import asyncio
import json
from collections import deque
from contextlib import suppress
from typing import Any

import av
import structlog
from aiortc import MediaStreamTrack, RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from sori.calls.leg import HungUp, Saying, Shown
from sori.channels.voice.ear import Ear
from sori.channels.voice.sound import FRAME, RATE, Sound, frame_of, key_tone, resampling, samples
from sori.channels.voice.speaking import KEYS, SpeakingLeg
from sori.channels.voice.speech import Speech
from sori.platform.log import cause
from sori.platform.problem import Problem

log = structlog.get_logger()

_CONNECTED_WITHIN_S = 20.0
_READ_S_A_CHARACTER = 0.09
"""How long words that cannot be spoken stand before what follows."""
_SHORTEST_READ_S = 1.5


class _Track(MediaStreamTrack):
    """What is sent to a browser: what its ear has."""

    kind = "audio"

    def __init__(self, ear: Ear) -> None:
        super().__init__()
        self._ear = ear
        self._sent = 0
        self._began: float | None = None

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
        frame = frame_of(self._ear.next(), self._sent * FRAME)
        self._sent += 1
        return frame


class RtcLeg(SpeakingLeg):
    """One browser's line."""

    has_screen = True

    def __init__(self, speech: Speech, music: Sound) -> None:
        super().__init__(music)
        self._speech = speech
        # No servers: browsers and this process see each other, or the operator has put a relay into the network.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._track = _Track(self.ear)
        self._sending: asyncio.Task[None] | None = None
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
            self._connection.addTrack(self._track)
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

    async def begin_talk(self) -> None:
        """No music any more."""
        self.ear.plays_music = False

    async def send_key(self, key: str) -> None:
        """Lets the far end hear a key."""
        self._sending = asyncio.ensure_future(self.ear.say(key_tone(key)))

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
        elif isinstance(key, str) and key in KEYS:
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
