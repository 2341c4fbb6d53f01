"""A language model at an endpoint that speaks OpenAI's chat completions, streamed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
import msgspec
from httpx_sse import EventSource, ServerSentEvent, SSEError

from sori.platform.metrics import LANGUAGE_MODEL_CALLS, LANGUAGE_MODEL_TOKENS
from sori.platform.model_endpoint import Failure, ModelEndpoint, ModelError
from sori.platform.settings import LanguageModelEndpoint

_DONE = "[DONE]"
_STREAMED = {"accept": "text/event-stream"}


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
        """The text in the pieces in which it comes. Raises ModelError where it doesn't come to its end."""
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
            raise ModelError(Failure.TOO_LONG if finished == "length" else Failure.CUT_OFF)

    async def _next(self, *, first: bool) -> ServerSentEvent | None:
        try:
            async with asyncio.timeout_at(self._first_by if first else self._whole_by):
                return await anext(self._events, None)
        except TimeoutError:
            raise ModelError(Failure.SLOW_START if first else Failure.TOO_SLOW) from None
        except (SSEError, httpx.DecodingError):
            raise ModelError(Failure.UNREADABLE) from None
        except httpx.HTTPError:
            raise ModelError(Failure.CUT_OFF) from None


class LanguageModel(ModelEndpoint):
    """The endpoint as one process knows it."""

    def __init__(self, endpoint: LanguageModelEndpoint, clock: Callable[[], datetime], *, logged: bool = True) -> None:
        """`logged` is whether failures are logged."""
        super().__init__("language_model", endpoint.url, endpoint.key, LANGUAGE_MODEL_CALLS, clock, logged=logged)
        self.endpoint = endpoint

    @asynccontextmanager
    async def completion(self, messages: Sequence[Message], most_tokens: int) -> AsyncIterator[Completion]:
        """Asks for an answer; leaving the block closes the connection, which ends the endpoint's work on it.

        Raises ModelError where there is none, from here or while its pieces are read.
        """
        async with self.asking(), self._asked(messages, most_tokens) as completion:
            yield completion

    @asynccontextmanager
    async def _asked(self, messages: Sequence[Message], most_tokens: int) -> AsyncIterator[Completion]:
        began = asyncio.get_running_loop().time()
        whole_by = began + self.endpoint.whole_s
        first_by = min(began + self.endpoint.first_token_s, whole_by)
        body = {
            "model": self.endpoint.model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": most_tokens,
            "temperature": 0,
        }
        response = await self.response("chat/completions", body, _STREAMED, first_by)
        try:
            async with aclosing(EventSource(response).aiter_sse()) as events:
                completion = Completion(events, first_by, whole_by)
                yield completion
            if (usage := completion.usage) is not None:
                LANGUAGE_MODEL_TOKENS.labels("prompt").inc(usage.prompt_tokens)
                LANGUAGE_MODEL_TOKENS.labels("completion").inc(usage.completion_tokens)
        finally:
            await response.aclose()


def _read(data: str) -> _Chunk:
    try:
        return _chunks.decode(data)
    except (msgspec.DecodeError, UnicodeError):
        raise ModelError(Failure.UNREADABLE) from None
