"""Connections that come to nothing: those who send a request without end, or never read their answer, are cut off.

The server itself closes a connection only when it is idle after an answer. Without more, somebody who opens connections
and says little keeps them, and somebody who sends a header without end fills the memory.
"""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sori.platform.metrics import CUT_OFF

log = structlog.get_logger()

LONGEST_HEAD = 32 * 1024
"""Bytes of a request before its body; our own are below 2 KB."""
HEAD_WITHIN_S = 20.0
BODY_WITHIN_S = 300.0
"""The largest body, ten megabytes, at 34 KB a second."""
READS_WITHIN_S = 30.0
"""How long somebody may read nothing while much is there to be read."""
_LOOK_EVERY_S = 5.0


class Connection(HttpToolsProtocol):
    """A connection whose requests have an end to their heads."""

    _in_head = False
    _head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Takes what came, unless it is more than a head may have."""
        # What came along with a head's beginning is not counted: it may be the rest of a body, or its own.
        went_on = self._in_head
        super().data_received(data)
        if went_on and self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > LONGEST_HEAD:
                self.transport.abort()
                _tell("head too long", 1)

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is over."""
        self._in_head = False
        super().on_headers_complete()


@dataclass(frozen=True, slots=True)
class Stage:
    """What a connection is at: `request` tells one request from the next, `unread` is what its reader has left."""

    name: str
    within_s: float
    request: int
    unread: int = 0

    def goes_on(self, before: "Stage") -> bool:
        """Whether the connection has come nowhere since `before`."""
        return (self.name, self.request) == (before.name, before.request) and self.unread >= before.unread


def stage_of(connection: HttpToolsProtocol) -> Stage | None:
    """What a connection is at; None where it may take as long as it likes."""
    cycle = connection.cycle
    if connection.flow.write_paused:
        return Stage("answer not read", READS_WITHIN_S, id(cycle), connection.transport.get_write_buffer_size())
    if cycle is None or cycle.response_complete:
        return Stage("no request", HEAD_WITHIN_S, id(cycle))
    if cycle.more_body:
        return Stage("body too slow", BODY_WITHIN_S, id(cycle))
    return None


class Watch:
    """Looks at the connections of a process now and then, and cuts off those that came nowhere in their time."""

    def __init__(self) -> None:
        self._since: dict[HttpToolsProtocol, tuple[Stage, float]] = {}

    def look(self, connections: Collection[HttpToolsProtocol], now: float) -> None:
        """Looks at all of them; `now` in seconds of any clock that only goes forward."""
        since, self._since, ended = self._since, {}, Counter[str]()
        for connection in list(connections):
            stage = stage_of(connection)
            if stage is None:
                continue
            before, began = since.get(connection, (stage, now))
            if not stage.goes_on(before):
                began = now
            if now - began >= stage.within_s:
                connection.transport.abort()  # what is still to be sent is thrown away
                ended[stage.name] += 1
            else:
                self._since[connection] = (stage, began)
        for why, count in ended.items():
            _tell(why, count)

    async def keep_looking(self, connections: Collection[HttpToolsProtocol]) -> None:
        """Looks again and again until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            self.look(connections, asyncio.get_running_loop().time())


def _tell(why: str, count: int) -> None:
    CUT_OFF.labels(why).inc(count)
    log.info("connections.cut_off", why=why, count=count)
