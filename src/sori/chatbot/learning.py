"""Knows what words mean: learns from the knowledge as the database has it, and again when that changes.

Learning takes many seconds of a core, so it has a thread of its own, and what was learned before answers until it is
done. It lives in the search process, which has the dictionary in memory.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread

import numpy as np
import psycopg
import structlog

from sori.cases import service as cases
from sori.chatbot.known import article_item, form_item, understanding
from sori.chatbot.line import Meant, Words
from sori.chatbot.meaning import Item
from sori.chatbot.model import Understood
from sori.chatbot.store import learning as store
from sori.knowledge.plain_text import plain
from sori.knowledge.search.terms import Synonyms
from sori.knowledge.service import answers
from sori.language.morphemes import Analyser, Morpheme
from sori.language.word_vectors import Vectors
from sori.platform.database import Database
from sori.platform.events import RESYNC, Feed, Subscription
from sori.platform.line import answering
from sori.platform.log import cause
from sori.platform.problem import Problem

log = structlog.get_logger()

_WANTED = frozenset({"article.changed", "synonyms.changed", "chatbot.taught", "case_types.changed", RESYNC.kind})
_SETTLES_IN_S = 20.0
"""Changes come in flocks, as when articles are brought in: it learns when none has come for so long."""
_WAITS_AT_MOST_S = 120.0
_LOOKS_EVERY_S = 600.0
_AT_ONCE = 20
"""Texts taken apart in one go: so long a search may wait for the dictionary."""
_LONGEST_LEARNED = 4_000
FEWEST = 5
"""Articles and forms from which there is enough to tell apart: with one, no chance could be stated."""
Understand = Callable[[str], Understood]


class Learning:
    """Keeps what is understood like the knowledge, and answers from it."""

    def __init__(
        self,
        database: Database,
        analyser: Callable[[], Analyser | None],
        settles_in_s: float = _SETTLES_IN_S,
        learn: Callable[[Sequence[Item], Analyser | None], Understand] = understanding,
    ) -> None:
        """`analyser` gives the dictionary, which may take seconds: it is called in the thread that learns."""
        self._database = database
        self._analyser = analyser
        self._settles_in_s = settles_in_s
        self._learn_from = learn
        # What is learned is asked by one thread at a time.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="meaning")
        self._items: list[Item] = []
        self._understand: Understand | None = None

    async def run(self, socket: Path) -> None:
        """Answers at once, that nothing is known yet, and learns; until cancelled. A lost database is waited out."""
        async with Feed(self._database).listening() as feed, answering(socket, Words, self.answer):
            with feed.subscribe(None, lambda hint: hint.kind in _WANTED) as hints:
                while True:
                    done = await self._attempt()
                    await self._next_change(hints, _LOOKS_EVERY_S if done else 1.0)

    async def answer(self, words: Words) -> Meant:
        """What the words mean."""
        understand = self._understand
        if understand is None:
            return Meant(False, [])
        understood = await asyncio.get_running_loop().run_in_executor(self._thread, understand, words.text)
        return Meant(True, list(understood.readings))

    async def _next_change(self, hints: Subscription, within_s: float) -> None:
        """Returns when something has changed and nothing more does, or after so long."""
        if await hints.next_all(within_s):
            no_later = time.monotonic() + _WAITS_AT_MOST_S
            while time.monotonic() < no_later and await hints.next_all(self._settles_in_s):
                pass

    async def _attempt(self) -> bool:
        """Learns what there is to be learned, if that is other than what was learned; gives whether it could look."""
        try:
            items = await self._look()
        except (psycopg.Error, Problem) as error:
            log.warning("chatbot.cannot_read", **cause(error))
            return False
        if items == self._items:
            return True
        self._items = items
        if len(items) < FEWEST:
            self._understand = None
            return True
        began = time.monotonic()
        try:
            understand = await _beside(lambda: self._learn(items))
        except (ArithmeticError, ValueError, MemoryError) as error:
            # What was learned before goes on; the search in this process must not end with it.
            log.warning("chatbot.cannot_learn", items=len(items), **cause(error))
            return True
        self._understand = understand
        log.info("chatbot.learned", items=len(items), seconds=round(time.monotonic() - began, 2))
        return True

    async def _look(self) -> list[Item]:
        async with self._database.reading() as transaction:
            articles = await answers.learnable(transaction)
            synonyms = Synonyms(await answers.synonyms(transaction))
            confirmed = await store.phrasings(transaction)
            forms = await cases.offered(transaction)
        items = [
            article_item(
                article.code,
                article.question,
                [*article.also, *confirmed.get(article.id, [])],
                [article.short, plain(article.long)[:_LONGEST_LEARNED]],
                synonyms,
            )
            for article in articles
        ]
        return items + [form_item(form, synonyms) for form in forms]

    def _learn(self, items: Sequence[Item]) -> Understand:
        analyser = self._analyser()
        return self._learn_from(items, None if analyser is None else _InSmallSteps(analyser))


async def _beside(work: Callable[[], Understand]) -> Understand:
    """What the work gives, done in a thread that nobody waits for when the process is told to stop."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Understand] = loop.create_future()

    def settle(how: Callable[[], None]) -> None:
        if not done.done():
            how()

    def run() -> None:
        try:
            found = work()
        except BaseException as error:
            how = partial(done.set_exception, error)
        else:
            how = partial(done.set_result, found)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, how)

    Thread(target=run, name="learning", daemon=True).start()
    return await done


@dataclass(frozen=True)
class _InSmallSteps:
    """An analyser that is asked for little at once, so that whoever else needs it comes in between."""

    analyser: Analyser

    def __call__(self, texts: Sequence[str]) -> list[list[Morpheme]]:
        return [one for at in range(0, len(texts), _AT_ONCE) for one in self.analyser(texts[at : at + _AT_ONCE])]

    def vectors(self, forms: Sequence[str]) -> Vectors:
        parts = [self.analyser.vectors(forms[at : at + _AT_ONCE]) for at in range(0, max(len(forms), 1), _AT_ONCE)]
        return np.concatenate(parts)
