"""Traces for OpenTelemetry, where `OTEL_EXPORTER_OTLP_ENDPOINT` is set; else nothing of it is even imported.

A span has a route's template, method and status, a round's or a transaction's name: no path, no parameter, no query,
no body, and of an error only its type. The SDK reads its own settings (`OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER` …).
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
MISSING = (
    "OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed. Install it with "
    "`pip install 'sori[telemetry]'` or from requirements/telemetry.txt, or unset the variable."
)


class Tracing:
    """Makes spans and sends them to the collector."""

    def __init__(self, provider: "TracerProvider") -> None:
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind, StatusCode

        self._provider = provider
        self._tracer: Tracer = provider.get_tracer("sori")
        self._extract, self._server, self._error = extract, SpanKind.SERVER, StatusCode.ERROR

    @contextmanager
    def request(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Iterator["RequestSpan"]:
        """A span around one request, below the trace that a proxy began, if it says so."""
        carried = {name.decode(): value.decode("latin-1") for name, value in headers if name == b"traceparent"}
        with self._tracer.start_as_current_span(
            method,
            context=self._extract(carried),
            kind=self._server,
            attributes={"http.request.method": method},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield RequestSpan(span, self._error, method)

    @contextmanager
    def work(self, name: str) -> Iterator[None]:
        """A span around a piece of work of our own."""
        with self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(self._error)
                raise

    def close(self) -> None:
        """Sends what is left."""
        self._provider.shutdown()


class RequestSpan:
    """The span of a request that is being answered."""

    def __init__(self, span: "Span", error: object, method: str) -> None:
        self._span, self._error, self._method = span, error, method

    def answered(self, route: str, status: int) -> None:
        """Tells which route it was and how it was answered."""
        self._span.update_name(f"{self._method} {route}")
        self._span.set_attribute("http.route", route)
        self._span.set_attribute("http.response.status_code", status)
        if status >= 500:
            self._span.set_status(self._error)  # type: ignore[arg-type]


_current: Tracing | None = None


def tracer() -> Tracing | None:
    """This process's tracing, or None where none is configured."""
    return _current


@contextmanager
def tracing(process: str) -> Iterator[None]:
    """Traces while a block runs, if so configured; `process` says which kind of process this is.

    Raises SystemExit when it is configured but not installed.
    """
    global _current  # noqa: PLW0603 (one a process, set before any work)
    if not any(os.environ.get(name) for name in ENDPOINTS):
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SystemExit(MISSING) from error
    service = {"service.name": os.environ.get("OTEL_SERVICE_NAME", "sori"), "sori.process": process}
    provider = TracerProvider(resource=Resource.create(service))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _current = Tracing(provider)
    try:
        yield
    finally:
        _current.close()
        _current = None


@contextmanager
def traced(name: str) -> Iterator[None]:
    """A span around a piece of work, where traces are configured."""
    if _current is None:
        yield
    else:
        with _current.work(name):
            yield
