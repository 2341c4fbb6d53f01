"""What the chatbot may learn from and answer from."""

from collections.abc import Sequence

from sori.knowledge.plain_text import plain
from sori.knowledge.store import answers as store
from sori.knowledge.store import indexing
from sori.knowledge.store.answers import Answerable, Learnable
from sori.platform.database import Transaction

__all__ = ["Answerable", "Learnable", "answerable", "learnable", "long_texts", "synonyms"]


async def learnable(transaction: Transaction) -> list[Learnable]:
    """All articles that are published for everybody, by code."""
    return await store.learnable(transaction)


async def answerable(transaction: Transaction, codes: Sequence[str]) -> dict[str, Answerable]:
    """Those of these articles that are published for everybody, by code."""
    return {article.code: article for article in await store.answerable(transaction, codes)} if codes else {}


async def long_texts(transaction: Transaction, codes: Sequence[str]) -> dict[str, str]:
    """The long answers, as plain text, of those of these articles that are published for everybody, by code."""
    return {one.code: plain(one.long) for one in await store.long_texts(transaction, codes)}


async def synonyms(transaction: Transaction) -> list[list[str]]:
    """Groups of words that mean the same."""
    return await indexing.synonyms(transaction)
