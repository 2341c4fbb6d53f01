"""Events: every state change, appended in its transaction, and the feed by which processes learn of them."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import msgspec
import psycopg
import structlog
from psycopg.types.json import Jsonb

from sori.platform.background import ended
from sori.platform.database import Database, Transaction
from sori.platform.hints import CHANNEL, Hint
from sori.platform.log import cause
from sori.platform.metrics import FEED_BEHIND, SWEPT

log = structlog.get_logger()

RESYNC = Hint("resync", {})
"""Given to a subscriber that may have missed something: it must look at everything again."""

_SWEEP_EVERY_S = 1.0
_HINTS_TAKE_S = 0.1
_PAGE = 1_000
_SUBSCRIBER_BACKLOG = 2_000
_SUBSCRIBER_NEWS = 1024 * 1024  # characters
_REMEMBERED_EVENTS = 20_000


async def append(
    transaction: Transaction,
    at: datetime,
    kind: str,
    about: Mapping[str, int],
    detail: Mapping[str, bool | int | str | None] | None = None,
) -> None:
    """Records that `kind` happened to the things in `about` (noun → id), and hints at it after the commit."""
    event = await transaction.value(
        int,
        "insert into event (at, kind, about, detail) values (%s, %s, %s, %s) returning id",
        (at, kind, Jsonb(about), Jsonb(detail or {})),
    )
    transaction.hints.append(Hint(kind, about, detail or {}, event or 0))


@dataclass(frozen=True, slots=True)
class _Cursor:
    transaction_id: int
    id: int


@dataclass(frozen=True, slots=True)
class _StoredEvent:
    id: int
    kind: str
    about: dict[str, int]
    detail: dict[str, bool | int | str | None]


class Subscription:
    """The hints about some things, in order, until it is closed."""

    def __init__(self, feed: "Feed", things: frozenset[tuple[str, int]] | None, wants: Callable[[Hint], bool]) -> None:
        self.things = things
        self.wants = wants
        self._feed = feed
        self._hints: deque[Hint] = deque()
        self._news = 0
        """How much news they carry."""
        self._wake = asyncio.Event()

    def put(self, hint: Hint) -> None:
        """Queues a hint; a subscriber that doesn't keep up is told to resync instead of growing without bound."""
        self._news += len(hint.news)
        if len(self._hints) >= _SUBSCRIBER_BACKLOG or self._news > _SUBSCRIBER_NEWS:
            self._hints.clear()
            self._news = 0
            hint = RESYNC
        self._hints.append(hint)
        self._wake.set()

    async def next(self, timeout: float | None = None) -> Hint | None:
        """The next hint, or None after `timeout` seconds without one."""
        if not self._hints:
            try:
                async with asyncio.timeout(timeout):
                    await self._wake.wait()
            except TimeoutError:
                return None
        hint = self._hints.popleft()
        self._news -= len(hint.news)
        if not self._hints:
            self._wake.clear()
        return hint

    async def next_all(self, timeout: float | None = None) -> list[Hint]:
        """All hints that are there once there is one; none after `timeout` seconds without any."""
        first = await self.next(timeout)
        return [] if first is None else [first, *self.drain()]

    def drain(self) -> list[Hint]:
        """All hints that are there now."""
        hints = list(self._hints)
        self._hints.clear()
        self._news = 0
        self._wake.clear()
        return hints

    def close(self) -> None:
        """Ends the subscription."""
        self._feed.forget(self)

    def __enter__(self) -> "Subscription":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Feed:
    """One process's ear: listens for hints and, each second, sweeps the event table for those that got lost."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._all: set[Subscription] = set()
        self._by_thing: dict[tuple[str, int], set[Subscription]] = {}
        self._seen: deque[int] = deque(maxlen=_REMEMBERED_EVENTS)
        self._seen_ids: set[int] = set()
        self._cursor: _Cursor | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._swept_at: float | None = None
        self.listening_since: float | None = None
        """When it last began to hear hints; None while it hears none."""

    def swept_ago_s(self) -> float | None:
        """Seconds since it last knew of all events; None if it never did."""
        return None if self._swept_at is None else time.monotonic() - self._swept_at

    async def start(self) -> None:
        """Begins to listen."""
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._sweep())]

    async def stop(self) -> None:
        """Stops listening."""
        for task in self._tasks:
            await ended(task)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Feed"]:
        """Listens for the length of a block."""
        await self.start()
        try:
            yield self
        finally:
            await self.stop()

    def subscribe(
        self, things: Iterable[tuple[str, int]] | None, wants: Callable[[Hint], bool] = lambda _: True
    ) -> Subscription:
        """Hints about any of `things`, (noun, id) pairs, None for all; of these only those that one `wants`."""
        subscription = Subscription(self, None if things is None else frozenset(things), wants)
        if subscription.things is None:
            self._all.add(subscription)
        for thing in subscription.things or ():
            self._by_thing.setdefault(thing, set()).add(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """Ends a subscription."""
        self._all.discard(subscription)
        for thing in subscription.things or ():
            subscribers = self._by_thing.get(thing, set())
            subscribers.discard(subscription)
            if not subscribers:
                self._by_thing.pop(thing, None)

    def give(self, hint: Hint) -> None:
        """Hands a hint to whoever subscribed to something it is about, once each and once an event."""
        if hint.event:
            if hint.event in self._seen_ids:
                return
            self._remember(hint.event)
        receivers = set(self._all)
        for thing in hint.about.items():
            receivers |= self._by_thing.get(thing, set())
        for subscription in receivers:
            if subscription.wants(hint):
                subscription.put(hint)

    def _remember(self, event: int) -> None:
        if len(self._seen) == _REMEMBERED_EVENTS:
            self._seen_ids.discard(self._seen[0])
        self._seen.append(event)
        self._seen_ids.add(event)

    def _resync_everybody(self) -> None:
        for subscription in self._all.union(*self._by_thing.values()):
            subscription.put(RESYNC)

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._database.url, autocommit=True) as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    self.listening_since = time.monotonic()
                    await self._database.drop_dead_connections()
                    self._resync_everybody()
                    async for notification in connection.notifies():
                        for hint in msgspec.json.decode(notification.payload, type=list[Hint]):
                            self.give(hint)
            except psycopg.OperationalError as error:
                self.listening_since = None
                log.warning("feed.connection_lost", **cause(error))
                await asyncio.sleep(0.2)

    async def _sweep(self) -> None:
        while True:
            try:
                async for event in self._missed():
                    SWEPT.inc()
                    self.give(Hint(event.kind, event.about, event.detail, event.id))
                self._swept_at = time.monotonic()
                FEED_BEHIND.set(0)
            except Exception as error:
                # The database may be away; the next sweep starts where this one stood.
                log.warning("feed.sweep_failed", **cause(error))
                FEED_BEHIND.set(self.swept_ago_s() or 0)
            await asyncio.sleep(_SWEEP_EVERY_S)

    async def _missed(self) -> AsyncIterator[_StoredEvent]:
        while True:
            async with self._database.reading() as transaction:
                if self._cursor is None:
                    self._cursor = await _beginning(transaction)
                positions = await _positions_after(transaction, self._cursor)
            # The hints at the youngest of these are still on their way.
            await asyncio.sleep(_HINTS_TAKE_S)
            missed = [position.id for position in positions if position.id not in self._seen_ids]
            if missed:
                async with self._database.reading() as transaction:
                    events = await _stored(transaction, missed)
                for event in events:
                    yield event
            if positions:
                self._cursor = positions[-1]
            if len(positions) < _PAGE:
                return


async def _beginning(transaction: Transaction) -> _Cursor:
    oldest = await transaction.value(int, "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    return _Cursor(oldest or 0, 0)


async def _positions_after(transaction: Transaction, cursor: _Cursor) -> list[_Cursor]:
    return await transaction.all(
        _Cursor,
        """select transaction_id::text::bigint as transaction_id, id from event
           where (transaction_id, id) > (%s::text::xid8, %s)
             and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
           order by transaction_id, id limit %s""",
        (str(cursor.transaction_id), cursor.id, _PAGE),
    )


async def _stored(transaction: Transaction, ids: Sequence[int]) -> list[_StoredEvent]:
    return await transaction.all(
        _StoredEvent,
        "select id, kind, about, detail from event where id = any(%s) order by transaction_id, id",
        (list(ids),),
    )
