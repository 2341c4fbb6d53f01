"""What is known of every request: its id, how long it took, and, where that is configured, its trace.

It stands around the whole application, so that refusals before any route are seen too, and does little, because it
does it for each request.
"""

import itertools
import os
from collections.abc import Iterator
from time import perf_counter

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Histogram

from sori.platform import tracing
from sori.platform.log import REQUEST_ID
from sori.platform.metrics import REQUESTS

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_ROUTE = "none"
_STREAM = "/stream"


class Observed:
    """An application around which every request is numbered, timed and traced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._ids = _request_ids()
        self._measures: dict[tuple[str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, of whatever kind."""
        if scope["type"] == ScopeType.HTTP:
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        request_id = next(self._ids)
        REQUEST_ID.set(request_id)  # a request has a context of its own
        request = _Request(send, request_id)
        tracer = tracing.tracer()
        try:
            if tracer is None:
                await self._app(scope, receive, request.send)
            else:
                with tracer.request(scope["method"], scope["headers"]) as span:
                    try:
                        await self._app(scope, receive, request.send)
                    finally:
                        span.answered(_route(scope), request.status)
        finally:
            self._measure(scope, request)

    def _measure(self, scope: HTTPScope, request: "_Request") -> None:
        route = _route(scope)
        method = scope["method"]
        key = (method if method in _METHODS else "other", route, request.status)
        measure = self._measures.get(key)
        if measure is None:
            measure = self._measures[key] = REQUESTS.labels(*key)
        end = request.began if route.endswith(_STREAM) and request.began else perf_counter()
        measure.observe(end - request.came)


class _Request:
    """One request with the way its answer goes out."""

    __slots__ = ("_header", "_send", "began", "came", "status")

    def __init__(self, send: Send, request_id: str) -> None:
        self.status = 500  # unless it is answered
        self.came = perf_counter()
        self.began = 0.0
        self._send = send
        self._header = (b"x-request-id", request_id.encode())

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.began = perf_counter()
            message["headers"] = [*message["headers"], self._header]
        await self._send(message)


def _route(scope: HTTPScope) -> str:
    """The route's template, never the path, in which ids or worse may stand."""
    return str(scope.get("path_template") or _NO_ROUTE)


def _request_ids() -> Iterator[str]:
    # Not taken from the request: that would be a way of writing into the log. Unguessable it need not be.
    prefix = os.urandom(5).hex()
    return (f"{prefix}{number:08x}" for number in itertools.count(1))
