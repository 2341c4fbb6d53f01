"""The line between web processes and one that holds something in memory: a Unix socket, a line of JSON each way."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from sori.platform.problem import Problem

_LONGEST_LINE = 4 * 1024 * 1024
_MOST_FREE = 8
Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Line(Generic[Question, Answer]):
    """A process's connections to the one that answers; each carries one question at a time."""

    def __init__(self, path: Path | None, answer: type[Answer], away: str, within_s: float = 5.0) -> None:
        """`away` is the code of the problem where nobody answers within so many seconds."""
        self._path = path
        self._answer = answer
        self._away = away
        self._within_s = within_s
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, question: Question) -> Answer:
        """What is answered. Raises Problem 503 where the other process is away or doesn't answer in time."""
        if self._path is None:
            raise Problem(503, self._away)
        try:
            async with asyncio.timeout(self._within_s):
                return await self._ask(self._path, msgspec.json.encode(question) + b"\n")
        except (OSError, EOFError, TimeoutError, msgspec.DecodeError) as error:
            raise Problem(503, self._away) from error

    async def _ask(self, path: Path, line: bytes) -> Answer:
        while self._free:
            # One that was free may have died with the process that is gone now: then a new one is opened.
            with contextlib.suppress(OSError, EOFError):
                return await self._over(self._free.pop(), line)
        return await self._over(await asyncio.open_unix_connection(path, limit=_LONGEST_LINE), line)

    async def _over(self, connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], line: bytes) -> Answer:
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
        return msgspec.json.decode(answer, type=self._answer)

    async def close(self) -> None:
        """Gives up all connections."""
        for _, writer in self._free:
            writer.close()
        self._free.clear()


@asynccontextmanager
async def answering(
    path: Path, question: type[Question], answer: Callable[[Question], Awaitable[Answer]]
) -> AsyncIterator[None]:
    """Answers questions on this socket for the length of the block. One who takes over takes the socket's name too."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError, msgspec.DecodeError):
            while True:
                line = await reader.readuntil(b"\n")
                found = await answer(msgspec.json.decode(line, type=question))
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
