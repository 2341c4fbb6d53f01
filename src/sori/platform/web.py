"""What all routes share: problems as answers, server-sent events, the time."""

import math
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import psycopg
import structlog
from litestar import Request, Response
from litestar._kwargs.cleanup import DependencyCleanupGroup
from litestar._kwargs.dependencies import resolve_dependency
from litestar._kwargs.kwargs_model import KwargsModel
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.response import Stream
from litestar.routes import HTTPRoute

from sori.platform.log import REQUEST_ID, cause
from sori.platform.problem import Problem
from sori.platform.streams import OpenStreams
from sori.platform.translation import accepted, translated

log = structlog.get_logger()

AnyRequest = Request[Any, Any, Any]
Clock = Callable[[], datetime]
"""What a stream reads the time from, since it lives longer than a moment."""
_MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ErrorDetails:
    """One of several errors: where, and what."""

    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """An error as RFC 9457 has it; `detail` is for people, in their language, `type` for programs.

    `request_id` is what to look for in the log.
    """

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    errors: list[ErrorDetails] | None = None
    request_id: str | None = None


def now() -> datetime:
    """The time of a request, read once."""
    return datetime.now(UTC)


def answer_problem(request: AnyRequest, problem: Problem) -> Response[ProblemDetails]:
    """A problem as the answer to its request."""
    language = accepted(request.headers.get("accept-language"))
    return Response(
        ProblemDetails(
            type=f"urn:sori:problem:{problem.code}",
            title=translated(language, f"status.{problem.status}"),
            status=problem.status,
            detail=translated(language, f"problem.{problem.code}", **problem.values),
            field=problem.field,
            errors=[
                ErrorDetails(wrong.place, translated(language, f"problem.{wrong.code}", **wrong.values))
                for wrong in problem.errors
            ]
            or None,
            request_id=REQUEST_ID.get() or None,
        ),
        status_code=problem.status,
        media_type=_MEDIA_TYPE,
        headers=_retry_after(problem),
    )


def _retry_after(problem: Problem) -> dict[str, str] | None:
    wait_s = 2.0 if problem.status == 503 else problem.retry_after_s
    return None if wait_s is None else {"retry-after": str(math.ceil(wait_s))}


def answer_http_exception(request: AnyRequest, error: HTTPException) -> Response[ProblemDetails]:
    """What the framework refuses (no such path, wrong method, unreadable body), told in the same way."""
    problems = {
        400: "bad_request",
        401: "not_logged_in",
        403: "not_allowed",
        404: "no_such_page",
        405: "wrong_method",
        413: "request_too_large",
        415: "wrong_body_type",
    }
    code = problems.get(error.status_code, "bad_request")
    answered = answer_problem(request, Problem(error.status_code, code, field=_field(error)))
    if error.status_code == 405:
        answered.headers["allow"] = ", ".join(_methods(request))
    return answered


def _methods(request: AnyRequest) -> list[str]:
    """The methods that there are for the path of a request."""
    found: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, HTTPRoute):
            pattern = "[^/]+".join(re.escape(part) for part in re.split(r"{[^}]+}", route.path_format))
            if re.fullmatch(pattern, request.url.path.rstrip("/") or "/"):
                found |= set(route.methods)
    return sorted(found)


def answer_unusable_input(
    request: AnyRequest, _error: psycopg.DataError | RecursionError | UnicodeError
) -> Response[ProblemDetails]:
    """What no column can hold (a number beyond all ids) or no reader follow (brackets without end, broken text)."""
    return answer_problem(request, Problem(400, "bad_request"))


def answer_no_such_file(request: AnyRequest, _error: ValueError) -> Response[ProblemDetails]:
    """A path that no file can have, such as one with a zero in it."""
    return answer_problem(request, Problem(404, "no_such_page"))


def answer_failure(request: AnyRequest, error: Exception) -> Response[ProblemDetails]:
    """A fault of ours: logged with its place and without what the person sent."""
    log.error("request.failed", handler=request.route_handler.handler_name, **cause(error), exc_info=error)
    return answer_problem(request, Problem(500, "our_fault"))


OPEN_STREAMS = OpenStreams()
"""The open streams of this process."""


def stream(events: AsyncIterator[bytes]) -> Stream:
    """Server-sent events that no proxy holds back; a process that is replaced sends their readers to another."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return Stream(OPEN_STREAMS.kept(events), media_type="text/event-stream; charset=utf-8", headers=headers)


def told(event: str, data: object) -> bytes:
    """One server-sent event with its data as JSON, which has no line breaks of its own."""
    return b"event: %b\ndata: %b\n\n" % (event.encode(), msgspec.json.encode(data))


def file_response(name: str, media_type: str, content: bytes) -> Response[bytes]:
    """A file to look at (images) or to keep, never to be run by the browser."""
    shown = media_type.startswith("image/")
    ascii_name = name.encode("ascii", "replace").decode().replace("?", "_")
    return Response(
        content,
        media_type=media_type,
        headers={
            "content-disposition": f'{"inline" if shown else "attachment"}; filename="{ascii_name}"; '
            f"filename*=UTF-8''{_percent(name)}",
            "cache-control": "private, max-age=86400, immutable",
            "content-security-policy": "sandbox; default-src 'none'",
        },
    )


def _percent(name: str) -> str:
    return "".join(f"%{byte:02X}" for byte in name.encode())


def resolve_dependencies_in_turn() -> None:
    """Has the framework resolve a handler's dependencies one after the other.

    It opens a task group and a task for each of them, which is of use to those that wait for something. Ours are
    values at hand, and the tasks cost more than everything else that the framework does for a request.
    """

    async def in_turn(model: KwargsModel, connection: Any, kwargs: dict[str, Any]) -> DependencyCleanupGroup:
        cleanup = DependencyCleanupGroup()
        for batch in model.dependency_batches:
            for dependency in batch:
                await resolve_dependency(dependency, connection, kwargs, cleanup)
        return cleanup

    KwargsModel.resolve_dependencies = in_turn  # type: ignore[assignment,method-assign]


def ask_guards_without_copies() -> None:
    """Has the framework show a guard the handler itself, where it makes a copy for each guard and request."""

    async def ask(handler: BaseRouteHandler, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        for guard in handler.resolve_guards():
            await guard(connection, handler)  # type: ignore[misc]

    BaseRouteHandler.authorize_connection = ask  # type: ignore[assignment,method-assign]


ALIVE = b": alive\n\n"
"""A comment that keeps a silent stream open and finds out a dead one."""


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The network address a request comes from: the peer's, or, behind a proxy that is trusted, the one it names."""
    return "" if connection.client is None else connection.client.host


def _field(error: HTTPException) -> str | None:
    if isinstance(error, ValidationException) and isinstance(error.extra, list) and error.extra:
        first = error.extra[0]
        if isinstance(first, dict):
            return str(first.get("key") or "") or None
    return None
