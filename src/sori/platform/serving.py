"""Serving requests, and leaving without failing one: what a web process does when another takes its place."""

import asyncio
import signal
import socket
from random import Random
from typing import Any

import uvicorn

from sori.platform.background import ended
from sori.platform.child import tell_ready
from sori.platform.connection import Watch
from sori.platform.streams import OpenStreams

KEEP_ALIVE_S = 15
"""How long a connection on which nothing happens is kept open."""
LEAVE = signal.SIGUSR1
"""Asks a web process to finish what it has begun, and then to end."""
LEAVES_WITHIN_S = 40.0
_SPREAD_S = 3.0
"""Within how many seconds the streams' browsers are sent elsewhere."""
_CLOSE = (b"connection", b"close")


class Server(uvicorn.Server):
    """Tells when it is ready. Asked to leave, it accepts nothing more but goes on answering on what is open.

    An open connection that is idle may bring a request at any moment, and closing it then would fail that request. So
    each is closed by its next answer, or by the time after which an idle one is closed anyway.
    """

    def __init__(self, config: uvicorn.Config, streams: OpenStreams) -> None:
        super().__init__(config)
        self._streams = streams
        self._leaving = False
        self._watching: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts the application, and only then accepts connections."""
        asyncio.get_running_loop().add_signal_handler(LEAVE, self._leave)
        await super().startup(sockets)
        connections: Any = self.server_state.connections  # of the protocol that the configuration names
        self._watching = asyncio.create_task(Watch().keep_looking(connections))
        tell_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leaves when asked to, else ends within seconds."""
        if self._leaving:
            await self._drain()
        await ended(self._watching)
        await super().shutdown(sockets)

    def _leave(self) -> None:
        self._leaving = self.should_exit = True

    async def _drain(self) -> None:
        for server in self.servers:
            server.close()
        # uvicorn would set these anew each second, but its loop has ended.
        self.server_state.default_headers = [*self.server_state.default_headers, _CLOSE]
        self._streams.drain(_SPREAD_S, Random())  # noqa: S311 (to spread, not to hide)
        loop = asyncio.get_running_loop()
        until = loop.time() + LEAVES_WITHIN_S - 5
        while self.server_state.connections and loop.time() < until and not self.force_exit:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
