"""Whether a process can do its work, part by part: what a load balancer and a restart ask."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
import structlog

from sori.conversations import router
from sori.knowledge import search_line
from sori.platform.database import Database
from sori.platform.events import Feed
from sori.platform.heartbeat import Heartbeat, heartbeats
from sori.platform.migrations import missing
from sori.platform.problem import Problem

log = structlog.get_logger()

_FEED_BEHIND_S = 10.0
_LEADER_SILENT_S = 10.0
_SEARCH_SILENT_S = 20.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole, and what is the matter with it: nothing, or what."""

    name: str
    fault: str | None = None
    needed: bool = True
    """Whether nothing works without it; where not, the rest does."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether requests should be sent here, and each part of the answer."""

    ready: bool
    parts: list[Part]


def of(parts: Sequence[Part]) -> Readiness:
    """The whole of the parts: ready where none that is needed has a fault."""
    return Readiness(all(part.fault is None for part in parts if part.needed), list(parts))


class Look:
    """Looks at the parts of one process."""

    def __init__(self, database: Database, feed: Feed) -> None:
        self._database = database
        self._feed = feed
        self._migrated = False

    async def process(self) -> list[Part]:
        """What this process needs to answer anything: the database at this version, and the feed of events."""
        try:
            async with self._database.reading() as transaction:
                lacking = [] if self._migrated else await missing(transaction)
        except (Problem, psycopg.Error):
            return [Part("database", "cannot be reached"), Part("feed", self._deaf())]
        self._migrated = not lacking
        return [
            Part("database"),
            Part("migrations", f"not applied: {', '.join(lacking)}" if lacking else None),
            Part("feed", self._deaf()),
        ]

    async def until_able(self, within_s: float = 30.0) -> None:
        """Returns once this process can do its work; raises RuntimeError, and tells in the log why, if it can't."""
        parts: list[Part] = []
        try:
            async with asyncio.timeout(within_s):
                while not of(parts := await self.process()).ready:  # noqa: ASYNC110 (the database calls nobody)
                    await asyncio.sleep(0.02)
        except TimeoutError:
            log.error("process.not_ready", **{part.name: part.fault for part in parts if part.fault})
            raise RuntimeError("not ready") from None

    async def whole(self, now: datetime) -> list[Part]:
        """Also whether somebody leads the routing, and whether the search answers."""
        parts = await self.process()
        if any(part.fault for part in parts if part.name in ("database", "migrations")):
            return parts
        async with self._database.reading() as transaction:
            beats = await heartbeats(transaction)
        leader = beats.get(router.HEARTBEAT)
        parts.append(_search(beats.get(search_line.HEARTBEAT), now))
        silent_s = None if leader is None else (now - leader.at).total_seconds()
        if silent_s is None or silent_s > _LEADER_SILENT_S:
            ago = "ever" if silent_s is None else f"for {silent_s:.0f} s"
            return [*parts, Part("router", f"no leader has decided anything {ago}")]
        return [*parts, Part("router")]

    def _deaf(self) -> str | None:
        if self._feed.listening_since is None:
            return "does not hear of changes"
        ago = self._feed.swept_ago_s()
        return None if ago is not None and ago < _FEED_BEHIND_S else "does not catch up with the events"


def _search(last: Heartbeat | None, now: datetime) -> Part:
    silent_s = None if last is None else (now - last.at).total_seconds()
    if silent_s is None or silent_s > _SEARCH_SILENT_S:
        ago = "yet" if silent_s is None else f"for {silent_s:.0f} s"
        return Part("search", f"the search process has not been ready {ago}", needed=False)
    return Part("search", needed=False)
