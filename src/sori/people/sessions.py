"""Who is behind a session's token: asked of the database once, then looked over for all sessions together each second.

A log-out or a change of somebody's rights is heard of through the feed, within milliseconds; whatever isn't announced
(somebody edits the tables by hand) holds after the next look, a second later. While the database can't be asked, what
was known of a session is soon too old to be believed.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

import structlog

from sori.people.model import SESSION_IDLES, Actor
from sori.people.store import sessions as store
from sori.platform.background import ended
from sori.platform.database import Database
from sori.platform.events import Feed
from sori.platform.log import cause
from sori.platform.token import token_hash

log = structlog.get_logger()

_LOOK_EVERY_S = 1.0
_BELIEVED_FOR_S = 2.0
_NEVER = -inf
_FORGOTTEN_AFTER_S = 60.0
_SEEN_IS_WRITTEN_EVERY = timedelta(minutes=1)
CHANGES = ("session.closed", "staff.changed", "access.changed", "centre.changed")
"""Kinds of events after which a session may no longer be what it was."""


@dataclass(slots=True)
class _Known:
    actor: Actor
    expires_at: datetime
    written_at: datetime
    """When it was last used, as the database has it."""
    seen_at: datetime
    """When it was last used, as far as is known here."""
    looked_at: float
    used_at: float


class Sessions:
    """One process's knowledge of the sessions that are in use with it."""

    def __init__(self, database: Database, feed: Feed, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._feed = feed
        self._clock = clock
        self._known: dict[bytes, _Known] = {}
        self._changes = 0
        """Counts changes, so that what was asked before one is not kept after it."""
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begins to look the sessions over."""
        self._tasks = [asyncio.create_task(self._look_over()), asyncio.create_task(self._listen())]

    async def stop(self) -> None:
        """Stops looking."""
        for task in self._tasks:
            await ended(task)

    async def actor(self, token: str) -> Actor | None:
        """Whose session the token is, or None where it is unknown, over, or its owner is no longer active."""
        key = token_hash(token)
        known = self._known.get(key)
        running = asyncio.get_running_loop().time()
        if known is None or running > known.looked_at + _BELIEVED_FOR_S:
            changes = self._changes
            async with self._database.reading() as transaction:
                found = await store.sessions(transaction, [key])
            if not found:
                self._known.pop(key, None)
                return None
            looked_at = running if changes == self._changes else _NEVER
            known = _known(found[0], looked_at, running, None if known is None else known.seen_at)
            self._known[key] = known
        now = self._clock()
        if now >= known.expires_at or now >= known.seen_at + SESSION_IDLES:
            return None
        known.used_at, known.seen_at = running, max(known.seen_at, now)
        return known.actor

    def forget(self, staff_id: int | None) -> None:
        """Asks the database again about somebody (None: everybody), whose session or rights have changed.

        When their sessions were last used stays known: the database may not have it yet.
        """
        self._changes += 1
        for known in self._known.values():
            if staff_id is None or known.actor.id == staff_id:
                known.looked_at = _NEVER

    def forget_token(self, token: str) -> None:
        """Asks the database again about one session, which another has taken the place of."""
        self._changes += 1
        self._known.pop(token_hash(token), None)

    async def _listen(self) -> None:
        with self._feed.subscribe(None, lambda hint: hint.kind in CHANGES) as changes:
            while (hint := await changes.next()) is not None:
                self.forget(hint.about.get("staff"))

    async def _look_over(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            running = asyncio.get_running_loop().time()
            changes = self._changes
            keys = [key for key, known in self._known.items() if running < known.used_at + _FORGOTTEN_AFTER_S]
            used = self._to_be_written(set(keys))
            try:
                async with self._database.reading() as transaction:
                    if used:
                        await store.seen(transaction, list(used), list(used.values()))
                    found = {session.token_hash: session for session in await store.sessions(transaction, keys)}
            except Exception as error:
                log.warning("sessions.not_looked_over", **cause(error))
                continue
            if changes == self._changes:
                self._known = {
                    key: _known(session, running, self._known[key].used_at, self._known[key].seen_at)
                    for key, session in found.items()
                    if key in self._known
                } | {key: known for key, known in self._known.items() if known.looked_at >= running}

    def _to_be_written(self, staying: set[bytes]) -> dict[bytes, datetime]:
        """When sessions were last used, of those of which the database knows it no more closely than a minute."""
        return {
            key: known.seen_at
            for key, known in self._known.items()
            if known.seen_at > known.written_at + (_SEEN_IS_WRITTEN_EVERY if key in staying else timedelta())
        }


def _known(session: store.Session, looked_at: float, used_at: float, seen_at: datetime | None = None) -> _Known:
    written_at = session.last_seen_at
    return _Known(
        session.actor, session.expires_at, written_at, max(written_at, seen_at or written_at), looked_at, used_at
    )
