"""The sound of one telephone line, both ways, over a WebSocket of Asterisk's (chan_websocket)."""

import asyncio
from collections.abc import Callable

import aiohttp
import numpy as np

from sori.channels.voice.ear import Ear
from sori.channels.voice.sound import FRAME, RATE, Sound
from sori.platform.background import ended

FORMAT = "slin16"
_FRAME_BYTES = FRAME * 2


class SoundLine:
    """Sends what an ear has, and gives what comes to `spoken`, until it is closed."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, ear: Ear, spoken: Callable[[Sound], None]) -> None:
        self._socket = socket
        self._ear = ear
        self._spoken = spoken
        self._tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._receive())]

    async def close(self) -> None:
        """Ends it, and with it the channel that was made for it."""
        for task in self._tasks:
            await ended(task)
        await self._socket.close()

    async def _send(self) -> None:
        time = asyncio.get_running_loop().time
        due = time()
        while not self._socket.closed:
            try:
                await self._socket.send_bytes(self._ear.next().tobytes())
            except (aiohttp.ClientError, ConnectionError):
                return
            # A process that stood still for long makes nothing up for in a burst.
            due = max(due + FRAME / RATE, time() - 1.0)
            await asyncio.sleep(due - time())

    async def _receive(self) -> None:
        rest = b""
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.BINARY:
                continue
            rest += message.data
            whole = len(rest) - len(rest) % _FRAME_BYTES
            for at in range(0, whole, _FRAME_BYTES):
                self._spoken(np.frombuffer(rest, np.int16, FRAME, at))
            rest = rest[whole:]
