"""Sends what is due: each webhook in a lane of its own, no request within a transaction."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
import psycopg
import structlog

from sori.platform.address import Forbidden, resolved
from sori.platform.database import Database
from sori.platform.log import cause
from sori.platform.metrics import WEBHOOK_TRIES
from sori.platform.problem import Problem
from sori.webhooks import service, store
from sori.webhooks.model import Failure, Outcome, headers
from sori.webhooks.store import Claimed

log = structlog.get_logger()

_LOOKS_EVERY_S = 0.5
_AT_ONCE = 4
"""Requests under way to one receiver."""
TIMEOUT_S = 10.0
_CLAIMED_FOR = timedelta(seconds=TIMEOUT_S + 5)


class Sender:
    """Sends deliveries until cancelled. Several may run: each delivery is claimed by one."""

    def __init__(self, database: Database, clock: Callable[[], datetime], *, private: bool) -> None:
        self._database = database
        self._clock = clock
        self._private = private
        self._trusted = ssl.create_default_context()
        self._lanes: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Looks for what is due twice a second."""
        try:
            while True:
                try:
                    await self.look()
                except (psycopg.Error, Problem) as error:
                    log.warning("webhooks.look_failed", **cause(error))
                await asyncio.sleep(_LOOKS_EVERY_S)
        finally:
            for lane in self._lanes.values():
                lane.cancel()
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def look(self) -> None:
        """Opens a lane for each webhook that has something due and none open."""
        self._lanes = {webhook: lane for webhook, lane in self._lanes.items() if not lane.done()}
        async with self._database.reading() as transaction:
            due = await store.lanes(transaction, self._clock())
        for webhook_id in due:
            if webhook_id not in self._lanes:
                self._lanes[webhook_id] = asyncio.create_task(self._lane(webhook_id))

    async def rest(self) -> None:
        """Waits until all open lanes are empty."""
        await asyncio.gather(*self._lanes.values())

    async def _lane(self, webhook_id: int) -> None:
        """Sends what is due for a webhook, in its order, until nothing is."""
        try:
            async with httpx.AsyncClient(verify=self._trusted, trust_env=False, timeout=TIMEOUT_S) as client:
                while claimed := await self._claim(webhook_id):
                    await asyncio.gather(*(self._deliver(client, one) for one in claimed))
        except (psycopg.Error, Problem) as error:
            # What was sent and not noted is sent again when its claim is over.
            log.warning("webhooks.lane_failed", webhook=webhook_id, **cause(error))

    async def _claim(self, webhook_id: int) -> list[Claimed]:
        now = self._clock()
        async with self._database.transaction() as transaction:
            return await store.claim(transaction, webhook_id, _AT_ONCE, now + _CLAIMED_FOR, now)

    async def _deliver(self, client: httpx.AsyncClient, claimed: Claimed) -> None:
        outcome = await self._send(client, claimed)
        WEBHOOK_TRIES.labels("delivered" if outcome.delivered else "failed").inc()
        async with self._database.transaction() as transaction:
            await service.settle(transaction, claimed, outcome, self._clock())

    async def _send(self, client: httpx.AsyncClient, claimed: Claimed) -> Outcome:
        began = time.monotonic()
        status, failure = None, None
        try:
            async with asyncio.timeout(TIMEOUT_S):
                status = await self._status(client, claimed)
        except (TimeoutError, httpx.TimeoutException):
            failure = Failure.TIMEOUT
        except Forbidden:
            failure = Failure.ADDRESS_FORBIDDEN
        except socket.gaierror:
            failure = Failure.NAME_UNKNOWN
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            failure = Failure.NO_CONNECTION
        return Outcome(status, failure, int((time.monotonic() - began) * 1000))

    async def _status(self, client: httpx.AsyncClient, claimed: Claimed) -> int:
        """What the receiver answers. It is called at the address that was checked; its words are not read."""
        parts = urlsplit(claimed.address)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await resolved(host, port, private=self._private)
        request = client.build_request(
            "POST",
            httpx.URL(claimed.address).copy_with(host=address),
            content=claimed.body.encode(),
            headers={
                **headers(f"msg_{claimed.id}", self._clock(), claimed.body, claimed.secrets),
                "host": parts.netloc,
            },
            extensions={"sni_hostname": host},
        )
        response = await client.send(request, stream=True)
        await response.aclose()
        return response.status_code
