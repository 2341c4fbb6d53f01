"""Browsers on the phone as aiortc plays them: they speak a tone, and tell what tone they hear."""

import asyncio
import json
from typing import Any

import av
import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from sori.channels.voice.sound import FRAME, RATE, frame_of, resampling, samples


class Tone(MediaStreamTrack):
    """A microphone into which somebody whistles."""

    kind = "audio"

    def __init__(self, hertz: float) -> None:
        super().__init__()
        self._wave = (9_000 * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)).astype(np.int16)
        self._sent = 0
        self._began = asyncio.get_running_loop().time()

    async def recv(self) -> av.AudioFrame:
        due = self._began + self._sent * 0.02 - asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, due))
        at = self._sent * FRAME % RATE
        frame = frame_of(self._wave[at : at + FRAME], self._sent * FRAME)
        self._sent += 1
        return frame


class Telephone:
    """One browser: its keypad, its microphone, and what it hears and is shown."""

    def __init__(self, hertz: float) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.addTrack(Tone(hertz))
        self.channel = self.connection.createDataChannel("call")
        self.told: list[dict[str, Any]] = []
        self.channel.on("message", lambda line: self.told.append(json.loads(line)))
        self._heard = np.zeros(RATE // 2, np.int16)
        self._listening: asyncio.Task[None] | None = None
        self.connection.on("track", self._hear)

    async def offer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    async def accept(self, sdp: str) -> None:
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp, "answer"))

    def press(self, key: str) -> None:
        self.channel.send(json.dumps({"key": key}))

    def sends(self, **told: object) -> None:
        self.channel.send(json.dumps(told))

    def was_told(self, **some: object) -> bool:
        return any(some.items() <= one.items() for one in self.told)

    def hertz(self) -> float:
        """The loudest tone of the last half second; 0 where it is silent."""
        wave = self._heard.astype(float)
        if np.sqrt(np.mean(wave**2)) < 100:
            return 0.0
        return float(np.argmax(np.abs(np.fft.rfft(wave))) * 2)

    def hears(self, hertz: float) -> bool:
        return abs(self.hertz() - hertz) <= 4

    def _hear(self, track: MediaStreamTrack) -> None:
        async def listen() -> None:
            resampler = resampling(FRAME)
            try:
                while True:
                    for frame in resampler.resample(await track.recv()):  # type: ignore[arg-type]
                        self._heard = np.concatenate([self._heard[FRAME:], samples(frame)])
            except MediaStreamError:
                return

        self._listening = asyncio.ensure_future(listen())

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
        await self.connection.close()
