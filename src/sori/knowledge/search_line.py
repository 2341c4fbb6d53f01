"""The line between web processes and the search process: a Unix socket, a line of JSON a question and an answer."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from sori.knowledge.finding import Matches, Question
from sori.platform.problem import Problem

HEARTBEAT = "search"
"""The name of the search process's sign of life."""
_LONGEST_LINE = 4 * 1024 * 1024
_ANSWERS_WITHIN_S = 5.0
_MOST_FREE = 8


class SearchLine:
    """A web process's connections to the search process; each carries one question at a time."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, question: Question) -> Matches:
        """What is found. Raises Problem 503 where the search process is away or doesn't answer in time."""
        if self._path is None:
            raise Problem(503, "search_away")
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN_S):
                return await self._ask(msgspec.json.encode(question) + b"\n")
        except (OSError, EOFError, TimeoutError, msgspec.DecodeError) as error:
            raise Problem(503, "search_away") from error

    async def _ask(self, line: bytes) -> Matches:
        while self._free:
            # One that was free may have died with the process that is gone now: then a new one is opened.
            with contextlib.suppress(OSError, EOFError):
                return await self._over(self._free.pop(), line)
        if self._path is None:
            raise EOFError
        return await self._over(await asyncio.open_unix_connection(self._path, limit=_LONGEST_LINE), line)

    async def _over(self, connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], line: bytes) -> Matches:
        reader, writer = connection
        try:
            writer.write(line)
            await writer.drain()
            answer = await reader.readuntil(b"\n")
        except BaseException:
            writer.close()
            raise
        if len(self._free) < _MOST_FREE:
            self._free.append(connection)
        else:
            writer.close()
        return msgspec.json.decode(answer, type=Matches)

    async def close(self) -> None:
        """Gives up all connections."""
        for _, writer in self._free:
            writer.close()
        self._free.clear()


@asynccontextmanager
async def answering(path: Path, answer: Callable[[Question], Awaitable[Matches]]) -> AsyncIterator[None]:
    """Answers questions on this socket for the length of the block. One who takes over takes the socket's name too."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError, msgspec.DecodeError):
            while True:
                line = await reader.readuntil(b"\n")
                found = await answer(msgspec.json.decode(line, type=Question))
                writer.write(msgspec.json.encode(found) + b"\n")
                await writer.drain()
        writer.close()

    # Bound under a name of its own and then moved, so that there is no moment without a socket.
    own = path.with_name(f"{path.name}.{os.getpid()}")
    own.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(serve, own, limit=_LONGEST_LINE)
    own.chmod(0o600)
    own.rename(path)
    try:
        yield
    finally:
        server.close()
