"""The search's view by meaning, where an embedding model is configured: published articles as vectors, what is near.

The vectors are in the database. Without the model, or when it doesn't answer in time, nothing is missing but this view.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

import psycopg
import structlog

from sori.knowledge.plain_text import plain
from sori.knowledge.store import indexing, meanings
from sori.language.masking import without_personal
from sori.platform.database import Database
from sori.platform.embedding import EmbeddingModel
from sori.platform.log import cause
from sori.platform.model_endpoint import ModelError

log = structlog.get_logger()

MOST_NEAR = 32
FROM_DEVIATIONS, FULL_DEVIATIONS = 3.0, 6.0
"""Of how far a question is from all articles: less than the first is chance, from the second on it is surely meant.

Models differ in what their cosines are like; how one stands out among all doesn't depend on that.
"""
_AT_ONCE = 16
_LONGEST = 1_200
"""Signs of an article that are read: small models read no further than some 500 tokens."""
_READING_S = 60.0
_LOOKS_EVERY_S = 60.0
_TRIES_AGAIN_S = 5.0
_REFUSES_A_TEXT = frozenset({400, 413, 422})
"""Statuses that may be about the text: too long, or one that the model's owner does not allow."""


class Meanings:
    """Keeps a vector of each published article, and tells which are near to words."""

    def __init__(self, database: Database, model: EmbeddingModel, *, tries_again_s: float = _TRIES_AGAIN_S) -> None:
        """`tries_again_s` is how long is waited after the model or the database failed."""
        self._database = database
        self._model = model
        self._tries_again_s = tries_again_s
        self._is_made = False
        self._changed = asyncio.Event()
        self._refused: set[tuple[int, int]] = set()
        """Versions that the model doesn't take, though it takes other texts."""

    def look(self) -> None:
        """Says that articles have changed."""
        self._changed.set()

    async def run(self) -> None:
        """Keeps the vectors as the articles are, until cancelled. A lost database or model is waited out."""
        try:
            while True:
                self._changed.clear()
                kept = await self._attempt()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOKS_EVERY_S if kept else self._tries_again_s):
                        await self._changed.wait()
        finally:
            await self._model.close()

    async def near(self, text: str) -> Mapping[int, float]:
        """How near articles are to words by their meaning, from above 0 to 1; those that aren't near are left out.

        The words leave the house, without personal data. Nothing where the model doesn't answer in time.
        """
        if not self._is_made or self._model.rests:
            return {}
        try:
            (asked,) = await self._model.vectors([without_personal(text)], self._model.endpoint.asked_s)
            async with self._database.reading() as transaction:
                found = await meanings.nearest(transaction, self._model.endpoint.model, asked, MOST_NEAR)
        except ModelError:
            return {}
        except psycopg.Error as error:
            log.warning("embedding.cannot_read", **cause(error))
            return {}
        return {one.article_id: share for one in found if (share := nearness(one.deviations)) > 0}

    async def _keep(self) -> None:
        if not self._is_made:
            async with self._database.transaction() as transaction:
                if not await meanings.can_compare(transaction):
                    log.warning("embedding.no_pgvector")
                    return
                await meanings.make(transaction)
            self._is_made = True
        async with self._database.reading() as transaction:
            ids = await meanings.lacking(transaction, self._model.endpoint.model)
        for start in range(0, len(ids), _AT_ONCE):
            async with self._database.reading() as transaction:
                articles = await indexing.published(transaction, ids[start : start + _AT_ONCE])
            await self._read([one for one in articles if (one.id, one.version) not in self._refused])

    async def _read(self, articles: Sequence[indexing.Published], *, again: bool = False) -> None:
        if not articles:
            return
        try:
            vectors = await self._model.vectors([text_of(one) for one in articles], _READING_S)
        except ModelError as error:
            if error.status not in _REFUSES_A_TEXT:
                raise
            if len(articles) > 1:  # one of them may be what it doesn't take
                for one in articles:
                    await self._read([one])
                return
            await self._model.dimensions(_READING_S)  # it takes other texts: the fault isn't its own
            if not again:  # unless it has come round only now
                await self._read(articles, again=True)
                return
            self._refused.add((articles[0].id, articles[0].version))
            log.warning("embedding.article_refused", article=articles[0].id, status=error.status)
            return
        found = [(one.id, one.version, vector) for one, vector in zip(articles, vectors, strict=True)]
        async with self._database.transaction() as transaction:
            await meanings.put(transaction, self._model.endpoint.model, found)
        log.info("embedding.read", articles=len(found))

    async def _attempt(self) -> bool:
        try:
            await self._keep()
        except psycopg.Error as error:
            log.warning("embedding.cannot_keep", **cause(error))
            return False
        except ModelError:  # its endpoint has told
            return False
        return True


def nearness(deviations: float) -> float:
    """From 0 to 1, of how many standard deviations an article is nearer than all of them."""
    return min(max((deviations - FROM_DEVIATIONS) / (FULL_DEVIATIONS - FROM_DEVIATIONS), 0.0), 1.0)


def text_of(article: indexing.Published) -> str:
    """What of an article is read by the model."""
    parts = (article.question, *article.also, article.short, plain(article.long))
    return "\n".join(part for part in parts if part)[:_LONGEST]
