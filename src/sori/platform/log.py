"""The log: lines of JSON on standard error, without personal data.

What people sent must never get in, and an error's own words often repeat it: PostgreSQL's name the values of a row,
Python's the text that could not be read. So of an error the log has its type, its place and, from PostgreSQL, the code
and the names of table and constraint; its words only where they are about the machine (a connection, a file).
"""

import asyncio
import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from types import TracebackType
from typing import Any

import psycopg
import structlog

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; it is in its answer's header and in each line of the log about it."""

_DEEPEST = 30
_MOST_OF_GROUP = 5
_LOOP = "asyncio"


def set_up_log() -> None:
    """Has everything that is logged in this process, by us or by a library, written as lines of JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _with_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(handlers=[_Lines()], level=logging.WARNING, force=True)
    sys.excepthook = _log_end


def cause(error: BaseException) -> dict[str, Any]:
    """What the log may have of an error: never what somebody typed."""
    told: dict[str, Any] = {"error": type(error).__name__}
    if isinstance(error, psycopg.Error):
        about = {
            "sqlstate": error.sqlstate,
            "table": error.diag.table_name,
            "constraint": error.diag.constraint_name,
        }
        told.update({name: value for name, value in about.items() if value})
    if reason := _about_the_machine(error):
        told["reason"] = reason
    return told


def _about_the_machine(error: BaseException) -> str:
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        return str(error).strip().split("\n")[0]  # no connection: the words are the driver's own
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) if isinstance(error, ImportError | SystemExit) else ""


def _with_request(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if request_id := REQUEST_ID.get():
        line["request_id"] = request_id
    return line


def _without_words(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replaces an exception by its type and place, and those it came from by theirs."""
    found = line.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        line["exception"] = _chain(error)
    return line


def _chain(error: BaseException) -> list[dict[str, Any]]:
    chain: list[dict[str, Any]] = []
    following: BaseException | None = error
    while following is not None and len(chain) < 5:
        frames = traceback.extract_tb(following.__traceback__)[-_DEEPEST:]
        # Without the frames' variables and source lines: a cookie or a citizen's words may be among them.
        told = {**cause(following), "at": [f"{one.filename}:{one.lineno} {one.name}" for one in frames]}
        if isinstance(following, BaseExceptionGroup):
            told["each"] = [_chain(one) for one in following.exceptions[:_MOST_OF_GROUP]]
        chain.append(told)
        following = following.__cause__ or following.__context__
    return chain


def _log_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger().critical("process.failed", exc_info=error)


class _Lines(logging.Handler):
    """Writes what libraries log in our form: the message before it was filled with values, and its error."""

    def emit(self, record: logging.LogRecord) -> None:
        # Of asyncio's messages the further lines show tasks with what they raised.
        message = str(record.msg).split("\n")[0]
        causes = [cause(one) for one in record.args or () if isinstance(one, BaseException)]
        extra = {"causes": causes} if causes else {}
        log = structlog.get_logger()
        write = log.error if record.levelno >= logging.ERROR else log.warning
        write("library", logger=record.name, message=message, exc_info=record.exc_info, **extra)


def log_loop_failures() -> None:
    """Has the running event loop tell what nobody caught in our form."""

    def told(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        message = str(context.get("message", "")).split("\n")[0]
        structlog.get_logger().error("library", logger=_LOOP, message=message, exc_info=error)

    asyncio.get_running_loop().set_exception_handler(told)
