"""The endpoint of a language model that speaks OpenAI's chat completions, streamed, and let alone when it fails.

It is an address of the operator's, so it may be in our own network; without TLS it must be. No redirect is followed,
the key goes nowhere else, and neither it nor any words get into the log.
"""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import httpx
import msgspec
import structlog
from httpx_sse import EventSource, ServerSentEvent, SSEError

from sori.platform.address import is_public
from sori.platform.metrics import LANGUAGE_MODEL_CALLS, LANGUAGE_MODEL_TOKENS
from sori.platform.settings import LanguageModelEndpoint

log = structlog.get_logger()

_FAILURES_IN_A_ROW = 3
RESTS = timedelta(minutes=1)
"""How long an endpoint is left alone that has failed some times in a row."""
_DONE = "[DONE]"


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


class LanguageModelError(Exception):
    """The endpoint gave no whole answer."""

    def __init__(self, failure: Failure, status: int | None = None) -> None:
        super().__init__(failure)
        self.failure = failure
        self.status = status


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the model: `system` for rules, `user` for what they are about."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens that an answer took, as the endpoint counts them."""

    prompt_tokens: int
    completion_tokens: int


class _Delta(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _Chunk(msgspec.Struct):
    choices: list[_Choice] = []
    usage: Usage | None = None


_chunks = msgspec.json.Decoder(_Chunk)


class Completion:
    """One answer as it comes."""

    def __init__(self, events: AsyncGenerator[ServerSentEvent, None], first_by: float, whole_by: float) -> None:
        self.usage: Usage | None = None
        """Known at the end, where the endpoint tells it."""
        self._events = events
        self._first_by = first_by
        self._whole_by = whole_by

    async def pieces(self) -> AsyncIterator[str]:
        """The text in the pieces in which it comes. Raises LanguageModelError where it doesn't come to its end."""
        came, finished = False, None
        while True:
            event = await self._next(first=not came)
            if event is None or event.data.strip() == _DONE:
                break
            chunk = _read(event.data)
            self.usage = chunk.usage or self.usage
            for choice in chunk.choices[:1]:
                finished = choice.finish_reason or finished
                if choice.delta.content:
                    came = True
                    yield choice.delta.content
        if finished != "stop":
            raise LanguageModelError(Failure.TOO_LONG if finished == "length" else Failure.CUT_OFF)

    async def _next(self, *, first: bool) -> ServerSentEvent | None:
        try:
            async with asyncio.timeout_at(self._first_by if first else self._whole_by):
                return await anext(self._events, None)
        except TimeoutError:
            raise LanguageModelError(Failure.SLOW_START if first else Failure.TOO_SLOW) from None
        except (SSEError, httpx.DecodingError):
            raise LanguageModelError(Failure.UNREADABLE) from None
        except httpx.HTTPError:
            raise LanguageModelError(Failure.CUT_OFF) from None


class LanguageModel:
    """The endpoint as one process knows it; each process finds out by itself that it fails.

    `logged` is whether failures are logged; whoever asks once tells them in their own way.
    """

    def __init__(self, endpoint: LanguageModelEndpoint, clock: Callable[[], datetime], *, logged: bool = True) -> None:
        self.endpoint = endpoint
        self._clock = clock
        self._logged = logged
        self._failures = 0
        self._rests_until: datetime | None = None
        self._client = httpx.AsyncClient(
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # noqa: S113 (each wait has its own end, see `Completion`)
        )

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.aclose()

    @property
    def rests(self) -> bool:
        """Whether it is left alone for now."""
        return self._rests_until is not None and self._clock() < self._rests_until

    @asynccontextmanager
    async def completion(self, messages: Sequence[Message], most_tokens: int) -> AsyncIterator[Completion]:
        """Asks for an answer; leaving the block closes the connection, which ends the endpoint's work on it.

        Raises LanguageModelError where there is none, from here or while its pieces are read.
        """
        outcome = "stopped"
        try:
            async with self._asked(messages, most_tokens) as completion:
                yield completion
                outcome = "answered"
                self._failures = 0
        except LanguageModelError as error:
            outcome = error.failure
            self._note(error)
            raise
        finally:
            LANGUAGE_MODEL_CALLS.labels(outcome).inc()

    @asynccontextmanager
    async def _asked(self, messages: Sequence[Message], most_tokens: int) -> AsyncIterator[Completion]:
        began = asyncio.get_running_loop().time()
        whole_by = began + self.endpoint.whole_s
        first_by = min(began + self.endpoint.first_token_s, whole_by)
        response = await self._response(messages, most_tokens, first_by)
        try:
            if response.status_code != httpx.codes.OK:
                raise LanguageModelError(_failure(response.status_code), response.status_code)
            async with aclosing(EventSource(response).aiter_sse()) as events:
                completion = Completion(events, first_by, whole_by)
                yield completion
            if (usage := completion.usage) is not None:
                LANGUAGE_MODEL_TOKENS.labels("prompt").inc(usage.prompt_tokens)
                LANGUAGE_MODEL_TOKENS.labels("completion").inc(usage.completion_tokens)
        finally:
            await response.aclose()

    async def _response(self, messages: Sequence[Message], most_tokens: int, by: float) -> httpx.Response:
        """The beginning of what the endpoint answers."""
        body = {
            "model": self.endpoint.model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": most_tokens,
            "temperature": 0,
        }
        try:
            async with asyncio.timeout_at(by):
                return await self._client.send(await self._request(body), stream=True)
        except TimeoutError:
            raise LanguageModelError(Failure.SLOW_START) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise LanguageModelError(Failure.NO_CONNECTION) from None

    async def _request(self, body: dict[str, Any]) -> httpx.Request:
        headers = {"accept": "text/event-stream", "accept-encoding": "identity"}
        if self.endpoint.key:
            headers["authorization"] = f"Bearer {self.endpoint.key}"
        url = httpx.URL(f"{self.endpoint.url}/chat/completions")
        if url.scheme == "http":
            # Called at the address that was looked at: a name that answers otherwise the next time gains nothing.
            headers["host"] = url.netloc.decode()
            url = url.copy_with(host=await _private(url.host, url.port or 80))
        return self._client.build_request("POST", url, json=body, headers=headers)

    def _note(self, error: LanguageModelError) -> None:
        if error.failure is Failure.TOO_LONG:
            return  # that is the answer's fault
        self._failures += 1
        if self._logged:
            log.warning("language_model.failed", failure=error.failure, status=error.status, in_a_row=self._failures)
        if self._failures >= _FAILURES_IN_A_ROW:
            self._failures = 0
            self._rests_until = self._clock() + RESTS
            log.warning("language_model.left_alone", until=self._rests_until.isoformat())


def _failure(status: int) -> Failure:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return Failure.KEY_REFUSED
    return (
        Failure.BUSY if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE) else Failure.REFUSED
    )


def _read(data: str) -> _Chunk:
    try:
        return _chunks.decode(data)
    except (msgspec.DecodeError, UnicodeError):
        raise LanguageModelError(Failure.UNREADABLE) from None


async def _private(host: str, port: int) -> str:
    """An address of a host that is nowhere but in our own network: what travels without TLS could be read outside."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port)
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    if any(is_public(address) for address in addresses):
        raise LanguageModelError(Failure.ADDRESS_FORBIDDEN)
    return str(addresses[0])
