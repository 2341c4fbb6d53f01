"""The routing leader: one process decides all offers, others stand by and take over within seconds.

Whoever holds PostgreSQL's advisory lock leads. Its epoch is checked in the transaction of each offer, so that a leader
that was cut off and does not know it yet can write nothing once another has begun.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import structlog

from sori.centre import service as centre_service
from sori.conversations.floor import Floor
from sori.conversations.service import life
from sori.conversations.store import routing as store
from sori.conversations.store.routing import MadeOffer
from sori.platform.database import Database
from sori.platform.events import Feed, Subscription
from sori.platform.heartbeat import beat
from sori.platform.hints import Hint
from sori.platform.log import cause
from sori.platform.problem import Problem
from sori.platform.tracing import traced

log = structlog.get_logger()

HEARTBEAT = "router"
"""The name of the leader's sign of life, which it gives while it decides, not merely while it exists."""
BEATS_EVERY_S = 1.0
_LOCK = 0x536F7269  # "Sori"
_TRY_LOCK_EVERY_S = 0.5
_LOOK_EVERY_S = 0.25
"""How often offers are checked for being over, whatever else happens."""
_REBUILDING = frozenset({"resync", "centre.changed", "skills.changed"})
_PASSING = frozenset(
    {"typing", "presence", "contact.read", "message.sent", "contact.rated", "whisper.sent", "whisper.read", "shift"}
) | {"contact.offered", "contact.answered", "contact.ended"}
"""Kinds of hints that change nothing for routing. It knows what it offered, and from the offer to the end of the
wrap-up a contact takes the same place in the same hands."""


class Router:
    """Leads when it can, waits when it can't."""

    def __init__(self, database: Database, holder: str) -> None:
        self._database = database
        self._holder = holder

    async def run(self) -> None:
        """Leads and stands by until cancelled. A lost database or leadership is waited out, never given up on."""
        while True:
            try:
                async with self._leadership() as epoch:
                    log.info("router.leads", epoch=epoch, holder=self._holder)
                    # Whoever stands by need not listen: a new leader reads how everything stands.
                    async with Feed(self._database).listening() as feed:
                        with feed.subscribe(None, _concerns_routing) as hints:
                            await _Lead(self._database, epoch, hints).run()
            except (psycopg.OperationalError, Problem, LostLeadership) as error:
                log.warning("router.steps_down", **cause(error))
                await asyncio.sleep(0.2)

    @asynccontextmanager
    async def _leadership(self) -> AsyncIterator[int]:
        # Keepalives matter on a network: a leader whose machine vanished must lose the lock without being asked.
        async with await psycopg.AsyncConnection.connect(
            self._database.url, autocommit=True, keepalives_idle=1, keepalives_interval=1, keepalives_count=2
        ) as connection:
            while True:
                cursor = await connection.execute("select pg_try_advisory_lock(%s)", (_LOCK,))
                row = await cursor.fetchone()
                if row is not None and row[0]:
                    break
                await asyncio.sleep(_TRY_LOCK_EVERY_S)
            async with self._database.transaction() as transaction:
                epoch = await store.begin_epoch(transaction, self._holder, datetime.now(UTC))
            yield epoch


def _concerns_routing(hint: Hint) -> bool:
    return hint.kind not in _PASSING


class LostLeadership(Exception):
    """Another router has begun a newer epoch."""


class _Lead:
    """One term of leadership."""

    def __init__(self, database: Database, epoch: int, hints: Subscription) -> None:
        self._database = database
        self._epoch = epoch
        self._hints = hints
        self._again: list[MadeOffer] = []
        """Offers that the database did not take: contact and counsellor must be looked at again."""
        self._expired_at = datetime.min.replace(tzinfo=UTC)
        """When it was last checked which offers are over."""
        self._shown_at = datetime.min.replace(tzinfo=UTC)
        """When it last told that it lives."""

    async def run(self) -> None:
        floor, accept_within = await self._build()
        while True:
            hints = await self._next_hints(floor)
            kinds = {hint.kind for hint in hints}
            counsellor_ids = {hint.about["counsellor"] for hint in hints if "counsellor" in hint.about}
            if kinds & _REBUILDING or not floor.knows(counsellor_ids):
                floor, accept_within = await self._build()
                continue
            contact_ids = {hint.about["contact"] for hint in hints if "contact" in hint.about}
            await self._step(floor, accept_within, contact_ids, counsellor_ids)

    async def _next_hints(self, floor: Floor) -> list[Hint]:
        wait = floor.seconds_until_due(datetime.now(UTC))
        return await self._hints.next_all(_LOOK_EVERY_S if wait is None else min(_LOOK_EVERY_S, wait))

    async def _step(
        self, floor: Floor, accept_within: timedelta, contact_ids: Iterable[int], counsellor_ids: Iterable[int]
    ) -> None:
        now = datetime.now(UTC)
        await self._show_life(now)
        again, self._again = self._again, []
        contact_ids = {*contact_ids, *(offer.contact_id for offer in again)}
        counsellor_ids = {*counsellor_ids, *(offer.counsellor_id for offer in again)}
        if (now - self._expired_at).total_seconds() >= _LOOK_EVERY_S:
            self._expired_at = now
            async with self._database.transaction() as transaction:
                await life.expire_offers(transaction, now)
        async with self._database.reading() as transaction:
            contacts = await store.contacts(transaction, sorted(contact_ids)) if contact_ids else []
            hands = await store.hands(transaction, sorted(counsellor_ids)) if counsellor_ids else []
        decided = floor.stand(contacts, hands, now)
        if decided:
            await self._offer(decided, now, accept_within)

    async def _show_life(self, now: datetime) -> None:
        if (now - self._shown_at).total_seconds() >= BEATS_EVERY_S:
            self._shown_at = now
            async with self._database.at_once() as transaction:
                await beat(transaction, HEARTBEAT, BEATS_EVERY_S, now)

    async def _offer(self, decided: list[MadeOffer], now: datetime, accept_within: timedelta) -> None:
        with traced("offer"):
            await self._write(decided, now, accept_within)

    async def _write(self, decided: list[MadeOffer], now: datetime, accept_within: timedelta) -> None:
        async with self._database.at_once() as transaction:
            made = await store.add_offers(transaction, decided, self._epoch, now, now + accept_within)
            if not made and not await store.epoch_holds(transaction, self._epoch):
                raise LostLeadership
            transaction.hints += [
                Hint("contact.offered", {"contact": one.contact_id, "counsellor": one.counsellor_id}, event=one.event)
                for one in made
            ]
        taken = {(one.contact_id, one.counsellor_id) for one in made}
        self._again = [offer for offer in decided if (offer.contact_id, offer.counsellor_id) not in taken]

    async def _build(self) -> tuple[Floor, timedelta]:
        now = datetime.now(UTC)
        async with self._database.transaction() as transaction:
            setup = await centre_service.centre(transaction)
            accept_within = timedelta(seconds=setup.accept_within_s)
            floor = Floor(setup, await store.counsellors(transaction))
            decided = floor.stand(await store.waiting(transaction), await store.hands_on_duty(transaction), now)
        if decided:
            await self._offer(decided, now, accept_within)
        return floor, accept_within
