"""The open streams of one process, and how they end when it is replaced: told to come back, and not all at once."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from random import Random

from sori.platform.metrics import STREAMS

RECONNECT = b"event: reconnect\ndata: {}\n\n"
"""Tells a browser to open its stream anew, which leads it to another process, and then to leave this one."""

_LEAVES_WITHIN_S = 2.0
"""How long a browser may take to come back elsewhere before its old stream ends under it."""


class OpenStreams:
    """Counts the streams of a process; `drain` has each tell its browser to reconnect, spread over some seconds."""

    def __init__(self) -> None:
        self._open: set[_Stream] = set()
        self._draining = False

    def __len__(self) -> int:
        return len(self._open)

    async def kept(self, events: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        """The events of a stream, until it ends or the process is drained."""
        stream = _Stream()
        self._open.add(stream)
        STREAMS.inc()
        try:
            if self._draining:
                stream.tell()
            async for event in stream.follow(events):
                yield event
        finally:
            self._open.discard(stream)
            STREAMS.dec()

    def drain(self, within_s: float, random: Random) -> None:
        """Has every stream told to reconnect, each at a moment of its own within so many seconds."""
        self._draining = True
        loop = asyncio.get_running_loop()
        for stream in self._open:
            loop.call_later(random.uniform(0, within_s), stream.tell)


class _Stream:
    """One stream. Its task is interrupted only while it waits for the next event, never while it sends one."""

    def __init__(self) -> None:
        self._told = False
        self._waits: asyncio.Task[object] | None = None

    def tell(self) -> None:
        if not self._told:
            self._told = True
            if self._waits is not None:
                self._waits.cancel()

    async def follow(self, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        while not self._told:
            self._waits = asyncio.current_task()
            try:
                event = await anext(events)
            except StopAsyncIteration:
                return
            except asyncio.CancelledError:
                if not self._told or self._waits is None:
                    raise
                self._waits.uncancel()
                break
            finally:
                self._waits = None
            yield event
        yield RECONNECT
        await asyncio.sleep(_LEAVES_WITHIN_S)
