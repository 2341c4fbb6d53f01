"""Fetches the feeds of other centres, each in its own time, with no transaction open meanwhile."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import httpx
import psycopg
import structlog

from sori.knowledge.bulletins import exchange
from sori.knowledge.bulletins import exchange_store as store
from sori.knowledge.bulletins.exchange_store import KeptCentre
from sori.knowledge.bulletins.feed import LARGEST_FEED, MEDIA_TYPE, FeedRefused, Refusal, opened
from sori.platform.address import Forbidden, resolved
from sori.platform.database import Database
from sori.platform.log import cause
from sori.platform.problem import Problem

log = structlog.get_logger()

_LOOKS_EVERY_S = 1.0
TIMEOUT_S = 10.0


class Fetcher:
    """Fetches feeds until cancelled. Several may run: each look at a centre is claimed by one."""

    def __init__(self, database: Database, clock: Callable[[], datetime], *, private: bool) -> None:
        self._database = database
        self._clock = clock
        self._private = private
        self._trusted = ssl.create_default_context()

    async def run(self) -> None:
        """Looks every second whose feed is due."""
        while True:
            try:
                await self.look()
            except (psycopg.Error, Problem) as error:
                log.warning("bulletins.look_failed", **cause(error))
            await asyncio.sleep(_LOOKS_EVERY_S)

    async def look(self) -> None:
        """Fetches every feed that is due, and waits for all of them."""
        now = self._clock()
        async with self._database.transaction() as transaction:
            due = await store.claim(transaction, now, now + exchange.FETCHED_EVERY)
        if due:
            async with httpx.AsyncClient(verify=self._trusted, trust_env=False, timeout=TIMEOUT_S) as client:
                await asyncio.gather(*(self._fetch(client, one) for one in due))

    async def _fetch(self, client: httpx.AsyncClient, one: KeptCentre) -> None:
        try:
            answered = await self._ask(client, one)
            now = self._clock()
            told = None if answered is None else opened(answered[1], one.public_key, one.sequence, now)
            async with self._database.transaction() as transaction:
                if answered is None or told is None:
                    await exchange.unchanged(transaction, one, now)
                else:
                    await exchange.accept(transaction, one, told, answered[0], now)
        except FeedRefused as fault:
            log.warning("bulletins.feed_refused", centre=one.id, reason=fault.reason.value)
            async with self._database.transaction() as transaction:
                await exchange.refuse(transaction, one, fault, self._clock())

    async def _ask(self, client: httpx.AsyncClient, one: KeptCentre) -> tuple[str | None, bytes] | None:
        """A feed with its entity tag; None where it is still the one that is known."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self._read(client, one)
        except (TimeoutError, httpx.TimeoutException):
            raise FeedRefused(Refusal.TIMEOUT) from None
        except Forbidden:
            raise FeedRefused(Refusal.ADDRESS_FORBIDDEN) from None
        except socket.gaierror:
            raise FeedRefused(Refusal.NAME_UNKNOWN) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            raise FeedRefused(Refusal.NO_CONNECTION) from None

    async def _read(self, client: httpx.AsyncClient, one: KeptCentre) -> tuple[str | None, bytes] | None:
        """Called at the address that was checked, following no redirects, and no longer than a feed may be."""
        parts = urlsplit(one.address)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await resolved(host, port, private=self._private)
        headers = {"host": parts.netloc, "accept": MEDIA_TYPE}
        if one.token:
            headers["authorization"] = f"Bearer {one.token}"
        if one.etag:
            headers["if-none-match"] = one.etag
        request = client.build_request(
            "GET",
            httpx.URL(one.address).copy_with(host=address),
            headers=headers,
            extensions={"sni_hostname": host},
        )
        response = await client.send(request, stream=True)
        try:
            if response.status_code == 304 and one.etag:
                return None
            if response.status_code != 200:
                raise FeedRefused(Refusal.STATUS, str(response.status_code))
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > LARGEST_FEED:
                    raise FeedRefused(Refusal.TOO_LARGE)
            return response.headers.get("etag", "")[:200] or None, bytes(body)
        finally:
            await response.aclose()
