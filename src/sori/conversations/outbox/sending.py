"""Sends what is due: each channel in a lane of its own, nothing within a transaction."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

import psycopg
import structlog

from sori.conversations.outbox import service
from sori.conversations.outbox.model import Claimed, Fault, Outcome, OutgoingChannel, Result
from sori.platform.background import ended
from sori.platform.database import Database
from sori.platform.log import cause
from sori.platform.metrics import OUTGOING_TRIES
from sori.platform.problem import Problem

log = structlog.get_logger()

LOOKS_EVERY_S = 0.5
TRY_S = 60.0
"""A try ends within this time: a carrier that doesn't come back is not waited for."""
_CLAIMED_FOR = timedelta(seconds=TRY_S + 60)
_RESTS_S = (1.0, 5.0, 15.0, 30.0, 60.0)
"""How long a channel rests, each time that its provider couldn't be reached again."""
_SETTLES_EVERY_S = 0.5
_ENDS_WITHIN_S = 6.0
_NOT_TOLD = object()


class Carrier(Protocol):
    """What a channel's adapter does: it brings messages to a provider, and tells honestly what became of each."""

    at_once: int
    """How many messages it takes at the same time."""

    async def run(self) -> None:
        """Does what a channel needs beside single messages (a standing connection, receipts), until cancelled."""
        ...

    async def send(self, claimed: Claimed) -> Outcome:
        """Makes one try. Never raises for what the provider does: that is an outcome."""
        ...


class Sender:
    """Sends until cancelled. Several may run: each message is claimed by one."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        carriers: Mapping[OutgoingChannel, Carrier],
        most_an_hour: Mapping[OutgoingChannel, int],
    ) -> None:
        self._database = database
        self._clock = clock
        self._carriers = carriers
        self._most_an_hour = most_an_hour
        self._failures = dict.fromkeys(OutgoingChannel, 0)
        self._told: dict[OutgoingChannel, Fault | None] = {}

    def rests(self, channel: OutgoingChannel) -> float:
        """For how many seconds nothing is sent by a channel, since its provider couldn't be reached."""
        failures = self._failures[channel]
        return _RESTS_S[min(failures, len(_RESTS_S)) - 1] if failures else 0.0

    async def run(self) -> None:
        """Looks for what is due twice a second, and lets each carrier do what it needs beside.

        Cancelled, it ends the tries that are under way first: one that is cut off would have to be made again.
        """
        over = asyncio.Event()
        lanes = {asyncio.create_task(self._lane(channel, over)) for channel in OutgoingChannel}
        beside = {asyncio.create_task(carrier.run()) for carrier in self._carriers.values()}
        try:
            done, _ = await asyncio.wait(lanes | beside, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            over.set()
            await asyncio.wait(lanes, timeout=_ENDS_WITHIN_S)
            for task in lanes | beside:
                await ended(task)

    async def look(self, channel: OutgoingChannel) -> bool:
        """Sends what is due of a channel now, at most as much as its carrier takes at once; gives whether any was."""
        async with self._database.reading() as reading:
            if not await service.is_any_due(reading, channel, self._clock()):
                return False
        carrier = self._carriers.get(channel)
        if carrier is None:
            async with self._database.transaction() as transaction:
                await service.keep_all(transaction, channel, self._clock())
            return False
        async with self._database.transaction() as transaction:
            claimed = await service.claim(
                transaction, channel, carrier.at_once, self._most_an_hour[channel], _CLAIMED_FOR, self._clock()
            )
        outcomes = await asyncio.gather(*(self._try(channel, carrier, one) for one in claimed))
        await self._tell_how_it_fares(channel, outcomes)
        return bool(claimed)

    async def _lane(self, channel: OutgoingChannel, over: asyncio.Event) -> None:
        while not over.is_set():
            rest_s = LOOKS_EVERY_S
            try:
                if await self.look(channel):
                    rest_s = self.rests(channel)
            except (psycopg.Error, Problem) as error:
                log.warning("outbox.look_failed", channel=channel, **cause(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(rest_s):
                    await over.wait()

    async def _try(self, channel: OutgoingChannel, carrier: Carrier, claimed: Claimed) -> Outcome:
        try:
            async with asyncio.timeout(TRY_S):
                outcome = await carrier.send(claimed)
        except TimeoutError:
            outcome = Outcome(Result.UNCLEAR, Fault.NO_ANSWER)
        OUTGOING_TRIES.labels(channel, outcome.result).inc()
        await self._settle(claimed, outcome)
        return outcome

    async def _settle(self, claimed: Claimed, outcome: Outcome) -> None:
        """Notes what became of a try, however long the database is away: what was sent must not be sent again."""
        while True:
            try:
                async with self._database.transaction() as transaction:
                    await service.settle(transaction, claimed, outcome, self._clock())
                return
            except (psycopg.Error, Problem) as error:
                log.warning("outbox.settle_failed", message=claimed.id, **cause(error))
                await asyncio.sleep(_SETTLES_EVERY_S)

    async def _tell_how_it_fares(self, channel: OutgoingChannel, outcomes: list[Outcome]) -> None:
        if not outcomes:
            return
        unreached = next((one for one in outcomes if one.result is Result.UNREACHED), None)
        self._failures[channel] = 0 if unreached is None else self._failures[channel] + 1
        trouble = None if unreached is None else unreached.fault
        code = None if unreached is None else unreached.code
        if self._told.get(channel, _NOT_TOLD) is trouble:
            return
        async with self._database.transaction() as transaction:
            if await service.fares(transaction, channel, trouble, code, self._clock()):
                log.warning("outbox.channel", channel=channel, trouble=trouble, code=code)
        self._told[channel] = trouble
