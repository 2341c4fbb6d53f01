"""What the processes count of themselves, for Prometheus.

Each process counts into files in a folder that all of one machine share (`PROMETHEUS_MULTIPROC_DIR`, set by `sori
run`), and whichever web process is asked adds them up. So a process that is replaced takes no count with it. Without
the folder, as in a test, a process tells its own counts only. What a process can't know alone, such as how many wait,
is read from the database when somebody asks (`sori.operations.figures`).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol

import psutil
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from sori.platform.background import ended

MEDIA_TYPE = CONTENT_TYPE_LATEST
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SAMPLE_EVERY_S = 5.0

REQUESTS = Histogram(
    "sori_http_request_seconds",
    "Time from a request to its whole answer; of streams, to their beginning.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
STREAMS = Gauge("sori_open_streams", "Open streams of server-sent events.", multiprocess_mode="livesum")
CUT_OFF = Counter(
    "sori_connections_cut_off", "Connections ended because they came nowhere, by what they were at.", ["why"]
)
EVENTS = Counter("sori_events", "Events committed, by kind, such as message.sent.", ["kind"])
SWEPT = Counter("sori_events_swept", "Events whose hint got lost and which the sweep found.")
FEED_BEHIND = Gauge(
    "sori_feed_behind_seconds",
    "How long ago the feed that is furthest behind knew of all events; 0: it just looked.",
    multiprocess_mode="livemax",
)
POOL = Gauge(
    "sori_database_pool_connections",
    "Connections of all processes by what they do: used, free; waiting counts requests without one.",
    ["state"],
    multiprocess_mode="livesum",
)
ROUNDS = Counter("sori_rounds", "Rounds of the worker that did their work or failed.", ["round", "outcome"])
ROUND_SECONDS = Counter("sori_round_seconds", "Time spent in rounds of the worker.", ["round"])

WEBHOOK_TRIES = Counter("sori_webhook_tries", "Messages sent to webhooks, by what became of them.", ["outcome"])
OUTGOING_TRIES = Counter(
    "sori_outgoing_tries", "Tries to send a text message or email, by what became of them.", ["channel", "outcome"]
)

LANGUAGE_MODEL_CALLS = Counter(
    "sori_language_model_calls", "Calls of the language model's endpoint, by what became of them.", ["outcome"]
)
LANGUAGE_MODEL_TOKENS = Counter(
    "sori_language_model_tokens", "Tokens that the language model's endpoint says it took.", ["of"]
)
EMBEDDING_CALLS = Counter(
    "sori_embedding_calls", "Calls of the embedding model's endpoint, by what became of them.", ["outcome"]
)
GEOCODER_CALLS = Counter("sori_geocoder_calls", "Calls of the geocoder, by what became of them.", ["outcome"])
PHRASED_ANSWERS = Counter(
    "sori_phrased_answers",
    "Answers of the chatbot that a language model was to phrase, by what became of them; no_budget: none left today.",
    ["outcome"],
)


class Pool(Protocol):
    """What is looked at of a database."""

    def use(self) -> dict[str, int]:
        """Connections by what they do."""
        ...


@asynccontextmanager
async def sampling(pool: Pool) -> AsyncIterator[None]:
    """Keeps what has to be looked at, rather than counted, up to date while a block runs."""

    async def sample() -> None:
        while True:
            for state, count in pool.use().items():
                POOL.labels(state).set(count)
            await asyncio.sleep(_SAMPLE_EVERY_S)

    task = asyncio.create_task(sample())
    try:
        yield
    finally:
        await ended(task)


def exposition(figures: Iterable[Metric]) -> bytes:
    """All counts of this machine's processes, and `figures`, in Prometheus's text format.

    It reads files: call it in a thread.
    """
    asked = CollectorRegistry()
    asked.register(_Given(list(figures)))
    folder = os.environ.get(FOLDER)
    if not folder:
        return generate_latest(REGISTRY) + generate_latest(asked)
    _forget_the_dead(Path(folder))
    MultiProcessCollector(asked, folder)  # type: ignore[no-untyped-call]
    return generate_latest(asked)


class _Given(Collector):
    def __init__(self, figures: list[Metric]) -> None:
        self._figures = figures

    def collect(self) -> list[Metric]:
        return self._figures


def _forget_the_dead(folder: Path) -> None:
    for file in folder.glob("gauge_live*.db"):
        pid = int(file.stem.rsplit("_", 1)[-1])
        if not psutil.pid_exists(pid):
            with suppress(FileNotFoundError):
                mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
