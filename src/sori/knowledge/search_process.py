"""The search process: holds the index in memory, keeps it as the database is, answers on a Unix socket.

It builds the index when it starts, follows the events, and looks at everything again now and then, so that the index
is nothing that anybody has to look after.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import psycopg
import structlog

from sori.centre import service as centre
from sori.centre.model import Topic
from sori.knowledge.finding import Matches, Question
from sori.knowledge.library import Library, Shelf
from sori.knowledge.meanings import Meanings
from sori.knowledge.search import Index
from sori.knowledge.search_line import HEARTBEAT
from sori.knowledge.store import indexing as store
from sori.platform.database import Database
from sori.platform.events import RESYNC, Feed, Subscription
from sori.platform.heartbeat import beat
from sori.platform.hints import Hint
from sori.platform.line import answering
from sori.platform.log import cause
from sori.platform.problem import Problem

log = structlog.get_logger()

BEATS_EVERY_S = 5.0
_LOOKS_EVERY_S = 600.0
_COUNTED = timedelta(days=90)
_AT_ONCE = 64
"""Articles indexed in one go: so long a question may wait for its turn."""
_WANTED = frozenset({"article.changed", "article.confirmed", "synonyms.changed", "centre.changed", RESYNC.kind})
_ALL_AGAIN = frozenset({"centre.changed", RESYNC.kind})
Outcome = TypeVar("Outcome")


class SearchProcess:
    """Keeps a library like the database and answers from it."""

    def __init__(
        self,
        database: Database,
        index: Callable[[], Index],
        clock: Callable[[], datetime],
        meanings: Meanings | None = None,
    ) -> None:
        """`index` makes the empty index, which may take seconds: it is called in the thread that uses it.

        `meanings` is told of changes, and asked what is near in meaning.
        """
        self._database = database
        self._meanings = meanings
        self._make_index = index
        self._clock = clock
        # An index is used by one thread at a time, and that isn't the one of the connections.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._library: Library | None = None
        self._stamps: dict[int, store.Stamp] = {}
        self._shelf = Shelf(ZoneInfo("UTC"), {})

    async def run(self, socket: Path, ready: Callable[[], None]) -> None:
        """Builds the index, calls `ready`, and answers until cancelled. A lost database is waited out."""
        async with Feed(self._database).listening() as feed:
            with feed.subscribe(None, lambda hint: hint.kind in _WANTED) as hints:
                began = time.monotonic()
                self._library = Library(await self._on_thread(self._make_index))
                while not await self._attempt(self._look_at_all):  # noqa: ASYNC110 (the database calls nobody)
                    await asyncio.sleep(0.2)
                log.info("search.built", articles=len(self._stamps), seconds=round(time.monotonic() - began, 2))
                async with answering(socket, Question, self.answer):
                    ready()
                    async with asyncio.TaskGroup() as group:
                        group.create_task(self._follow(hints))
                        group.create_task(self._beat())

    async def answer(self, question: Question) -> Matches:
        """What is found."""
        library = self._library
        if library is None:
            return Matches([], 0.0)

        began = time.perf_counter()
        asks = self._meanings is not None and not question.begins
        near = await self._meanings.near(question.text) if self._meanings is not None and asks else {}
        matches = await self._on_thread(lambda: library.answer(question, near))
        return Matches(matches, (time.perf_counter() - began) * 1000)

    async def _follow(self, hints: Subscription) -> None:
        look_again_at = time.monotonic() + _LOOKS_EVERY_S
        while True:
            come = await hints.next_all(max(look_again_at - time.monotonic(), 0.01))
            kinds = {hint.kind for hint in come}
            if not come or kinds & _ALL_AGAIN:
                done = await self._attempt(self._look_at_all)
                look_again_at = time.monotonic() + (_LOOKS_EVERY_S if done else 1.0)
            elif not await self._attempt(lambda: self._look_at(come)):  # noqa: B023 (called at once)
                look_again_at = time.monotonic() + 1.0

    async def _look_at(self, hints: Iterable[Hint]) -> None:
        hints = list(hints)
        if any(hint.kind == "synonyms.changed" for hint in hints):
            await self._learn_synonyms()
        ids = list({hint.about["article"] for hint in hints if "article" in hint.about})
        uses = {article_id: stamp.uses for article_id, stamp in self._stamps.items()}
        await self._take_in(ids, uses)

    async def _look_at_all(self) -> None:
        """Brings the library to what the database has, reading only the texts that differ."""
        async with self._database.reading() as transaction:
            setup = await centre.centre(transaction)
            topics = await centre.topics(transaction)
            stamps = await store.stamps(transaction, self._clock() - _COUNTED)
        shelf = Shelf(ZoneInfo(setup.time_zone), above(topics))
        if shelf != self._shelf:
            self._shelf, self._stamps = shelf, {}
        await self._learn_synonyms()
        now = {stamp.id: stamp for stamp in stamps}
        gone = [article_id for article_id in self._stamps if article_id not in now]
        differ = [article_id for article_id, stamp in now.items() if self._stamps.get(article_id) != stamp]
        await self._take_in(gone + differ, {article_id: stamp.uses for article_id, stamp in now.items()})

    async def _take_in(self, ids: Sequence[int], uses: dict[int, int]) -> None:
        library, shelf = self._library, self._shelf
        if library is None:
            return
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            async with self._database.reading() as transaction:
                found = await store.published(transaction, some)
            there = {article.id for article in found}
            gone = [article_id for article_id in some if article_id not in there]
            articles = [(article, uses.get(article.id, 0)) for article in found]
            await self._on_thread(lambda: library.remove(gone))  # noqa: B023 (awaited here)
            await self._on_thread(lambda: library.put(articles, shelf, self._clock()))  # noqa: B023
            for article_id in gone:
                self._stamps.pop(article_id, None)
            for article, used in articles:
                self._stamps[article.id] = store.Stamp(article.id, article.change, used)
        if self._meanings is not None and ids:
            self._meanings.look()

    async def _learn_synonyms(self) -> None:
        library = self._library
        if library is not None:
            async with self._database.reading() as transaction:
                groups = await store.synonyms(transaction)
            await self._on_thread(lambda: library.use_synonyms(groups))

    async def _attempt(self, work: Callable[[], object]) -> bool:
        try:
            await work()  # type: ignore[misc]
        except (psycopg.Error, Problem) as error:
            log.warning("search.cannot_read", **cause(error))
            return False
        return True

    async def _beat(self) -> None:
        while True:
            with suppress(psycopg.Error, Problem):
                async with self._database.at_once() as transaction:
                    await beat(transaction, HEARTBEAT, BEATS_EVERY_S, datetime.now(UTC))
            await asyncio.sleep(BEATS_EVERY_S)

    async def _on_thread(self, work: Callable[[], Outcome]) -> Outcome:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def above(topics: Sequence[Topic]) -> dict[str, frozenset[str]]:
    """Each topic's code with its own and those of the topics above it."""
    by_id = {topic.id: topic for topic in topics}
    found: dict[str, frozenset[str]] = {}
    for topic in sorted(topics, key=lambda one: one.level):
        parent = by_id.get(topic.parent_id or 0)
        found[topic.code] = frozenset({topic.code}) | (found.get(parent.code, frozenset()) if parent else frozenset())
    return found
