"""Hints: "something about these changed, look again". Sent after the commit, in batches, and never relied upon.

NOTIFY makes commits queue up behind one another, so it is kept out of the transactions: a process notifies the hints of
its commits afterwards, and those that come soon after one another together, since each notification wakes every
process. A lost hint is caught by the sweep of the feed.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import msgspec
import psycopg

from sori.platform.background import ended

CHANNEL = "sori_hints"
_GATHERED_FOR_S = 0.01
"""After a notification, hints are gathered for so long; one that comes after a quiet while goes at once."""
_LARGEST_NOTIFICATION = 7_500  # bytes; PostgreSQL's limit is 8,000


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind of change and the things it is about, such as `{"contact": 12, "counsellor": 5}`.

    `event` is the id of the stored event behind it, or 0 for a passing one (typing, presence) that is not stored.
    `news` is what came to be, as JSON, for those who may see it: it spares them asking. It may be missing. `masked` is
    the same for those who are shown it masked; empty where nothing in it has to be.
    """

    kind: str
    about: Mapping[str, int]
    detail: Mapping[str, bool | int | str | None] = field(default_factory=dict)
    event: int = 0
    news: str = ""
    masked: str = ""


class Hints:
    """Collects this process's hints and notifies them on a connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: list[Hint] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins to send what is collected."""
        self._task = asyncio.create_task(self._send_batches())

    async def stop(self) -> None:
        """Stops sending; what is still waiting is left to the sweep."""
        await ended(self._task)

    def send(self, hints: Iterable[Hint]) -> None:
        """Takes hints to be notified at once, or within a few milliseconds where others have just been."""
        self._waiting.extend(hints)
        if self._waiting:
            self._wake.set()

    async def _send_batches(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    while True:
                        await self._wake.wait()
                        self._wake.clear()
                        batch, self._waiting = self._waiting, []
                        for payload in payloads(batch):
                            await connection.execute("select pg_notify(%s, %s)", (CHANNEL, payload))
                        await asyncio.sleep(_GATHERED_FOR_S)
            except psycopg.OperationalError:
                await asyncio.sleep(0.2)


def payloads(hints: Iterable[Hint]) -> list[str]:
    """The hints as JSON arrays, each small enough for one notification; news too long for one is left out."""
    result: list[str] = []
    texts: list[str] = []
    size = 2
    for hint in hints:
        encoded = msgspec.json.encode(hint)
        if len(encoded) > _LARGEST_NOTIFICATION - 2:
            encoded = msgspec.json.encode(replace(hint, news="", masked=""))
        text, length = encoded.decode(), len(encoded) + 1
        if texts and size + length > _LARGEST_NOTIFICATION:
            result.append("[" + ",".join(texts) + "]")
            texts, size = [], 2
        texts.append(text)
        size += length
    if texts:
        result.append("[" + ",".join(texts) + "]")
    return result
