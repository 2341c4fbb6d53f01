"""An endpoint of a model, or of what is asked likewise: at an address of the operator's, let alone when it fails.

The address may be in our own network; without TLS it must be. No redirect is followed, the key goes nowhere else, and
neither it nor any words get into the log.
"""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import httpx
import structlog
from prometheus_client import Counter

from sori.platform.address import is_public

log = structlog.get_logger()

_FAILURES_IN_A_ROW = 3
RESTS = timedelta(minutes=1)
"""How long an endpoint is left alone that has failed some times in a row."""


class Failure(StrEnum):
    """Why the endpoint gave no whole answer."""

    SLOW_START = "slow_start"
    TOO_SLOW = "too_slow"
    CUT_OFF = "cut_off"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    KEY_REFUSED = "key_refused"
    BUSY = "busy"
    REFUSED = "refused"
    NO_CONNECTION = "no_connection"
    ADDRESS_FORBIDDEN = "address_forbidden"


class ModelError(Exception):
    """The endpoint gave no whole answer."""

    def __init__(self, failure: Failure, status: int | None = None) -> None:
        super().__init__(failure)
        self.failure = failure
        self.status = status


class ModelEndpoint:
    """The endpoint as one process knows it; each process finds out by itself that it fails.

    `kind` is what the log calls it, `calls` counts what becomes of what is asked. `logged` is whether failures are
    logged; whoever asks once tells them in their own way.
    """

    def __init__(
        self,
        kind: str,
        url: str,
        key: str | None,
        calls: Counter,
        clock: Callable[[], datetime],
        *,
        logged: bool = True,
    ) -> None:
        """`url` is the address above those of the API's methods."""
        self._kind = kind
        self._url = url
        self._key = key
        self._calls = calls
        self._clock = clock
        self._logged = logged
        self._failures = 0
        self._rests_until: datetime | None = None
        self._client = httpx.AsyncClient(
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # noqa: S113 (whoever asks waits until a moment of their own)
        )

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.aclose()

    @property
    def rests(self) -> bool:
        """Whether it is left alone for now."""
        return self._rests_until is not None and self._clock() < self._rests_until

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[None]:
        """Counts what becomes of what is asked in the block; after some failures in a row it is left alone."""
        outcome = "stopped"
        try:
            yield
            outcome = "answered"
            self._failures = 0
        except ModelError as error:
            outcome = error.failure
            self._note(error)
            raise
        finally:
            self._calls.labels(outcome).inc()

    async def response(
        self, method: str, body: Mapping[str, Any], accept: Mapping[str, str], by: float
    ) -> httpx.Response:
        """The beginning of what it answers to a method of OpenAI's API, by a moment of the event loop's clock.

        Raises ModelError where there is no answer, or one that isn't 200; whoever is given one closes it.
        """
        return await self.answered("POST", httpx.URL(f"{self._url}/{method}"), body, accept, by)

    async def answered(
        self, verb: str, url: httpx.URL, body: Mapping[str, Any] | None, accept: Mapping[str, str], by: float
    ) -> httpx.Response:
        """The beginning of what it answers to a request. Raises as `response` does; whoever is given one closes it."""
        try:
            async with asyncio.timeout_at(by):
                response = await self._client.send(await self._request(verb, url, body, accept), stream=True)
        except TimeoutError:
            raise ModelError(Failure.SLOW_START) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise ModelError(Failure.NO_CONNECTION) from None
        if response.status_code != httpx.codes.OK:
            await response.aclose()
            raise ModelError(_failure(response.status_code), response.status_code)
        return response

    async def whole(self, response: httpx.Response, by: float, longest: int) -> bytes:
        """All that is answered, of at most so many bytes; the response is closed. Raises ModelError where it isn't."""
        content = bytearray()
        try:
            async with asyncio.timeout_at(by):
                async for piece in response.aiter_bytes():
                    content += piece
                    if len(content) > longest:
                        raise ModelError(Failure.UNREADABLE)
        except TimeoutError:
            raise ModelError(Failure.TOO_SLOW) from None
        except httpx.HTTPError:
            raise ModelError(Failure.CUT_OFF) from None
        finally:
            await response.aclose()
        return bytes(content)

    async def _request(
        self, verb: str, url: httpx.URL, body: Mapping[str, Any] | None, accept: Mapping[str, str]
    ) -> httpx.Request:
        headers = {"accept-encoding": "identity", **accept}
        if self._key:
            headers["authorization"] = f"Bearer {self._key}"
        if url.scheme == "http":
            # Called at the address that was looked at: a name that answers otherwise the next time gains nothing.
            headers["host"] = url.netloc.decode()
            url = url.copy_with(host=await _private(url.host, url.port or 80))
        return self._client.build_request(verb, url, json=body, headers=headers)

    def _note(self, error: ModelError) -> None:
        if error.failure is Failure.TOO_LONG:
            return  # that is the answer's fault
        self._failures += 1
        if self._logged:
            log.warning(f"{self._kind}.failed", failure=error.failure, status=error.status, in_a_row=self._failures)
        if self._failures >= _FAILURES_IN_A_ROW:
            self._failures = 0
            self._rests_until = self._clock() + RESTS
            log.warning(f"{self._kind}.left_alone", until=self._rests_until.isoformat())


def _failure(status: int) -> Failure:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return Failure.KEY_REFUSED
    return (
        Failure.BUSY if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE) else Failure.REFUSED
    )


async def _private(host: str, port: int) -> str:
    """An address of a host that is nowhere but in our own network: what travels without TLS could be read outside."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port)
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    if any(is_public(address) for address in addresses):
        raise ModelError(Failure.ADDRESS_FORBIDDEN)
    return str(addresses[0])
